/** Whoever computes, as the page sees it; and one that does so behind a port. */
import type { Frame } from "../engine/frame.ts";
import type { FromEngine, QuestionName, Questions, Standing } from "../engine/messages.ts";
import type { Rung } from "../engine/settings.ts";

export type FrameOf = Frame & Standing;

/** Whoever computes, as the page sees it. */
export interface Client {
  readonly rung: Rung;
  /** Rejects with an Error whose message can be shown. */
  ask<Name extends QuestionName>(
    name: Name,
    ask: Questions[Name]["ask"],
  ): Promise<Questions[Name]["answer"]>;
  onFrame: (frame: FrameOf) => void;
  onTrouble: (message: string) => void;
  close(): void;
}

/** Speaks to an engine through a port. */
export class PortClient implements Client {
  rung: Rung = "ts";
  onFrame: (frame: FrameOf) => void = () => {};
  onTrouble: (message: string) => void = () => {};
  readonly #port: MessagePort;
  readonly #end: () => void;
  readonly #waiting = new Map<
    number,
    { resolve: (answer: never) => void; reject: (error: Error) => void }
  >();
  #id = 0;

  constructor(port: MessagePort, end: () => void) {
    this.#port = port;
    this.#end = end;
    port.onmessage = ({ data }: MessageEvent<FromEngine>) => this.#hear(data);
  }

  ask<Name extends QuestionName>(
    name: Name,
    ask: Questions[Name]["ask"],
  ): Promise<Questions[Name]["answer"]> {
    const id = ++this.#id;
    this.#port.postMessage({ id, name, ask });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
  }

  /** Whoever waits is told that nobody will answer. */
  fail(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(message));
    this.#waiting.clear();
  }

  close(): void {
    this.fail("This was broken off.");
    this.#port.close();
    this.#end();
  }

  #hear(message: FromEngine): void {
    switch (message.kind) {
      case "frame":
        this.onFrame(message);
        this.#port.postMessage({ buffer: message.buffer }, [message.buffer]);
        break;
      case "trouble":
        this.onTrouble(message.message);
        break;
      default: {
        const waiting = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        if (message.kind === "answer") waiting?.resolve(message.answer as never);
        else waiting?.reject(new Error(message.message));
      }
    }
  }
}

/** The bytes of a file beside the page. */
export async function bytesOf(path: string): Promise<Uint8Array> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} could not be loaded (${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}
