/** Pictures of a latent space with cluster heads: the codes y·W + z in the plane, and their heads. */
import { zeros } from "../../tensor/kernels.ts";
import { valuesOf } from "../../tensor/tensor.ts";
import { inUse } from "./autoencoder.ts";
import type { CategoricalAutoencoder } from "./categorical.ts";
import { clusterPictures } from "./clusters.ts";
import { coloured, type Picture, type PictureMaterial } from "./picture.ts";
import { overallDeviation } from "./priors.ts";

/** The codes that the decoder reads, with their heads; then every cluster and its styles. */
export function* headPictures(
  model: CategoricalAutoencoder,
  material: PictureMaterial,
): Generator<Picture> {
  const { kernels, manyX, labels } = material;
  const heads = model.networks.clusterHeads;
  const points = heads.forward(model.encode(manyX), inUse());
  const copy = zeros(kernels, ...points.shape);
  valuesOf(copy).set(valuesOf(points));
  const own = labels && Array.from(labels).slice(0, manyX.shape[0]);
  if (points.shape[1] === 1) {
    yield {
      kind: "line",
      name: "line",
      title: "The line of codes",
      caption: `How many images have which code y·W + z${coloured(labels)}.`,
      points: copy,
      labels: own,
      prior: null,
    };
  } else {
    const W = heads.parameters[0].value;
    const radius = 2 * overallDeviation(model.prior.deviations);
    yield {
      kind: "plane",
      name: "plane",
      title: "The plane of codes",
      caption: `Each dot is a code y·W + z${coloured(labels)}; the numbered circles are the cluster heads.`,
      points: copy,
      labels: own,
      lines: Array.from({ length: W.shape[0] }, (_, head) => ({
        label: String(head),
        points: circle(W.get(head, 0), W.get(head, 1), radius),
      })),
    };
  }
  yield* clusterPictures(model, material);
}

function circle(x: number, y: number, radius: number): [number, number][] {
  return Array.from({ length: 65 }, (_, k) => {
    const angle = (2 * Math.PI * k) / 64;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}
