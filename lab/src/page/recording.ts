/** The last rung: nobody computes, and frames that were recorded are shown. */
import { FrameWriter } from "../engine/frame.ts";
import type { QuestionName, Questions } from "../engine/messages.ts";
import { bytesOf, type Client, type FrameOf } from "./client.ts";

/** Numbers of 8 bits: value = low + byte·(high − low)/255. */
export interface RecordedPart {
  readonly start: number;
  readonly shape: readonly number[];
  readonly low: number;
  readonly high: number;
}

/** A recorded run: how training stood at a few moments. */
export interface Recording {
  readonly frames: readonly (Pick<FrameOf, "step" | "phase" | "figures"> & {
    readonly parts: Readonly<Record<string, RecordedPart>>;
  })[];
  readonly begun: Questions["begin"]["answer"];
}

/** Frames a second at full speed. */
const RATE = 3;

export async function openRecording(): Promise<Client> {
  const [text, bytes] = await Promise.all([
    bytesOf("data/recorded.json"),
    bytesOf("data/recorded.bin"),
  ]);
  const recording: Recording = JSON.parse(new TextDecoder().decode(text));
  return new RecordingClient(recording, bytes);
}

class RecordingClient implements Client {
  readonly rung = "recorded";
  onFrame: (frame: FrameOf) => void = () => {};
  onTrouble: (message: string) => void = () => {};
  readonly #recording: Recording;
  readonly #bytes: Uint8Array;
  #run = 0;
  #at = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(recording: Recording, bytes: Uint8Array) {
    this.#recording = recording;
    this.#bytes = bytes;
  }

  async ask<Name extends QuestionName>(
    name: Name,
    ask: Questions[Name]["ask"],
  ): Promise<Questions[Name]["answer"]> {
    return this.#answer(name, ask) as Questions[Name]["answer"];
  }

  #answer(name: QuestionName, ask: unknown): unknown {
    switch (name) {
      case "begin":
        this.#stop();
        this.#run = (ask as Questions["begin"]["ask"]).run;
        this.#at = 0;
        this.#show();
        return this.#recording.begun;
      case "play":
        this.#stop();
        if ((ask as Questions["play"]["ask"]).playing) {
          this.#timer = setInterval(() => this.#next(), 1000 / RATE);
        }
        this.#show();
        return null;
      case "advance":
        this.#stop();
        this.#next();
        return { phase: "generator", step: this.#recording.frames[this.#at].step };
      case "data":
      case "wants":
      case "tune":
        return null;
      default:
        throw new Error(
          "A recorded run is shown here, which only plays; open the page in a browser that lets it compute.",
        );
    }
  }

  #next(): void {
    const last = this.#recording.frames.length - 1;
    this.#at = Math.min(this.#at + 1, last);
    if (this.#at === last) this.#stop();
    this.#show();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #show(): void {
    const { parts, figures, ...standing } = this.#recording.frames[this.#at];
    const length = Object.values(parts).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const writer = new FrameWriter(new ArrayBuffer(4 * length));
    for (const [name, { start, shape, low, high }] of Object.entries(parts)) {
      const bytes = this.#bytes.subarray(start, start + sizeOf(shape));
      const values = Float32Array.from(bytes, (byte) => low + (byte / 255) * (high - low));
      writer.write(name, values, shape);
    }
    this.onFrame({
      ...standing,
      run: this.#run,
      // JSON has no NaN: what is not known yet is null there.
      figures: figures.map((of) =>
        Object.fromEntries(Object.entries(of).map(([name, value]) => [name, value ?? Number.NaN])),
      ),
      ...{ buffer: writer.buffer, parts: writer.parts },
      playing: this.#timer !== undefined,
      stepsPerSecond: 0,
    });
  }

  close(): void {
    this.#stop();
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
