/**
 * The ladder: whoever computes for the page stands on the highest rung that holds.
 *
 *     simd       a worker, with WebAssembly's SIMD
 *     ts         a worker, in plain TypeScript
 *     page       the page itself, in slices of time
 *     recorded   nobody: a recorded run is shown
 */
import type { Rung } from "../engine/settings.ts";
import { bytesOf, type Client, PortClient } from "./client.ts";

/** What the visitor should know about the rung, and what each is called. */
export const RUNG_NAMES: Readonly<Record<Rung, string>> = {
  simd: "SIMD in a worker",
  ts: "plain TypeScript in a worker",
  page: "plain TypeScript on the page itself",
  recorded: "a recorded run",
};

/** How long a worker may take to answer for the first time, in milliseconds. */
const PATIENCE = 15_000;

/**
 * Climbs down from the rung that is wanted until one holds.
 *
 * @param say is told in a sentence why a rung did not hold
 */
export async function openClient(
  wanted: Rung | null,
  say: (note: string) => void,
): Promise<Client> {
  if (wanted === "recorded") return recorded();
  if (wanted !== "page") {
    const client = await openWorker(wanted ?? "simd", say);
    if (client !== null) return client;
  }
  try {
    const { Engine } = await import("../engine/engine.ts");
    const { port1, port2 } = new MessageChannel();
    new Engine(port2, "page");
    const client = new PortClient(port1, () => port2.close());
    await client.ask("open", { rung: "page", wasm: null });
    client.rung = "page";
    return client;
  } catch (error) {
    say(
      `Nothing can be computed in this browser (${error instanceof Error ? error.message.trim() : error}), so a recorded run is shown.`,
    );
    return recorded();
  }
}

async function recorded(): Promise<Client> {
  const { openRecording } = await import("./recording.ts");
  return openRecording();
}

/** The first or the second rung; null where no worker is to be had. */
async function openWorker(rung: Rung, say: (note: string) => void): Promise<Client | null> {
  let worker: Worker;
  try {
    worker = new Worker("worker.js", { type: "module" });
  } catch (error) {
    say(
      `This browser gives the page no worker (${error instanceof Error ? error.message : error}), so the page itself computes, more slowly.`,
    );
    return null;
  }
  const { port1, port2 } = new MessageChannel();
  const client = new PortClient(port1, () => worker.terminate());
  let patience: ReturnType<typeof setTimeout> | undefined;
  const failed = new Promise<never>((_, reject) => {
    const broken = (why: string) => {
      client.fail(why);
      reject(new Error(why));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      broken(event.message || "it could not be loaded");
    };
    patience = setTimeout(() => broken("it does not answer"), PATIENCE);
  });
  failed.catch(() => {});
  worker.postMessage({ port: port2 }, [port2]);
  const wasm = rung === "simd" ? await bytesOf("simd.wasm").catch(() => null) : null;
  try {
    if (rung === "simd" && wasm === null) {
      say("The SIMD loops could not be loaded, so plain TypeScript computes.");
    }
    const asked = client.ask("open", { rung: wasm === null ? "ts" : rung, wasm });
    const { rung: stood, note } = await Promise.race([asked, failed]);
    clearTimeout(patience);
    client.rung = stood;
    if (note !== null) say(note);
    return client;
  } catch (error) {
    clearTimeout(patience);
    client.close();
    say(
      `The worker could not be started (${error instanceof Error ? error.message : error}), so the page itself computes, more slowly.`,
    );
    return null;
  }
}
