import ops from "ndarray-ops";
import { describe, expect, test } from "vitest";
import {
  createPrior,
  PRIORS,
  type PriorDescription,
  priorSchema,
} from "../../../src/aae/parts/priors.ts";
import { doubleKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";

const COUNT = 40_000;

function drawn(description: PriorDescription, latent: number) {
  const prior = createPrior(description, latent);
  const Z = zeros(doubleKernels, COUNT, latent);
  prior.sample(Z, new SeededRandom("priors"));
  return { prior, Z };
}

test.each([
  { description: PRIORS.gaussian, latent: 10 },
  { description: { kind: "gaussian", deviation: 0.5 } as const, latent: 1 },
  { description: PRIORS.mixture, latent: 2 },
  { description: { ...PRIORS.mixture, components: 1 } as PriorDescription, latent: 2 },
  { description: { ...PRIORS.mixture, components: 2 } as PriorDescription, latent: 2 },
  { description: { ...PRIORS.mixture, components: 3 } as PriorDescription, latent: 2 },
  { description: PRIORS["swiss-roll"], latent: 2 },
  { description: { ...PRIORS["swiss-roll"], turns: 0.01 } as PriorDescription, latent: 2 },
  { description: { ...PRIORS["swiss-roll"], turns: 100 } as PriorDescription, latent: 2 },
  { description: PRIORS.uniform, latent: 3 },
])(
  "samples of $description.kind have the mean and deviation that it says",
  ({ description, latent }) => {
    const { prior, Z } = drawn(description, latent);
    for (let j = 0; j < latent; j++) {
      const mean = ops.sum(Z.pick(null, j)) / COUNT;
      const deviation = Math.sqrt(ops.norm2squared(Z.pick(null, j)) / COUNT - mean ** 2);
      expect(Math.abs(mean - prior.means[j]) / prior.deviations[j]).toBeLessThan(0.02);
      expect(Math.abs(deviation / prior.deviations[j] - 1)).toBeLessThan(0.02);
    }
  },
);

test("the Gaussian is normal: 68.3 % within one deviation, 95.4 % within two", () => {
  const { prior, Z } = drawn(PRIORS.gaussian, 2);
  const within = (count: number) =>
    Z.data.filter((z) => Math.abs(z) < count * prior.deviations[0]).length / Z.size;
  expect(within(1)).toBeCloseTo(0.683, 2);
  expect(within(2)).toBeCloseTo(0.954, 2);
});

test.each<[string, PriorDescription]>([
  ["of a mixture", PRIORS.mixture],
  ["of a mixture that is longer along the radius", mixtureOf(5, 0.1)],
  ["of a mixture that is longer across", mixtureOf(0.1, 5)],
])("samples %s lie within its extent", (_, description) => {
  const { prior, Z } = drawn(description, 2);
  const within = Z.data.filter((z) => Math.abs(z) <= prior.extent).length / Z.size;
  expect(within).toBeGreaterThan(0.98);
});

function mixtureOf(radialDeviation: number, tangentialDeviation: number): PriorDescription {
  return { kind: "mixture", components: 10, radius: 1, radialDeviation, tangentialDeviation };
}

describe("the swiss roll", () => {
  const roll = (turns: number) => {
    const description = { kind: "swiss-roll", slices: 10, radius: 3, turns } as const;
    return createPrior(description, 2);
  };

  test.each([0.01, 1, 2, 20, 100])("of %d turns is at the distance 1 from itself", (turns) => {
    const prior = roll(turns);
    const Z = zeros(doubleKernels, 2000, 2);
    prior.sample(Z, new SeededRandom("roll"));
    const ends = [0, 1].flatMap((share) => prior.along?.(share) ?? []);
    const z = [...ends, ...Z.data];
    const distances = Array.from({ length: z.length / 2 }, (_, i) => prior.distance(z, 2 * i));
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...distances)).toBeLessThan(1.03);
  });

  test("is at the distance 2 halfway between two of its windings", () => {
    const prior = roll(20);
    for (const winding of [5, 10, 19]) {
      expect(prior.distance([((winding + 0.5) / 20) * 3, 0], 0)).toBeCloseTo(2, 2);
    }
  });

  test.each([2, 20, 100])("of %d turns is where its contours are", (turns) => {
    const prior = roll(turns);
    const distances = prior.contours().flatMap(({ points }) =>
      points.slice(1).map(([x, y], k) => {
        const [beforeX, beforeY] = points[k];
        return prior.distance([(beforeX + x) / 2, (beforeY + y) / 2], 0);
      }),
    );
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    expect(mean).toBeLessThan(1.1);
  });

  test.each([1e-4, 101])("is refused with %d turns", (turns) => {
    const description = { ...PRIORS["swiss-roll"], turns };
    expect(priorSchema.safeParse(description).success).toBe(false);
  });
});

describe("the mixture", () => {
  const { prior, Z } = drawn(PRIORS.mixture, 2);

  test("has ten components, each with a tenth of the codes, longer along the radius than across", () => {
    const along: number[][] = Array.from({ length: 10 }, () => []);
    const across: number[][] = Array.from({ length: 10 }, () => []);
    for (let i = 0; i < COUNT; i++) {
      const [x, y] = [Z.get(i, 0), Z.get(i, 1)];
      const component = (Math.round((Math.atan2(y, x) / (2 * Math.PI)) * 10) + 10) % 10;
      const angle = (2 * Math.PI * component) / 10;
      along[component].push(x * Math.cos(angle) + y * Math.sin(angle));
      across[component].push(y * Math.cos(angle) - x * Math.sin(angle));
    }
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const deviation = (values: number[]) =>
      Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    for (let k = 0; k < 10; k++) {
      expect(along[k].length / COUNT).toBeCloseTo(0.1, 1.5);
      expect(Math.abs(mean(along[k]) - 8)).toBeLessThan(0.2);
      expect(Math.abs(deviation(along[k]) - 2)).toBeLessThan(0.2);
      expect(Math.abs(deviation(across[k]) - 0.8)).toBeLessThan(0.1);
    }
  });

  test("draws from the component that a row's label names, and from any where none does", () => {
    const labels = Int16Array.from({ length: 3000 }, (_, i) => (i < 2000 ? i % 10 : -1));
    const some = zeros(doubleKernels, 3000, 2);
    prior.sample(some, new SeededRandom("labels"), labels);
    const components = Array.from({ length: 3000 }, (_, i) => {
      const angle = Math.atan2(some.get(i, 1), some.get(i, 0));
      return (Math.round((angle / (2 * Math.PI)) * 10) + 10) % 10;
    });
    const right = components.slice(0, 2000).filter((component, i) => component === labels[i]);
    expect(right.length).toBeGreaterThan(1900); // neighbours overlap a little
    for (let k = 0; k < 10; k++) {
      expect(components.slice(2000).filter((component) => component === k).length).toBeGreaterThan(
        50,
      );
    }
  });

  test("may have another number of components", () => {
    const three = createPrior(
      {
        ...{ kind: "mixture", components: 3, radius: 8 },
        ...{ radialDeviation: 0.1, tangentialDeviation: 0.1 },
      },
      2,
    );
    expect([three.classes, prior.classes]).toEqual([3, 10]);
    expect(three.contours()).toHaveLength(6);
    const Z = zeros(doubleKernels, 300, 2);
    three.sample(Z, new SeededRandom("three"));
    const angles = Array.from({ length: 300 }, (_, i) => Math.atan2(Z.get(i, 1), Z.get(i, 0)));
    for (const turn of angles.map((angle) => (angle / (2 * Math.PI)) * 3)) {
      expect(Math.abs(turn - Math.round(turn))).toBeLessThan(0.05);
    }
  });

  test("draws two contours around each component", () => {
    const contours = prior.contours();
    expect(contours).toHaveLength(20);
    expect(contours.every(({ label }) => label === "")).toBe(true); // forty words would hide the codes
    const [x, y] = contours[1].points[0]; // two deviations out along the first component's radius
    expect([x, y]).toEqual([12, 0]);
  });

  test("is refused in other than two dimensions", () => {
    expect(() => createPrior(PRIORS.mixture, 3)).toThrow(
      "The prior mixture lies in 2 dimensions but the latent size is 3; add --latent 2, or use --prior gaussian.",
    );
  });
});
