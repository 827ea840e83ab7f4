/** Pictures of a model, drawn: what commands, notebooks and the report of a run have in common. */
import type { Model } from "../aae/parts/model.ts";
import type { Picture } from "../aae/parts/picture.ts";
import { gridOfCodes } from "../aae/parts/plane.ts";
import { reconstruct, sample } from "../aae/parts/use.ts";
import { rowReader, UNLABELLED } from "../data/batches.ts";
import type { Examples } from "../data/examples.ts";
import type { ExampleFormat } from "../data/format.ts";
import { type Kernels, zeros } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import { type Tensor, tensor } from "../tensor/tensor.ts";
import { pixelRange } from "../training/evaluation.ts";
import { columnChart } from "./column-chart.ts";
import { confusionChart } from "./confusion-chart.ts";
import { dimensionChart, MOST_DIMENSIONS } from "./dimension-chart.ts";
import { imageGrid, imagePairs } from "./image-grid.ts";
import { aboutColors, latentChart } from "./latent-chart.ts";
import { lineChart } from "./line-chart.ts";

/** The height and the width of the images of a model, in pixels; of one channel, grey, unless told otherwise. */
export interface ImageShape {
  readonly rows: number;
  readonly columns: number;
  readonly channels?: 1 | 3;
}

/** A picture as the bytes of a PNG file, or as the text of an SVG file; and what else a reader must know of it. */
export type Drawing = ({ readonly png: Uint8Array } | { readonly svg: string }) & {
  readonly note?: string;
};

/**
 * Draws a picture.
 *
 * @param range what is shown as black and as white
 */
export function draw(
  picture: Picture,
  { rows, columns, channels = 1 }: ImageShape,
  range: readonly [number, number],
): Drawing {
  const shape = { rows, columns, channels, range };
  switch (picture.kind) {
    case "images": {
      const { images, across, joined = false } = picture;
      return {
        png: imageGrid(images, { ...shape, across, ...(joined && { scale: 1, gap: 0 }) }),
      };
    }
    case "pairs":
      return {
        png: imagePairs(picture.above, picture.below, { ...shape, across: picture.across }),
      };
    case "plane": {
      const { points, labels, lines } = picture;
      return { svg: latentChart(points, labels, lines), note: aboutColors(labels) };
    }
    case "line": {
      const { points, labels, prior } = picture;
      return { svg: lineChart(points, labels, prior), note: aboutColors(labels) };
    }
    case "columns":
      return { svg: columnChart(picture) };
    case "confusion":
      return { svg: confusionChart(picture.counts) };
    case "dimensions": {
      const { means, deviations, priorDeviations } = picture;
      return {
        svg: dimensionChart(
          means.map((mean, j) => ({ mean, deviation: deviations[j] })),
          priorDeviations.map((deviation) => ({ mean: 0, deviation })),
        ),
        ...(means.length > MOST_DIMENSIONS && {
          note: `Of ${means.length} dimensions, these are the ${MOST_DIMENSIONS} that are farthest from the prior.`,
        }),
      };
    }
  }
}

/** A grid of images that the model makes of codes drawn from its prior. PNG bytes. */
export function drawSamples(
  kernels: Kernels,
  model: Model,
  { rows, columns, channels = 1 }: ImageShape,
  count: number,
  random: Random,
  label: number = UNLABELLED,
): Uint8Array {
  const across = Math.ceil(Math.sqrt(count));
  const images = sample(kernels, model, count, random, label);
  return imageGrid(images, { rows, columns, channels, across, range: pixelRange(model) });
}

/** The first examples, as a model reads them: X [count, inputs]. */
export function firstRows(
  kernels: Kernels,
  model: Model,
  examples: Examples,
  count: number,
): Tensor {
  const X = zeros(kernels, Math.min(count, examples.count), examples.inputs);
  const reader = rowReader(examples, pixelRange(model));
  for (let row = 0; row < X.shape[0]; row++) reader.read(row, X, row);
  return X;
}

/** Images above, their reconstructions below. PNG bytes. */
export function drawReconstructions(
  kernels: Kernels,
  model: Model,
  images: Examples & ImageShape,
  count: number,
): Uint8Array {
  const X = firstRows(kernels, model, images, count);
  const { rows, columns, channels = 1 } = images;
  const shape = { rows, columns, channels, across: 10, range: pixelRange(model) };
  return imagePairs(X, reconstruct(model, X, { labels: images.labels ?? [] }), shape);
}

/** What the decoder makes of a regular grid of codes in a 2-D latent space. PNG bytes. */
export function drawManifold(
  kernels: Kernels,
  model: Model,
  { rows, columns, channels = 1 }: ImageShape,
  across = 20,
): Uint8Array {
  const images = model.decode(gridOfCodes(kernels, model.prior.extent, across));
  return imageGrid(images, {
    ...{ rows, columns, channels, across, range: pixelRange(model) },
    ...{ scale: 1, gap: 0 },
  });
}

/** Some images in the user's units, as `TrainedModel` gives them, in lines of `across`. PNG bytes. */
export function drawUnits(
  format: ExampleFormat,
  rows: Uint8Array | Float32Array,
  across: number,
  joined = false,
): Uint8Array {
  const { image, inputs } = format;
  const images = tensor(Float32Array.from(rows), rows.length / inputs, inputs);
  const range = unitRange(format);
  const size = image ?? { rows: 1, columns: inputs, channels: 1 };
  return imageGrid(images, { ...size, across, range, ...(joined && { scale: 1, gap: 0 }) });
}

/** Images in the user's units above, their reconstructions below. PNG bytes. */
export function drawUnitPairs(
  format: ExampleFormat,
  above: Uint8Array | Float32Array,
  below: Uint8Array | Float32Array,
): Uint8Array {
  const { image, inputs } = format;
  const size = image ?? { rows: 1, columns: inputs, channels: 1 };
  const rowsOf = (rows: Uint8Array | Float32Array) =>
    tensor(Float32Array.from(rows), rows.length / inputs, inputs);
  return imagePairs(rowsOf(above), rowsOf(below), {
    ...size,
    across: 10,
    range: unitRange(format),
  });
}

/** A chart of rows against their reconstructions, column by column. The text of an SVG file. */
export function drawColumns(
  { inputs, columnNames }: ExampleFormat,
  given: Uint8Array | Float32Array,
  reconstructed: Uint8Array | Float32Array,
): string {
  const rowsOf = (rows: Uint8Array | Float32Array) =>
    tensor(Float32Array.from(rows), rows.length / inputs, inputs);
  return columnChart({
    inputs: rowsOf(given),
    reconstructions: rowsOf(reconstructed),
    names: columnNames,
  });
}

/** What is shown as black and as white, in the user's units. */
function unitRange({ scaling, shown }: ExampleFormat): readonly [number, number] {
  if (scaling === null) return [0, 255];
  const [low, high] = shown ?? [0, 1];
  const [scale, offset] = [scaling.scale[0], scaling.offset[0]];
  return [low * scale + offset, high * scale + offset];
}
