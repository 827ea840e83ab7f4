/** What is drawn of a run: pictures, charts, and one page that shows them all. */
import type { FigureDescription } from "../aae/parts/model.ts";
import type { Picture as PictureData } from "../aae/parts/picture.ts";
import { reconstruct, sample } from "../aae/parts/use.ts";
import { chosenImages } from "../data/images.ts";
import { confidentMistakes } from "../measures/classification.ts";
import { SeededRandom } from "../tensor/random.ts";
import { type Evaluation, pixelRange } from "../training/evaluation.ts";
import type { Run } from "../training/run.ts";
import type { Metrics } from "../training/train.ts";
import { draw, firstImages } from "./drawings.ts";
import { lossChart } from "./loss-chart.ts";
import { type Figure, type Picture, reportPage } from "./page.ts";

/** A file of the report. */
export interface ReportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Draws all pictures of a run, and the page that shows them. */
export function drawReport(
  run: Run,
  metrics: readonly Metrics[],
  evaluation: Evaluation,
): ReportFile[] {
  const { kernels, data, configuration, model } = run;
  const files: ReportFile[] = [];
  const pictures: Picture[] = [];
  const add = (name: string, content: Uint8Array | string) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    files.push({ name, bytes });
  };

  const losses = lossChart(
    chartedFigures(run, metrics),
    ...lossPoints(run, metrics),
    run.judged.name,
  );
  add("losses.svg", losses);
  const lossPicture = {
    title: "Losses",
    caption: "How the networks did, step by step.",
    image: { svg: losses },
  };
  for (const picture of picturesOf(run, evaluation)) {
    const { name, title, caption } = picture;
    const drawing = draw(picture, run.judged.images, pixelRange(model));
    if (drawing === null) continue;
    if ("png" in drawing) add(`${name}.png`, drawing.png);
    else add(`${name}.svg`, drawing.svg);
    const image = "png" in drawing ? { ...drawing, alt: caption } : drawing;
    pictures.push({ title, caption, image });
  }
  const page = reportPage({
    title: `${configuration.recipe} on ${data.name}, ${run.step} steps`,
    summary: figuresOf(run, evaluation),
    pictures: pictures.toSpliced(2, 0, lossPicture),
    configuration: Object.entries({ ...configuration, kernels: kernels.name }).map(
      ([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)],
    ),
  });
  add("report.html", page);
  return files;
}

/** What there is to see of every model, and then of this one. One at a time: networks give the same memory again. */
function* picturesOf(run: Run, evaluation: Evaluation): Generator<PictureData> {
  const { kernels, model, definition } = run;
  const { match, codes } = evaluation;
  const { images, name } = run.judged;
  yield {
    kind: "images",
    name: "samples",
    title: "Samples",
    caption: "100 codes drawn from the prior, decoded. None of these is an image of the data set.",
    images: sample(kernels, model, 100, new SeededRandom("samples")),
    across: 10,
  };
  const X = firstImages(kernels, model, images, 50);
  yield {
    kind: "pairs",
    name: "reconstructions",
    title: "Reconstructions",
    caption: `${capital(name)} images above, what the decoder makes of their codes below.`,
    above: X,
    below: reconstruct(model, X, { labels: images.labels ?? [] }),
    across: 10,
  };
  const manyX = firstImages(kernels, model, images, 2000);
  yield* definition.pictures(model, { kernels, X, manyX, codes, labels: images.labels });
  yield* pictureMistakes(run, evaluation);
  yield {
    kind: "dimensions",
    name: "dimensions",
    title: "Codes against the prior",
    caption: `Mean and deviation of each dimension of the ${name} images’ codes.`,
    ...match,
  };
}

/** What a model that classifies takes for what, and where it is wrong and sure of it. */
function* pictureMistakes(
  { kernels, model, judged }: Run,
  { classification, probabilities }: Evaluation,
): Generator<PictureData> {
  const { images, name } = judged;
  if (classification === null || probabilities === null || images.labels === null) return;
  yield {
    kind: "confusion",
    name: "confusion",
    title: "Classes and what they were called",
    caption: `${(100 * classification.error).toFixed(2)} % of the ${name} images were called another class than their own.`,
    counts: classification.confusion,
  };
  const mistakes = confidentMistakes(probabilities, images.labels, 20);
  if (mistakes.length === 0) return;
  const wrong = chosenImages(
    images,
    mistakes.map(({ index }) => index),
  );
  const called = mistakes.map(({ label, called }) => `${label} as ${called}`).join(", ");
  yield {
    kind: "images",
    name: "mistakes",
    title: "The most confident mistakes",
    caption: `Line by line: ${called}.`,
    images: firstImages(kernels, model, wrong, wrong.count),
    across: 10,
  };
}

const capital = (word: string) => word[0].toUpperCase() + word.slice(1);

/** What a model's steps give, and the error of its classes where evaluations have one. */
function chartedFigures({ definition }: Run, metrics: readonly Metrics[]) {
  const error: FigureDescription = {
    ...{ label: "error", short: "E", chart: "share of wrong classes", kind: "error" },
  };
  const evaluated = metrics.some(({ kind, figures }) => kind !== "step" && "error" in figures);
  return { ...definition.figures, ...(evaluated && { error }) };
}

/** The metrics of a run as the chart of its losses wants them: steps, and evaluations. */
function lossPoints({ stepsPerEpoch }: Run, metrics: readonly Metrics[]) {
  const points = metrics.map(({ step, kind, figures }) => ({
    kind,
    epoch: step / stepsPerEpoch,
    figures,
  }));
  return [
    points.filter(({ kind }) => kind === "step"),
    points.filter(({ kind }) => kind !== "step"),
  ] as const;
}

/** The figures of an evaluation, each with how to read it. */
function figuresOf({ model, judged }: Run, evaluation: Evaluation): Figure[] {
  const { mse, accuracy, match, classification, clustering, deadUnits } = evaluation;
  const [low, high] = pixelRange(model);
  const shares = match.deviations.map((deviation) => deviation / match.priorDeviation);
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  return [
    {
      label: `${capital(judged.name)} error`,
      value: mse.toFixed(4),
      explanation: `Mean squared error per pixel of reconstructed ${judged.name} images; pixels reach from ${low} to ${high}.`,
    },
    {
      label: "Discriminator accuracy",
      value: `${(100 * accuracy).toFixed(1)} %`,
      explanation: `How many ${judged.name} codes and prior samples it tells apart; at 50 % it can only guess.`,
    },
    {
      label: "Deviation of the codes",
      value: `${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`,
      explanation: "Of the prior’s deviation, over all dimensions; 100 % is a perfect match.",
    },
    {
      label: "Largest mean of the codes",
      value: percent(Math.max(...match.means.map(Math.abs)) / match.priorDeviation),
      explanation:
        "Of the prior’s deviation, over all dimensions; the prior’s own mean is 0 (a swiss roll’s up to a third).",
    },
    ...(classification
      ? [
          {
            label: "Classification error",
            value: `${(100 * classification.error).toFixed(2)} %`,
            explanation: `Of the ${judged.name} images, how many were called another class than their own.`,
          },
        ]
      : []),
    ...(clustering
      ? [
          {
            label: "Clustering error",
            value: `${(100 * clustering.error).toFixed(2)} %`,
            explanation: `Each cluster is named after the image that is surest of it; ${clustering.used} clusters are used. Named by majority, the error is ${(100 * clustering.majorityError).toFixed(2)} %.`,
          },
        ]
      : []),
    ...deadUnits.map(({ layer, dead, total }) => ({
      label: `Dead units, hidden layer ${layer + 1}`,
      value: `${dead} of ${total}`,
      explanation: `Units of the encoder that are not active on any ${judged.name} image: they compute nothing and learn nothing.`,
    })),
    {
      label: "Distance from the prior",
      value: match.distance.toFixed(3),
      explanation: `Sliced Wasserstein distance of the ${judged.name} codes from as many prior samples; two sets of prior samples are ${match.distanceByChance.toFixed(3)} apart by chance.`,
    },
  ];
}
