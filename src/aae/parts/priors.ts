/**
 * The prior: the distribution that the codes are made to follow, so that a code can be drawn.
 *
 * An autoencoder alone leaves its codes wherever it likes, and nobody knows where to draw a new
 * one. The adversary pushes them into the shape of the prior, from which we can sample.
 */
import type { Random } from "../../tensor/random.ts";
import { type Tensor, valuesOf } from "../../tensor/tensor.ts";

/** A prior as plain data. */
export type PriorDescription =
  | {
      readonly kind: "gaussian";
      /** σ of N(0, σ²·I). */
      readonly deviation: number;
    }
  | {
      /** Ten Gaussians on a circle, each longer along the radius than across: the paper's figure 2. */
      readonly kind: "mixture";
      /** How far the centre of each component is from the origin. */
      readonly radius: number;
      /** The deviation of a component along the radius. */
      readonly radialDeviation: number;
      /** The deviation of a component across the radius. */
      readonly tangentialDeviation: number;
    };

/** A closed line around the most likely codes, in the first two dimensions. */
export interface Contour {
  /** How many deviations; empty where it would be written too often. */
  readonly label: string;
  readonly points: readonly (readonly [number, number])[];
}

export interface Prior {
  /** How many numbers a code has. */
  readonly latent: number;
  /** The deviation of each dimension of a code; every prior here has mean 0. */
  readonly deviation: number;
  /** Within ±extent lies nearly every code: how far a picture of the latent space should reach. */
  readonly extent: number;
  /** Fills each row of Z [batch, latent] with a code drawn from the prior. */
  sample(Z: Tensor, random: Random): void;
  /** Lines at one and two deviations, to draw over a picture of codes. */
  contours(): Contour[];
}

/**
 * Makes the prior that a description asks for.
 *
 * @throws RangeError if a mixture is asked for in other than two dimensions.
 */
export function createPrior(description: PriorDescription, latent: number): Prior {
  if (description.kind === "gaussian") return gaussian(latent, description.deviation);
  if (latent !== 2) {
    throw new RangeError(
      `prior: the mixture lies in 2 dimensions but the latent size is ${latent}; use 2, or a Gaussian prior.`,
    );
  }
  const { radius, radialDeviation, tangentialDeviation } = description;
  return mixture(radius, radialDeviation, tangentialDeviation);
}

/** N(0, σ²·I): every number of a code is drawn by itself. */
function gaussian(latent: number, deviation: number): Prior {
  return {
    latent,
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

const COMPONENTS = 10;

/** One of ten directions is chosen, then a point near the centre that lies in this direction. */
function mixture(radius: number, radialDeviation: number, tangentialDeviation: number): Prior {
  const angles = Array.from({ length: COMPONENTS }, (_, k) => (2 * Math.PI * k) / COMPONENTS);
  return {
    latent: 2,
    // cos² averages ½ over the circle, so each axis gets half of each variance and half of radius².
    deviation: Math.sqrt((radius ** 2 + radialDeviation ** 2 + tangentialDeviation ** 2) / 2),
    extent: radius + 2.5 * radialDeviation,
    sample(Z, random) {
      const z = valuesOf(Z);
      for (let i = 0; i < z.length; i += 2) {
        const angle = angles[random.integer(COMPONENTS)];
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
