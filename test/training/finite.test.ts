import { describe, expect, test } from "vitest";
import { loadKernels } from "../../src/node/load-kernels.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { configure } from "../../src/training/configuration.ts";
import { expectFiniteStep } from "../../src/training/finite.ts";
import { namedTensors, startRun } from "../../src/training/run.ts";
import { smallDataSet } from "../small-data.ts";

const data = smallDataSet(32, 10);
const start = (clipNorm?: number, recipe = "aae") =>
  startRun(
    configure(recipe, { hidden: [5], latent: 3, batchSize: 16, ...(clipNorm && { clipNorm }) }),
    tsKernels,
    data,
    "small",
  );
const FIGURES = { reconstruction: 1, discriminator: 1, generator: 1, accuracy: 0.5 };
const BAD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe("a step is stopped", () => {
  test.each(BAD)("by a figure that is %d", (bad) => {
    for (const name of ["reconstruction", "discriminator", "generator"]) {
      expect(() => expectFiniteStep(start(), { ...FIGURES, [name]: bad })).toThrow(
        `The ${name} loss became ${bad} at step 0, so the run was stopped; start another run with a smaller --learning-rate, or with --clip-norm 1.`,
      );
    }
    expect(() => expectFiniteStep(start(), { ...FIGURES, accuracy: bad })).toThrow(
      `The accuracy became ${bad} at step 0, so`,
    );
  });

  test("with other advice where gradients are clipped already", () => {
    expect(() => expectFiniteStep(start(1), { ...FIGURES, generator: Number.NaN })).toThrow(
      "start another run with a smaller --learning-rate or --clip-norm.",
    );
  });

  test.each(BAD)("by a weight that is %d, wherever it stands", (bad) => {
    for (const position of [0, 1, 2, 3, 4, 784 * 5 - 1]) {
      const run = start();
      run.model.networks.encoder.parameters[0].value.data[position] = bad;
      expect(() => expectFiniteStep(run, FIGURES)).toThrow(
        `The parameter encoder.0.weight, at position ${position}, became ${bad}`,
      );
    }
    const run = start();
    run.model.networks.discriminator.parameters[3].value.data[0] = bad;
    expect(() => expectFiniteStep(run, FIGURES)).toThrow("discriminator.1.bias");
  });

  test.each(BAD)("by a gradient that is %d, in the same step", (bad) => {
    for (const clipNorm of [undefined, 1]) {
      const run = start(clipNorm);
      const [, bias] = run.model.networks.decoder.parameters;
      run.training.step(run.loader.next(), run.pass);
      bias.grad.data[2] = bad;
      run.training.optimizers.reconstruction.step();
      expect(() => expectFiniteStep(run, FIGURES)).toThrow(/^The gradient of \w+\.\d\.\w+, at/);
    }
  });

  test.each(["ts", "simd"] as const)(
    "by a gradient whose square is too large for %s, which would freeze its weight",
    (choice) => {
      const { kernels } = loadKernels(choice);
      const configuration = configure("aae", { hidden: [5], latent: 3, batchSize: 16 });
      const run = startRun(configuration, kernels, data, "small");
      run.training.step(run.loader.next(), run.pass);
      run.model.networks.decoder.parameters[1].grad.data[2] = 1e30;
      run.training.optimizers.reconstruction.step();
      expect(() => expectFiniteStep(run, FIGURES)).toThrow(
        "The parameter decoder.0.bias, at position 2, became NaN",
      );
    },
  );

  test("by nothing else: numbers may be large, and sums of them too", () => {
    const run = start();
    for (const { value } of namedTensors(run.model)) value.data.fill(3.4e38);
    expectFiniteStep(run, FIGURES);
    const { generator: _, ...figures } = FIGURES;
    expectFiniteStep(start(undefined, "article"), figures);
  });
});
