/**
 * The record of a run: one line of JSON for each step in `metrics.jsonl`, and one more for each
 * evaluation.
 */
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, ftruncateSync, openSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { parseStrictly } from "../data/json.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { explained, readFileWhole, writeFileWhole } from "../node/files.ts";
import type { Metrics } from "../training/train.ts";

/** How far the file had come at some moment: what a checkpoint knows of it. */
export interface MetricsMark {
  /** The length of the file. */
  readonly bytes: number;
  /** The sha256 of these bytes. */
  readonly sha256: string;
}

/** How many lines wait in memory before they are written. */
const LINES = 100;

export class MetricsFile {
  readonly path: string;
  readonly all: Metrics[];
  #written: number;
  #bytes: number;
  readonly #hash = createHash("sha256");

  /**
   * Begins an empty file; or, with a mark, goes on from there, and what was recorded later is cut
   * off.
   *
   * @throws InputError if the file cannot be read or written, or is not the one that was marked.
   */
  constructor(path: string, mark?: MetricsMark) {
    this.path = path;
    const kept = mark === undefined ? new Uint8Array(0) : markedPart(path, mark);
    this.all = readMetrics(kept, path);
    this.#written = this.all.length;
    this.#bytes = kept.length;
    this.#hash.update(kept);
    writeFileWhole(path, kept);
  }

  record(metrics: Metrics): void {
    this.all.push(metrics);
    if (this.all.length - this.#written >= LINES) this.flush();
  }

  /**
   * Writes what is not yet written.
   *
   * @throws InputError if it cannot be written.
   */
  flush(): void {
    this.#append(() => {});
  }

  /**
   * Brings all lines to the disk, and says how far the file has come.
   *
   * @throws InputError if they cannot be written.
   */
  mark(): MetricsMark {
    this.#append(fsyncSync);
    return { bytes: this.#bytes, sha256: this.#hash.copy().digest("hex") };
  }

  #append(finish: (file: number) => void): void {
    const lines = this.all.slice(this.#written).map((metrics) => `${JSON.stringify(metrics)}\n`);
    const bytes = new TextEncoder().encode(lines.join(""));
    try {
      const file = openSync(this.path, "a");
      try {
        ftruncateSync(file, this.#bytes); // a part may be there of lines that could not be written
        writeFileSync(file, bytes);
        finish(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw explained(`cannot write ${quoted(this.path)}`, error);
    }
    this.#written = this.all.length;
    this.#bytes += bytes.length;
    this.#hash.update(bytes);
  }
}

function markedPart(path: string, { bytes, sha256 }: MetricsMark): Uint8Array {
  const part = readFileWhole(path).subarray(0, bytes);
  if (part.length !== bytes || createHash("sha256").update(part).digest("hex") !== sha256) {
    throw new InputError(
      `The first ${bytes} bytes of ${quoted(path)} are not those that the checkpoint was made with; put the file back as it was.`,
    );
  }
  return part;
}

const count = z.int().min(0);
const lineSchema = z.strictObject({
  step: count,
  epoch: count,
  kind: z.enum(["step", "test", "validation", "training"]),
  figures: z.record(z.string(), z.number()),
});

const LINE_FEED = 10;

/**
 * Reads lines of metrics.
 *
 * @param source where they came from, for messages
 * @throws InputError that names the first line that is none.
 */
export function readMetrics(file: Uint8Array, source: string): Metrics[] {
  const all: Metrics[] = [];
  const decoder = new TextDecoder();
  for (let start = 0; start < file.length; ) {
    const end = file.indexOf(LINE_FEED, start); // each line has one, the last too
    const metrics = end < 0 ? undefined : parsed(decoder.decode(file.subarray(start, end)));
    if (metrics === undefined) {
      throw new InputError(
        `Line ${all.length + 1} of ${quoted(source)} is not what a run records for a step; use an undamaged copy of it.`,
      );
    }
    all.push(metrics);
    start = end + 1;
  }
  return all;
}

function parsed(line: string): Metrics | undefined {
  const parsed = parseStrictly(line);
  return "fault" in parsed ? undefined : lineSchema.safeParse(parsed.json).data;
}
