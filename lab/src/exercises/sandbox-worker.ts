import { Engine } from "../engine/engine.ts";

declare const self: { onmessage: ((message: MessageEvent<{ port: MessagePort }>) => void) | null };

self.onmessage = ({ data }) => {
  new Engine(data.port, "worker");
};
