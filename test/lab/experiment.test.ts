/** The lab's steps are those of the project's own loop, to the last bit. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fingerprintOf } from "../../lab/src/engine/engine.ts";
import { configurationOf, drawnPrior, Experiment } from "../../lab/src/engine/experiment.ts";
import { FrameWriter } from "../../lab/src/engine/frame.ts";
import { DEFAULTS } from "../../lab/src/engine/settings.ts";
import { frameLength, Observer } from "../../lab/src/engine/snapshot.ts";
import { spots } from "../../lab/src/engine/spots.ts";
import { inUse } from "../../src/aae/parts/autoencoder.ts";
import { BUILD, loadKernels } from "../../src/node/load-kernels.ts";
import { simdKernels } from "../../src/simd/simd-kernels.ts";
import { tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { startRun } from "../../src/training/run.ts";

const images = spots(400, "test");
const shape = { ...DEFAULTS, latent: 2, hidden: 12 };
/** What a page computes with, and what a command does. */
const pages = simdKernels("simd", readFileSync(new URL("simd-single.wasm", BUILD)));
const commands = loadKernels("simd").kernels;

test("steps, phase by phase, are the steps of a run", () => {
  const data = { name: "spots", train: images, test: null };
  const run = startRun(configurationOf(shape), tsKernels, data, "");
  const experiment = new Experiment(tsKernels, shape, images);
  for (let step = 0; step < 30; step++) {
    run.training.step(run.loader.next(), run.pass);
    experiment.takeStep(experiment.nextBatch());
  }
  expect(fingerprintOf(experiment.model)).toBe(fingerprintOf(run.model));
});

test("the networks are plain: dense layers and ReLU, whatever the recipe has", () => {
  const { encoder } = new Experiment(tsKernels, shape, images).model.networks;
  expect(encoder.layers.map((layer) => layer.constructor.name)).toEqual([
    ...["Dense", "Activation", "Dense", "Activation", "Dense"],
  ]);
});

test("whoever looks at the encoder between two phases, and says so, changes nothing", () => {
  const [alone, watched] = [0, 1].map(() => new Experiment(tsKernels, shape, images));
  for (let step = 0; step < 5; step++) {
    alone.takeStep(alone.nextBatch());
    const X = watched.nextBatch();
    for (const phase of ["reconstruction", "discriminator", "generator"] as const) {
      watched.takePhase(phase, X);
      // The shape of the batch: the encoder answers in the same memory.
      watched.model.networks.encoder.forward(zeros(tsKernels, shape.batch, 64), inUse());
      watched.forget();
    }
  }
  expect(fingerprintOf(watched.model)).toBe(fingerprintOf(alone.model));
});

test("an observer says so", () => {
  const [alone, watched] = [0, 1].map(() => new Experiment(tsKernels, shape, images));
  const shown = { ...spots(shape.batch, "shown"), labels: null };
  const observer = new Observer(tsKernels, watched, shown);
  const look = () =>
    observer.write(new FrameWriter(new ArrayBuffer(4 * frameLength(shown))), "", ["images"]);
  for (let step = 0; step < 5; step++) {
    alone.takeStep(alone.nextBatch());
    const X = watched.nextBatch();
    for (const phase of ["reconstruction", "discriminator", "generator"] as const) {
      watched.takePhase(phase, X);
      look();
    }
  }
  expect(fingerprintOf(watched.model)).toBe(fingerprintOf(alone.model));
});

test("the loops of a page and those of a command give the same bits", () => {
  const [there, here] = [pages, commands].map((kernels) => new Experiment(kernels, shape, images));
  for (let step = 0; step < 20; step++) {
    there.takeStep(there.nextBatch());
    here.takeStep(here.nextBatch());
  }
  expect(fingerprintOf(there.model)).toBe(fingerprintOf(here.model));
});

test("a phase that is left out moves nothing", () => {
  const experiment = new Experiment(tsKernels, shape, images);
  const weights = () =>
    experiment.model.networks.discriminator.parameters.map(({ value }) => value.data.slice());
  const before = weights();
  experiment.takeStep(experiment.nextBatch(), ["reconstruction", "generator"]);
  expect(weights()).toEqual(before);
  expect(experiment.figures.discriminator).toBeNaN();
});

test("a drawn prior gives places near those that were drawn, each as often", () => {
  const prior = drawnPrior([4, 0, -4, 2]);
  const Z = zeros(tsKernels, 2000, 2);
  prior.sample(Z, new SeededRandom(1));
  let right = 0;
  for (let i = 0; i < 2000; i++) {
    const [x, y] = [Z.get(i, 0), Z.get(i, 1)];
    const nearest = Math.min(Math.hypot(x - 4, y), Math.hypot(x + 4, y - 2));
    expect(nearest).toBeLessThan(1.5);
    if (x > 0) right++;
  }
  expect(right / 2000).toBeCloseTo(0.5, 1);
  expect(prior.means).toEqual([0, 1]);
});
