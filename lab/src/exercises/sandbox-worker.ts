/** The sandboxed worker: an engine that runs a learner's code too. */
import { Engine } from "../engine/engine.ts";
import { judge } from "./judge.ts";
import { replacementsFor } from "./learner.ts";

declare const self: { onmessage: ((message: MessageEvent<{ port: MessagePort }>) => void) | null };

self.onmessage = ({ data }) => {
  new Engine(data.port, "worker", { judge, replacementsFor });
};
