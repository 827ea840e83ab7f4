/** Pictures of a latent space: its codes beside the prior, and what the decoder makes of it. */
import { type Kernels, tensorFrom, zeros } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Model } from "./model.ts";
import { coloured, type Picture, type PictureMaterial } from "./picture.ts";

/** The codes in the plane, or on the line; and all of it decoded, where there is no more. */
export function* planePictures(
  model: Model,
  { kernels, codes, labels }: PictureMaterial,
): Generator<Picture> {
  const { latent } = model.prior;
  if (latent === 1) {
    const prior = zeros(kernels, codes.shape[0], 1);
    model.prior.sample(prior, new SeededRandom("line"));
    yield {
      kind: "line",
      name: "latent",
      title: "Latent space",
      caption: `How many images have which code${coloured(labels)}; the line is what the prior would give.`,
      points: codes,
      labels,
      prior,
    };
    const across = 20;
    yield {
      kind: "images",
      name: "manifold",
      title: "Manifold",
      caption:
        "The whole latent space, decoded at codes from left to right: neighbours look alike.",
      images: model.decode(tensorFrom(kernels, codesAlong(model.prior.extent, across), across, 1)),
      across,
      joined: true,
    };
  }
  if (latent >= 2) {
    yield {
      kind: "plane",
      name: "latent",
      title: "Latent space",
      caption: `The first two numbers of every image’s code${coloured(labels)}; the lines are the prior’s.`,
      points: codes,
      labels,
      lines: model.prior.contours(),
    };
  }
  if (latent === 2) {
    const across = 20;
    yield {
      kind: "images",
      name: "manifold",
      title: "Manifold",
      caption: "The whole latent space, decoded at a grid of codes: neighbours look alike.",
      images: model.decode(gridOfCodes(kernels, model.prior.extent, across)),
      across,
      joined: true,
    };
  }
}

/** Numbers from −extent to extent, in equal steps. */
function codesAlong(extent: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => extent * ((2 * k) / (count - 1) - 1));
}

/** Codes [across², 2] from −extent to extent: from left to right z₁ grows, from below upwards z₂. */
export function gridOfCodes(kernels: Kernels, extent: number, across: number): Tensor {
  const steps = codesAlong(extent, across);
  return tensorFrom(
    kernels,
    steps.toReversed().flatMap((z2) => steps.flatMap((z1) => [z1, z2])),
    across * across,
    2,
  );
}

/** The codes beside the prior with its classes, samples of each class, and the whole plane decoded. */
export function* classesInPlane(model: Model, material: PictureMaterial): Generator<Picture> {
  const { kernels } = material;
  const across = 10;
  const labels = Int16Array.from({ length: model.classes * across }, (_, row) =>
    Math.floor(row / across),
  );
  const Z = zeros(kernels, labels.length, model.prior.latent);
  model.prior.sample(Z, new SeededRandom("classes"), labels);
  yield {
    kind: "images",
    name: "classes",
    title: "Samples of each class",
    caption: "Each line is drawn from the part of the prior that belongs to one class.",
    images: model.decode(model.codesOf(Z, labels)),
    across,
  };
  yield* unrolled(model, kernels);
  yield* planePictures(model, material);
}

/** A prior that is a line, decoded from one end to the other: a line of images for each class. */
function* unrolled(model: Model, kernels: Kernels): Generator<Picture> {
  const { prior, classes } = model;
  if (prior.along === undefined) return;
  const across = 16;
  const codes = zeros(kernels, classes * across, 2);
  const labels = Int16Array.from({ length: classes * across }, (_, row) =>
    Math.floor(row / across),
  );
  for (let row = 0; row < labels.length; row++) {
    const [x, y] = prior.along((row + 0.5) / labels.length);
    codes.set(row, 0, x);
    codes.set(row, 1, y);
  }
  yield {
    kind: "images",
    name: "unrolled",
    title: "The prior unrolled",
    caption:
      "Codes along the roll, decoded from its middle to its outer end: each line is the part that belongs to one class.",
    images: model.decode(model.codesOf(codes, labels)),
    across,
  };
}
