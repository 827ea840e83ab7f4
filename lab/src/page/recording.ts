/** The last rung: nobody computes, and frames that were recorded are shown. */
import type { QuestionName, Questions } from "../engine/messages.ts";
import { bytesOf, type Client, type FrameOf } from "./client.ts";

/** A recorded run: what each frame's buffer holds, and how training stood. */
export interface Recording {
  readonly frames: readonly (Omit<FrameOf, "buffer" | "playing" | "stepsPerSecond"> & {
    readonly start: number;
    readonly end: number;
  })[];
  readonly begun: Questions["begin"]["answer"];
  /** Where each number of 8 bits lies: value = low + byte·(high − low)/255. */
  readonly low: number;
  readonly high: number;
}

/** Frames a second at full speed. */
const RATE = 8;

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
    const { frames, low, high } = this.#recording;
    const { start, end, ...frame } = frames[this.#at];
    const values = Float32Array.from(
      this.#bytes.subarray(start, end),
      (byte) => low + (byte / 255) * (high - low),
    );
    this.onFrame({
      ...frame,
      buffer: values.buffer,
      playing: this.#timer !== undefined,
      stepsPerSecond: 0,
    });
  }

  close(): void {
    this.#stop();
  }
}
