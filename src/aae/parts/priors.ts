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
]);
export type PriorDescription = z.infer<typeof priorSchema>;

/** Each prior with the settings that it has unless told otherwise. */
export const PRIORS: Readonly<Record<PriorDescription["kind"], PriorDescription>> = {
  gaussian: { kind: "gaussian", deviation: 3 },
  mixture: {
    ...{ kind: "mixture", components: 10, radius: 8 },
    ...{ radialDeviation: 2, tangentialDeviation: 0.8 },
  },
};

/** A line to draw over a picture of codes, in the first two dimensions. */
export interface Line {
  /** Written beside it; empty where it would be written too often. */
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Prior {
  /** How many numbers a code has. */
  readonly latent: number;
  /** How many classes it has, one for each component or slice; 0 where it has none. */
  readonly classes: number;
  /** The deviation of each dimension of a code; every prior here has mean 0. */
  readonly deviation: number;
  /** Within ±extent lies nearly every code: how far a picture of the latent space should reach. */
  readonly extent: number;
  /**
   * Fills each row of Z [batch, latent] with a code drawn from the prior; with labels, a row from
   * the class that its label names, or from the whole prior where the label is negative.
   */
  sample(Z: Tensor, random: Random, labels?: ArrayLike<number>): void;
  /** Lines that show where the prior lies. */
  contours(): Line[];
}

/**
 * Makes the prior that a description asks for.
 *
 * @throws InputError if it does not exist in so many dimensions.
 */
export function createPrior(description: PriorDescription, latent: number): Prior {
  if (description.kind !== "gaussian" && latent !== 2) {
    throw new InputError(
      `The prior ${description.kind} lies in 2 dimensions but the latent size is ${latent}; add --latent 2, or use --prior gaussian.`,
    );
  }
  return description.kind === "gaussian"
    ? gaussian(latent, description.deviation)
    : mixture(description);
}

/** N(0, σ²·I): every number of a code is drawn by itself. */
function gaussian(latent: number, deviation: number): Prior {
  return {
    latent,
    classes: 0,
    deviation,
    extent: 2.5 * deviation,
    sample(Z, random) {
      const z = valuesOf(Z);
      for (let i = 0; i < z.length; i++) z[i] = deviation * random.normal();
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
    // cos² averages ½ over the circle, so each axis gets half of each variance and half of radius².
    deviation: Math.sqrt((radius ** 2 + radialDeviation ** 2 + tangentialDeviation ** 2) / 2),
    extent: radius + 2.5 * radialDeviation,
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

/** The class that a label names; one at random where it names none. */
function chosen(classes: number, random: Random, label = UNLABELLED): number {
  return label >= 0 ? label : random.integer(classes);
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
