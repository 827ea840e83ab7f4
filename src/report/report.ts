/** What is drawn of a run: pictures, charts, and one page that shows them all. */
import type { FigureDescription } from "../aae/parts/model.ts";
import type { Picture as PictureData } from "../aae/parts/picture.ts";
import { reconstruct, sample } from "../aae/parts/use.ts";
import { walksBetween } from "../aae/parts/walks.ts";
import { chosenExamples } from "../data/examples.ts";
import { invertScaling, type Scaling } from "../data/scaling.ts";
import { confidentMistakes } from "../measures/classification.ts";
import { type Kernels, tensorFrom } from "../tensor/kernels.ts";
import { SeededRandom } from "../tensor/random.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import type { Evaluation } from "../training/evaluation.ts";
import type { Run } from "../training/run.ts";
import type { Metrics } from "../training/train.ts";
import { draw, firstRows } from "./drawings.ts";
import type { Figure } from "./figures.ts";
import { lossChart } from "./loss-chart.ts";
import { type Picture, reportPage } from "./page.ts";

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
  figures: readonly Figure[],
): ReportFile[] {
  const { kernels, data, configuration, format } = run;
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
    const { name, title } = picture;
    const isImage = picture.kind === "images" || picture.kind === "pairs";
    if (isImage && format.image === null) continue; // rows of numbers have nothing to be seen
    const drawing = draw(picture, format.image ?? ROW, format.shown ?? [0, 1]);
    const caption = [picture.caption, drawing.note].filter(Boolean).join(" ");
    if ("png" in drawing) add(`${name}.png`, drawing.png);
    else add(`${name}.svg`, drawing.svg);
    const image = "png" in drawing ? { png: drawing.png, alt: caption } : { svg: drawing.svg };
    pictures.push({ title, caption, image });
  }
  const page = reportPage({
    title: `${configuration.recipe} on ${data.name}, ${run.step} steps`,
    summary: figures,
    pictures: pictures.toSpliced(2, 0, lossPicture),
    configuration: Object.entries({ ...configuration, kernels: kernels.name }).map(
      ([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)],
    ),
  });
  add("report.html", page);
  return files;
}

/** The size of an image that is none. */
const ROW = { rows: 1, columns: 1 };

/** What there is to see of every model, and then of this one. One at a time: networks give the same memory again. */
function* picturesOf(run: Run, evaluation: Evaluation): Generator<PictureData> {
  const { kernels, model, definition, format } = run;
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
  const X = firstRows(kernels, model, images, 50);
  yield {
    kind: "pairs",
    name: "reconstructions",
    title: "Reconstructions",
    caption: `${capital(name)} images above, what the decoder makes of their codes below.`,
    above: X,
    below: reconstruct(model, X, { labels: images.labels ?? [] }),
    across: 10,
  };
  const walks = walksBetween(model, { kernels, X, labels: images.labels });
  if (walks !== null) yield walks;
  const manyX = firstRows(kernels, model, images, 2000);
  if (format.image === null && format.scaling !== null) {
    yield {
      kind: "columns",
      name: "columns",
      title: "Columns",
      caption: `Each dot is a ${name} row: its number from left to right, what the decoder makes of its code upwards.`,
      inputs: inUnits(kernels, format.scaling, manyX),
      reconstructions: inUnits(
        kernels,
        format.scaling,
        reconstruct(model, manyX, { labels: images.labels ?? [] }),
      ),
      names: format.columnNames,
    };
  }
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

/** A copy of rows, in the user's units. */
function inUnits(kernels: Kernels, scaling: Scaling, X: Tensor): Tensor {
  const values = Float32Array.from(valuesOf(X));
  invertScaling(scaling, values, values);
  return tensorFrom(kernels, values, X.shape[0], X.shape[1]);
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
  const wrong = chosenExamples(
    images,
    mistakes.map(({ index }) => index),
  );
  const called = mistakes.map(({ label, called }) => `${label} as ${called}`).join(", ");
  yield {
    kind: "images",
    name: "mistakes",
    title: "The most confident mistakes",
    caption: `Line by line: ${called}.`,
    images: firstRows(kernels, model, wrong, wrong.count),
    across: 10,
  };
}

const capital = (word: string) => word[0].toUpperCase() + word.slice(1);

/** What a model's steps give, and the error of its classes where evaluations have one. */
export function chartedFigures({ definition }: Run, metrics: readonly Metrics[]) {
  const error: FigureDescription = {
    ...{ label: "error", short: "E", chart: "share of wrong classes", kind: "error" },
  };
  const evaluated = metrics.some(({ kind, figures }) => kind !== "step" && "error" in figures);
  const step = metrics.find(({ kind }) => kind === "step")?.figures ?? {};
  const given = Object.entries(definition.figures).filter(([name]) => name in step);
  return { ...Object.fromEntries(given), ...(evaluated && { error }) };
}

/** The metrics of a run as the chart of its losses wants them: steps, and evaluations. */
export function lossPoints({ stepsPerEpoch }: Run, metrics: readonly Metrics[]) {
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
