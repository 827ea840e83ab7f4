/**
 * Records a run for browsers in which nothing can be computed: two models in step, a few moments.
 *
 *     npx tsx lab/tools/make-recording.ts
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { overallDeviation } from "../../src/aae/parts/priors.ts";
import { readIdx } from "../../src/data/idx.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { Experiment } from "../src/engine/experiment.ts";
import { FrameWriter, partOf } from "../src/engine/frame.ts";
import { imagesOf } from "../src/engine/images.ts";
import type { ImageData8 } from "../src/engine/messages.ts";
import { DEFAULTS } from "../src/engine/settings.ts";
import { frameLength, Observer } from "../src/engine/snapshot.ts";
import type { RecordedPart, Recording } from "../src/page/recording.ts";

const DATA = join(import.meta.dirname, "../data");
const MOMENTS = [0, 5, 10, 20, 30, 45, 60, 80, 100, 130, 160, 200, 250, 300, 400, 500, 650, 800];
const SHOWN = 300;

function load(name: string): ImageData8 {
  const read = (file: string) => readIdx(gunzipSync(readFileSync(join(DATA, file))), file);
  const { shape, bytes } = read(`${name}-images.idx3.gz`);
  const [count, rows, columns] = shape;
  return { count, rows, columns, pixels: bytes, labels: read(`${name}-labels.idx1.gz`).bytes };
}

const train = load("train");
const test = load("test");
const shown = { ...test, count: SHOWN, pixels: test.pixels.slice(0, SHOWN * 784) };
const experiments = [0, 1].map(() => new Experiment(tsKernels, DEFAULTS, imagesOf(train)));
const observers = experiments.map((experiment) => new Observer(tsKernels, experiment, shown));
const [alone, all] = experiments;

const bytes: number[] = [];
const frames = MOMENTS.map((step): Recording["frames"][number] => {
  while (all.step < step) {
    const X = all.nextBatch();
    alone.takeStep(X, ["reconstruction"]);
    all.takeStep(X);
  }
  const buffer = new ArrayBuffer(4 * frameLength(shown));
  const writer = new FrameWriter(buffer);
  const figures = observers.map((observer, which) =>
    observer.write(writer, `${which}`, ["samples"]),
  );
  const parts = Object.fromEntries(
    Object.entries(writer.parts).map(([name, { shape }]): [string, RecordedPart] => {
      const values = partOf({ buffer, parts: writer.parts }, name) ?? new Float32Array(0);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const start = bytes.length;
      for (const value of values) bytes.push(Math.round((255 * (value - low)) / (high - low || 1)));
      return [name, { start, shape, low, high }];
    }),
  );
  console.log(`step ${step}`);
  return { step, phase: step === 0 ? null : "generator", figures, parts };
});
const { prior } = all.model;
const recording: Recording = {
  frames,
  begun: {
    pixels: 784,
    parameters: 0,
    contours: prior.contours().map(({ points }) => points),
    priorDeviation: overallDeviation(prior.deviations),
  },
};
writeFileSync(join(DATA, "recorded.json"), JSON.stringify(recording));
writeFileSync(join(DATA, "recorded.bin"), Uint8Array.from(bytes));
