/**
 * Where a learner's code runs: a worker, made by a frame that has no origin and no network. Whatever
 * the code does, it reaches neither the page nor anything else; and the worker can be ended.
 */
import { bytesOf, PortClient } from "./client.ts";

declare const SANDBOX_SCRIPT: string;

/** How long a frame and a worker may take to come, and a learner's code to end, in milliseconds. */
const PATIENCE = 30_000;
export const LIMIT = 5000;

/** Opens a sandboxed worker; `close` ends it. */
export async function openSandbox(): Promise<PortClient> {
  const script = new TextDecoder().decode(await bytesOf("sandbox-worker.js"));
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = "Where your code runs";
  frame.hidden = true;
  // The page's policy holds in the frame too; this one takes the network away.
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:"><script>${SANDBOX_SCRIPT}</script>`;
  const ready = new Promise<void>((resolve, reject) => {
    const heard = ({ source, data }: MessageEvent) => {
      if (source !== frame.contentWindow || data !== "ready") return;
      removeEventListener("message", heard);
      resolve();
    };
    addEventListener("message", heard);
    setTimeout(
      () => reject(new Error("The sandbox for your code did not open; load the page again.")),
      PATIENCE,
    );
  });
  document.body.append(frame);
  await ready;
  const trouble = new MessageChannel();
  const { port1, port2 } = new MessageChannel();
  const client = new PortClient(port1, () => {
    trouble.port1.close();
    frame.remove();
  });
  trouble.port1.onmessage = ({ data }: MessageEvent<{ message: string }>) => {
    client.fail(`Your code broke its worker (${data.message}); it was ended.`);
  };
  frame.contentWindow?.postMessage({ script }, "*", [trouble.port2, port2]);
  await client.ask("open", { rung: "ts", wasm: null });
  return client;
}

/** Waits for an answer that a learner's code has a part in; none in time rejects with a sentence. */
export function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new Error(
            `Your code did not end within ${LIMIT / 1000} seconds, so its worker was ended. Is there a loop that never ends? Everything else goes on.`,
          ),
        ),
      LIMIT,
    );
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
