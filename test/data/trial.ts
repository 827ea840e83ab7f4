/**
 * A reader on trial: what it makes of many hostile files, and what it may make of them.
 *
 * What is asked of every file is asked with Node's `assert`, which takes a tenth of the time of `expect`.
 */
import { match, ok } from "node:assert/strict";
import { getHeapStatistics } from "node:v8";
import { expect, onTestFinished } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { type Random, SeededRandom } from "../../src/tensor/random.ts";

/** How many hostile files each reader is given. */
export const RUNS = Number(process.env.FUZZ_RUNS ?? 10_000);
/** How long that may take, in milliseconds. */
export const PATIENCE = 60_000 + 10 * RUNS;

export interface Trial<Value> {
  /** What the counts are printed with. */
  readonly name: string;
  readonly runs: number;
  readonly makeFile: (random: Random) => Uint8Array;
  readonly read: (file: Uint8Array) => Value;
  /** Asks that what was read is what the file says, told by other means than the reader's. */
  readonly checkRead: (value: Value, file: Uint8Array) => void;
  /** Whether the file may be refused at all, told by other means than the reader's. */
  readonly mayRefuse: (file: Uint8Array) => boolean;
  /** How many bytes the reader may take for a file. */
  readonly memoryFor: (file: Uint8Array) => number;
}

/** Bytes that array buffers take, and whatever else lies outside of the heap. `process.memoryUsage` is many times slower. */
const memoryOfBuffers = () => getHeapStatistics().external_memory;

/** Gives a reader many files, and prints how many it read and how many it refused. */
export function fuzz<Value>({
  name,
  runs,
  makeFile,
  read,
  checkRead,
  mayRefuse,
  memoryFor,
}: Trial<Value>) {
  const counts = { read: 0, refused: 0 };
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1; // thousands of errors are thrown, and nobody asks where
  onTestFinished(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });
  for (let run = 0; run < runs; run++) {
    const file = makeFile(new SeededRandom(`${name} ${run}`));
    const before = memoryOfBuffers();
    let value: Value | undefined;
    let error: unknown;
    try {
      value = read(file);
    } catch (thrown) {
      error = thrown;
    }
    const taken = memoryOfBuffers() - before;
    try {
      const most = memoryFor(file);
      ok(taken <= most, `${taken} bytes were taken, and ${most} may be`);
      if (value !== undefined) {
        counts.read++;
        checkRead(value, file);
      } else {
        counts.refused++;
        if (!(error instanceof InputError)) throw error;
        match(error.message, /^[^\n\r]{20,2000}\.$/);
        ok(mayRefuse(file), error.message);
      }
    } catch (failure) {
      throw new Error(`${name}, run ${run}, file ${Buffer.from(file).toString("hex")}`, {
        cause: failure,
      });
    }
  }
  console.log(`${name}: ${runs} files, ${counts.read} read, ${counts.refused} refused`);
  expect(counts.read).toBeGreaterThan(runs / 50);
  expect(counts.refused).toBeGreaterThan(runs / 10);
}
