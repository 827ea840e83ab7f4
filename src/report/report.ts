/** What is drawn of a run: pictures, charts, and one page that shows them all. */
import { join } from "node:path";
import { type AdversarialAutoencoder, PIXEL_RANGE } from "../aae/model.ts";
import { PixelReader } from "../data/batches.ts";
import type { Images } from "../data/images.ts";
import type { Evaluation } from "../measures/reconstruction.ts";
import { writeFileWhole } from "../node/files.ts";
import type { Metrics } from "../runs/metrics.ts";
import { type Kernels, tensorFrom, zeros } from "../tensor/kernels.ts";
import { type Random, SeededRandom } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Run } from "../training/run.ts";
import { dimensionChart } from "./dimension-chart.ts";
import { imageGrid, imagePairs } from "./image-grid.ts";
import { latentChart } from "./latent-chart.ts";
import { lossChart } from "./loss-chart.ts";
import { type Figure, type Picture, reportPage } from "./page.ts";

/** Draws all pictures of a run into its folder, and the page that shows them. */
export function writeReport(
  run: Run,
  folder: string,
  metrics: readonly Metrics[],
  evaluation: Evaluation,
): void {
  const { kernels, model, data, configuration } = run;
  const { test } = data;
  const { match, codes } = evaluation;
  const save = (name: string, content: Uint8Array | string) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    writeFileWhole(join(folder, name), bytes);
  };
  const pictures: Picture[] = [];
  const png = (name: string, title: string, caption: string, bytes: Uint8Array) => {
    save(name, bytes);
    pictures.push({ title, caption, image: { png: bytes, alt: caption } });
  };
  const svg = (name: string, title: string, caption: string, text: string) => {
    save(name, text);
    pictures.push({ title, caption, image: { svg: text } });
  };

  png(
    "samples.png",
    "Samples",
    "100 codes drawn from the prior, decoded. None of these is an image of the data set.",
    drawSamples(model, test, 100, new SeededRandom("samples")),
  );
  png(
    "reconstructions.png",
    "Reconstructions",
    "Test images above, what the decoder makes of their codes below.",
    drawReconstructions(kernels, model, test, 50),
  );
  svg(
    "losses.svg",
    "Losses",
    "How the three networks did, step by step.",
    lossChart(...lossPoints(run, metrics)),
  );
  // Ten colours can be told apart, and no more: other data sets may have more labels.
  if (model.prior.latent >= 2 && test.labels.every((label) => label <= 9)) {
    svg(
      "latent.svg",
      "Latent space",
      "The first two numbers of every test image’s code, coloured by label; the lines are the prior’s.",
      latentChart(codes, test.labels, model.prior.contours()),
    );
  }
  svg(
    "dimensions.svg",
    "Codes against the prior",
    "Mean and deviation of each dimension of the test images’ codes.",
    dimensionChart(
      match.means.map((mean, j) => ({ mean, deviation: match.deviations[j] })),
      match.means.map(() => ({ mean: 0, deviation: match.priorDeviation })),
    ),
  );
  if (model.prior.latent === 2) {
    png(
      "manifold.png",
      "Manifold",
      "The whole latent space, decoded at a grid of codes: neighbours look alike.",
      drawManifold(kernels, model, test),
    );
  }
  const page = reportPage({
    title: `${configuration.recipe} on ${data.name}, ${run.step} steps`,
    summary: figuresOf(run, evaluation),
    pictures,
    configuration: Object.entries({ ...configuration, kernels: kernels.name }).map(
      ([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)],
    ),
  });
  save("report.html", page);
}

/** The metrics of a run as the chart of its losses wants them: steps, and evaluations. */
function lossPoints(
  { stepsPerEpoch }: Run,
  metrics: readonly Metrics[],
): Parameters<typeof lossChart> {
  return [
    metrics
      .filter((line) => "reconstruction" in line)
      .map((line) => ({ ...line, epoch: line.step / stepsPerEpoch })),
    metrics
      .filter((line) => "testMse" in line)
      .map((line) => ({ epoch: line.step / stepsPerEpoch, reconstruction: line.testMse })),
  ];
}

/** The figures of an evaluation, each with how to read it. */
function figuresOf({ model }: Run, { mse, accuracy, match }: Evaluation): Figure[] {
  const [low, high] = rangeOf(model);
  const shares = match.deviations.map((deviation) => deviation / match.priorDeviation);
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  return [
    {
      label: "Test error",
      value: mse.toFixed(4),
      explanation: `Mean squared error per pixel of reconstructed test images; pixels reach from ${low} to ${high}.`,
    },
    {
      label: "Discriminator accuracy",
      value: `${(100 * accuracy).toFixed(1)} %`,
      explanation:
        "How many test codes and prior samples it tells apart; 50 % means that it can only guess, so the codes match the prior.",
    },
    {
      label: "Deviation of the codes",
      value: `${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`,
      explanation: "Of the prior’s deviation, over all dimensions; 100 % is a perfect match.",
    },
    {
      label: "Largest mean of the codes",
      value: percent(Math.max(...match.means.map(Math.abs)) / match.priorDeviation),
      explanation: "Of the prior’s deviation, over all dimensions; the prior’s own mean is 0.",
    },
    {
      label: "Distance from the prior",
      value: match.distance.toFixed(3),
      explanation: `Sliced Wasserstein distance of the test codes from as many prior samples; two sets of prior samples are ${match.distanceByChance.toFixed(3)} apart by chance.`,
    },
  ];
}

/** How the images of a model are drawn. */
export interface ImageShape {
  readonly rows: number;
  readonly columns: number;
}

/** A grid of images that the model makes of codes drawn from its prior. PNG bytes. */
export function drawSamples(
  model: AdversarialAutoencoder,
  shape: ImageShape,
  count: number,
  random: Random,
): Uint8Array {
  const across = Math.ceil(Math.sqrt(count));
  return imageGrid(model.sample(count, random), { ...shape, across, range: rangeOf(model) });
}

/** Images above, their reconstructions below. PNG bytes. */
export function drawReconstructions(
  kernels: Kernels,
  model: AdversarialAutoencoder,
  images: Images,
  count: number,
): Uint8Array {
  const X = zeros(kernels, Math.min(count, images.count), images.rows * images.columns);
  const reader = new PixelReader(images.pixels, rangeOf(model));
  for (let row = 0; row < X.shape[0]; row++) reader.read(row, X, row);
  const { rows, columns } = images;
  return imagePairs(X, model.reconstruct(X), { rows, columns, across: 10, range: rangeOf(model) });
}

/** What the decoder makes of a regular grid of codes in a 2-D latent space. PNG bytes. */
export function drawManifold(
  kernels: Kernels,
  model: AdversarialAutoencoder,
  shape: ImageShape,
  across = 20,
): Uint8Array {
  const images = model.decode(gridOfCodes(kernels, model.prior.extent, across));
  return imageGrid(images, { ...shape, across, range: rangeOf(model), scale: 1, gap: 0 });
}

/** Codes [across², 2] from −extent to extent: from left to right z₁ grows, from below upwards z₂. */
function gridOfCodes(kernels: Kernels, extent: number, across: number): Tensor {
  const steps = Array.from({ length: across }, (_, k) => extent * ((2 * k) / (across - 1) - 1));
  return tensorFrom(
    kernels,
    steps.toReversed().flatMap((z2) => steps.flatMap((z1) => [z1, z2])),
    across * across,
    2,
  );
}

function rangeOf(model: AdversarialAutoencoder): readonly [number, number] {
  return PIXEL_RANGE[model.description.output];
}
