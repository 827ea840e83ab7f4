/** How far a code lies from each prior: about 1 for its own samples, and more for all that is farther out. */
import { describe, expect, test } from "vitest";
import { createPrior, PRIORS } from "../../../src/aae/parts/priors.ts";
import { tsKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { valuesOf } from "../../../src/tensor/tensor.ts";

describe.each(Object.values(PRIORS))("$kind", (description) => {
  const prior = createPrior(description, 2);
  const Z = zeros(tsKernels, 2000, 2);
  prior.sample(Z, new SeededRandom(1));
  const z = valuesOf(Z);
  const distances = Array.from({ length: 2000 }, (_, i) => prior.distance(z, 2 * i));

  test("its own samples are near", () => {
    const mean = distances.reduce((sum, distance) => sum + distance / 2000, 0);
    expect(mean).toBeGreaterThan(0.5);
    expect(mean).toBeLessThan(1.1);
  });

  test("what lies far outside is far", () => {
    const far = prior.distance([0, 0, 4 * prior.extent, 4 * prior.extent], 2);
    expect(far).toBeGreaterThan(Math.max(...distances));
    expect(prior.distance([8 * prior.extent, 8 * prior.extent], 0)).toBeGreaterThan(far);
  });
});

test("of a Gaussian, by hand", () => {
  const prior = createPrior({ kind: "gaussian", deviation: 2 }, 2);
  expect(prior.distance([9, 2, -2], 1)).toBe(1);
  expect(prior.distance([6, 0], 0)).toBeCloseTo(3 / Math.SQRT2, 10);
});
