/**
 * The prior: the distribution that the codes are made to follow, so that a code can be drawn.
 *
 * An autoencoder alone leaves its codes wherever it likes, and nobody knows where to draw a new
 * one. The adversary pushes them into the shape of the prior, from which we can sample.
 */
import * as z from "zod";
import { UNLABELLED } from "../../data/batches.ts";
import { InputError } from "../../input-error.ts";
import type { Random } from "../../tensor/random.ts";
import { type Tensor, valuesOf } from "../../tensor/tensor.ts";

const positive = z.number().positive();

/** A prior as plain data. */
export const priorSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("gaussian"),
    /** σ of N(0, σ²·I). */
    deviation: positive,
  }),
  z.strictObject({
    /** Gaussians on a circle, each longer along the radius than across: the paper's figure 2. */
    kind: z.literal("mixture"),
    /** How many Gaussians. */
    components: z.int().min(1).max(1000),
    /** How far the centre of each component is from the origin. */
    radius: positive,
    /** The deviation of a component along the radius. */
    radialDeviation: positive,
    /** The deviation of a component across the radius. */
    tangentialDeviation: positive,
  }),
  z.strictObject({
    /** A band rolled up into a spiral, cut into slices: the paper's figure 4. */
    kind: z.literal("swiss-roll"),
    /** How many slices, one for each class. */
    slices: z.int().min(1).max(1000),
    /** How far the outer end is from the origin. */
    radius: positive,
    /** How often it winds around the origin. */
    turns: z.number().min(0.01).max(100),
  }),
  z.strictObject({
    /** Every number of a code lies between −extent and extent, each place equally likely. */
    kind: z.literal("uniform"),
    extent: positive,
  }),
]);
/** A prior by its kind, with the numbers that shape it, as a configuration has it. */
export type PriorDescription = z.infer<typeof priorSchema>;

/** Each prior with the settings that it has unless told otherwise. */
export const PRIORS: Readonly<Record<PriorDescription["kind"], PriorDescription>> = {
  gaussian: { kind: "gaussian", deviation: 3 },
  mixture: {
    ...{ kind: "mixture", components: 10, radius: 8 },
    ...{ radialDeviation: 2, tangentialDeviation: 0.8 },
  },
  "swiss-roll": { kind: "swiss-roll", slices: 10, radius: 3, turns: 2 },
  uniform: { kind: "uniform", extent: 2 },
};

/** A line to draw over a picture of codes, in the first two dimensions. */
export interface Line {
  /** Written beside it; empty where it would be written too often. */
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A distribution that codes are made to follow: what is known of it, and how it is sampled. */
export interface Prior {
  /** How many numbers a code has. */
  readonly latent: number;
  /** How many classes it has, one for each component or slice; 0 where it has none. */
  readonly classes: number;
  /** The mean of each dimension of a code. */
  readonly means: readonly number[];
  /** The deviation of each dimension of a code. */
  readonly deviations: readonly number[];
  /** Within ±extent lies nearly every code: how far a picture of the latent space should reach. */
  readonly extent: number;
  /**
   * Fills each row of Z [batch, latent] with a code drawn from the prior; with labels, a row from
   * the class that its label names, or from the whole prior where the label is negative.
   */
  sample(Z: Tensor, random: Random, labels?: ArrayLike<number>): void;
  /**
   * How far the code z[at], z[at + 1], … lies from the prior: about 1 for its own samples, and the
   * larger, the less likely it is that it is one.
   */
  distance(z: ArrayLike<number>, at: number): number;
  /** Lines that show where the prior lies. */
  contours(): Line[];
  /** Where the whole prior is a line: the code at a share of it, from 0 at its beginning to 1 at its end. */
  readonly along?: (share: number) => readonly [x: number, y: number];
}

/**
 * Makes the prior that a description asks for.
 *
 * @throws InputError if it does not exist in so many dimensions.
 */
export function createPrior(description: PriorDescription, latent: number): Prior {
  switch (description.kind) {
    case "gaussian":
      return gaussian(latent, description.deviation);
    case "uniform":
      return uniform(latent, description.extent);
    case "mixture":
      expectPlane(description.kind, latent);
      return mixture(description);
    case "swiss-roll":
      expectPlane(description.kind, latent);
      return swissRoll(description);
  }
}

function expectPlane(prior: string, latent: number): void {
  if (latent === 2) return;
  throw new InputError(
    `The prior ${prior} lies in 2 dimensions but the latent size is ${latent}; add --latent 2, or use --prior gaussian.`,
  );
}

/** N(0, σ²·I): every number of a code is drawn by itself. */
function gaussian(latent: number, deviation: number): Prior {
  return {
    latent,
    classes: 0,
    means: new Array(latent).fill(0),
    deviations: new Array(latent).fill(deviation),
    extent: 2.5 * deviation,
    sample(Z, random) {
      const z = valuesOf(Z);
      for (let i = 0; i < z.length; i++) z[i] = deviation * random.normal();
    },
    // √(mean of z²) / σ
    distance(z, at) {
      let squares = 0;
      for (let j = at; j < at + latent; j++) squares += z[j] ** 2;
      return Math.sqrt(squares / latent) / deviation;
    },
    contours: () =>
      [1, 2].map((count) => ({
        label: `${count}σ`,
        points: ellipse(0, 0, 0, count * deviation, count * deviation),
      })),
  };
}

/** One of the directions is chosen, then a point near the centre that lies in this direction. */
function mixture({
  components,
  radius,
  radialDeviation,
  tangentialDeviation,
}: Extract<PriorDescription, { kind: "mixture" }>): Prior {
  const angles = Array.from({ length: components }, (_, k) => (2 * Math.PI * k) / components);
  return {
    latent: 2,
    classes: components,
    means: components === 1 ? [radius, 0] : [0, 0],
    deviations: mixtureDeviations(components, radius, radialDeviation, tangentialDeviation),
    extent: radius + 2.5 * Math.max(radialDeviation, tangentialDeviation),
    sample(Z, random, labels) {
      const z = valuesOf(Z);
      for (let i = 0; i < z.length; i += 2) {
        const angle = angles[chosen(components, random, labels?.[i / 2])];
        const along = radius + radialDeviation * random.normal();
        const across = tangentialDeviation * random.normal();
        z[i] = along * Math.cos(angle) - across * Math.sin(angle);
        z[i + 1] = along * Math.sin(angle) + across * Math.cos(angle);
      }
    },
    // √(½·(along² + across²)), each in its own deviations, from the nearest component
    distance(z, at) {
      const distances = angles.map((angle) => {
        const along = z[at] * Math.cos(angle) + z[at + 1] * Math.sin(angle) - radius;
        const across = z[at + 1] * Math.cos(angle) - z[at] * Math.sin(angle);
        return Math.hypot(along / radialDeviation, across / tangentialDeviation) / Math.SQRT2;
      });
      return Math.min(...distances);
    },
    contours: () =>
      angles.flatMap((angle) =>
        [1, 2].map((count) => ({
          label: "",
          points: ellipse(
            radius * Math.cos(angle),
            radius * Math.sin(angle),
            angle,
            count * radialDeviation,
            count * tangentialDeviation,
          ),
        })),
      ),
  };
}

/**
 * The deviations of both axes. From three components on, cos² and sin² average ½ over the circle, so
 * that each axis gets half of each variance and half of radius². One or two components lie on the
 * first axis, and only two of them are apart.
 */
function mixtureDeviations(
  components: number,
  radius: number,
  radialDeviation: number,
  tangentialDeviation: number,
): [number, number] {
  if (components > 2) {
    const deviation = Math.hypot(radius, radialDeviation, tangentialDeviation) / Math.SQRT2;
    return [deviation, deviation];
  }
  return [Math.hypot(components === 1 ? 0 : radius, radialDeviation), tangentialDeviation];
}

/**
 * A slice is chosen, then a place in it: u is uniform on [0, 1), and the point lies at the angle
 * 2π·turns·√u and the distance radius·√u from the origin. The root makes the outer part, which is
 * longer, as much more likely.
 */
function swissRoll({
  slices,
  radius,
  turns,
}: Extract<PriorDescription, { kind: "swiss-roll" }>): Prior {
  const pointAt = (u: number): [number, number] => {
    const angle = 2 * Math.PI * turns * Math.sqrt(u);
    const distance = radius * Math.sqrt(u);
    return [distance * Math.cos(angle), distance * Math.sin(angle)];
  };
  // Two hundred straight pieces for each winding: so short that hardly anything lies between them and it.
  const pieces = Math.ceil(200 * turns);
  const line = Array.from({ length: pieces + 1 }, (_, k) => pointAt((k / pieces) ** 2));
  const drawn = Math.max(25, Math.ceil((100 * turns) / slices)); // points of each slice
  // With s = √u, whose density is 2s: the mean is ∫₀¹ 2s²·radius·(cos ωs, sin ωs) ds, ω = 2π·turns.
  const w = 2 * Math.PI * turns;
  const [cos, sin] = [Math.cos(w), Math.sin(w)];
  const x = 2 * radius * (sin / w + (2 * cos) / w ** 2 - (2 * sin) / w ** 3);
  const y = 2 * radius * (-cos / w + (2 * sin) / w ** 2 + (2 * cos - 2) / w ** 3);
  // The mean of x² is ∫₀¹ 2s³·radius²·cos² ωs ds = radius²·(¼ + ∫₀¹ s³·cos vs ds), v = 2ω; of y² with −.
  const v = 2 * w;
  const uneven =
    Math.sin(v) / v +
    (3 * Math.cos(v)) / v ** 2 -
    (6 * Math.sin(v)) / v ** 3 +
    (6 - 6 * Math.cos(v)) / v ** 4;
  return {
    latent: 2,
    classes: slices,
    means: [x, y],
    deviations: [
      Math.sqrt(radius ** 2 * (1 / 4 + uneven) - x ** 2),
      Math.sqrt(radius ** 2 * (1 / 4 - uneven) - y ** 2),
    ],
    extent: 1.15 * radius,
    sample(Z, random, labels) {
      const z = valuesOf(Z);
      for (let i = 0; i < z.length; i += 2) {
        const slice = chosen(slices, random, labels?.[i / 2]);
        const [x, y] = pointAt((slice + random.uniform()) / slices);
        z[i] = x;
        z[i + 1] = y;
      }
    },
    // 1 on the spiral; 2 halfway between two of its windings
    distance: (z, at) => 1 + distanceToLine(line, z[at], z[at + 1]) / (radius / turns / 2),
    contours: () =>
      Array.from({ length: slices }, (_, slice) => ({
        label: "",
        points: Array.from({ length: drawn }, (_, k) => pointAt((slice + k / drawn) / slices)),
      })),
    along: pointAt,
  };
}

/** Each number by itself, with the deviation extent/√3 of a uniform distribution. */
function uniform(latent: number, extent: number): Prior {
  return {
    latent,
    classes: 0,
    means: new Array(latent).fill(0),
    deviations: new Array(latent).fill(extent / Math.sqrt(3)),
    extent: 1.15 * extent,
    sample(Z, random) {
      const z = valuesOf(Z);
      for (let i = 0; i < z.length; i++) z[i] = extent * (2 * random.uniform() - 1);
    },
    // the largest |z| / extent: up to 1 inside
    distance(z, at) {
      let largest = 0;
      for (let j = at; j < at + latent; j++) largest = Math.max(largest, Math.abs(z[j]));
      return largest / extent;
    },
    contours: () => [
      {
        label: "",
        points: [
          [-extent, -extent],
          [extent, -extent],
          [extent, extent],
          [-extent, extent],
          [-extent, -extent],
        ],
      },
    ],
  };
}

/** One number for all dimensions: the root of the mean of their variances. */
export function overallDeviation(deviations: readonly number[]): number {
  return Math.hypot(...deviations) / Math.sqrt(deviations.length);
}

/** The class that a label names; one at random where it names none. */
function chosen(classes: number, random: Random, label = UNLABELLED): number {
  return label >= 0 ? label : random.integer(classes);
}

/** How far (x, y) is from the nearest of the straight pieces between points that follow one another. */
function distanceToLine(points: Line["points"], x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY; // its square
  for (let k = 1; k < points.length; k++) {
    const [from, to] = [points[k - 1], points[k]];
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const foot = ((x - from[0]) * dx + (y - from[1]) * dy) / (dx ** 2 + dy ** 2);
    const share = Math.min(1, Math.max(0, foot));
    const square = (x - from[0] - share * dx) ** 2 + (y - from[1] - share * dy) ** 2;
    nearest = Math.min(nearest, square);
  }
  return Math.sqrt(nearest);
}

/** Points on an ellipse around (x, y), its first half axis turned by an angle. */
function ellipse(
  x: number,
  y: number,
  angle: number,
  first: number,
  second: number,
): [number, number][] {
  const count = 64;
  return Array.from({ length: count + 1 }, (_, k) => {
    const turn = (2 * Math.PI * k) / count;
    const along = first * Math.cos(turn);
    const across = second * Math.sin(turn);
    return [
      x + along * Math.cos(angle) - across * Math.sin(angle),
      y + along * Math.sin(angle) + across * Math.cos(angle),
    ];
  });
}
