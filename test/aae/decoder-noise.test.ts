/** Noise on what the decoder sees, in every model. */
import { expect, test } from "vitest";
import { recipes } from "../../src/aae/index.ts";
import { network } from "../../src/layers/network.ts";
import { tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { configure } from "../../src/training/configuration.ts";

test.each(Object.keys(recipes))(
  "the decoder of %s trembles while it learns, not in use",
  (name) => {
    const drawn = (set: readonly string[], training: boolean) => {
      const configuration = configure(name, { hidden: [8], set });
      const random = new SeededRandom(1);
      const plans = recipes[name].model.networks(configuration, 12);
      const decoder = network(tsKernels, plans.decoder, random);
      const [{ value }] = decoder.parameters; // its first weights: as many rows as a code has numbers
      const Z = zeros(tsKernels, 3, value.shape[0]);
      const draw = () => [...decoder.forward(Z, { training, random }).data];
      return [draw(), draw()];
    };
    const [once, again] = drawn(["decoderNoise=0.5"], true);
    expect(again).not.toEqual(once);
    const [used, usedAgain] = drawn(["decoderNoise=0.5"], false);
    expect(usedAgain).toEqual(used);
    const [quiet, quietAgain] = drawn([], true);
    expect(quietAgain).toEqual(quiet);
  },
);
