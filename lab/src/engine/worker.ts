/** The worker: an engine behind the port that the page sends first. */
import { Engine } from "./engine.ts";

declare const self: { onmessage: ((message: MessageEvent<{ port: MessagePort }>) => void) | null };

self.onmessage = ({ data }) => {
  new Engine(data.port, "worker");
};
