import { describe, expect, test } from "vitest";
import { tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { configure } from "../../src/training/configuration.ts";
import { expectFiniteStep } from "../../src/training/finite.ts";
import { startRun } from "../../src/training/run.ts";
import { smallDataSet } from "../small-data.ts";

const data = smallDataSet(32, 10);
const start = (clipNorm?: number) =>
  startRun(
    configure("aae", { hidden: [5], latent: 3, batchSize: 16, ...(clipNorm && { clipNorm }) }),
    tsKernels,
    data,
  );
const LOSSES = { reconstruction: 1, discriminator: 1, generator: null };
const BAD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe("a step is stopped", () => {
  test.each(BAD)("by a loss that is %d", (bad) => {
    expect(() => expectFiniteStep(start(), { ...LOSSES, generator: bad })).toThrow(
      `The generator loss became ${bad} at step 0, so the run was stopped; start another run with a smaller --learning-rate, or with --clip-norm 1.`,
    );
  });

  test.each(BAD)("by a weight that is %d, wherever it stands", (bad) => {
    for (const position of [0, 1, 2, 3, 4, 784 * 5 - 1]) {
      const run = start();
      run.model.encoder.parameters[0].value.data[position] = bad;
      expect(() => expectFiniteStep(run, LOSSES)).toThrow(
        `The parameter encoder.0.weight, at position ${position}, became ${bad}`,
      );
    }
    const run = start();
    run.model.discriminator.parameters[3].value.data[0] = bad;
    expect(() => expectFiniteStep(run, LOSSES)).toThrow("discriminator.1.bias");
  });

  test.each(BAD)("by a gradient that is %d, in the same step", (bad) => {
    for (const clipNorm of [undefined, 1]) {
      const run = start(clipNorm);
      const [, bias] = run.model.decoder.parameters;
      const X = zeros(tsKernels, 16, 784);
      run.batches.next(X);
      run.training.step(X);
      bias.grad.data[2] = bad;
      run.training.optimizers.reconstruction.step();
      expect(() => expectFiniteStep(run, LOSSES)).toThrow(/^The gradient of \w+\.\d\.\w+, at/);
    }
  });

  test("by nothing else: numbers may be large, and sums of them too", () => {
    const run = start();
    for (const [, { value }] of run.model.namedParameters) value.data.fill(3.4e38);
    expectFiniteStep(run, LOSSES);
  });
});
