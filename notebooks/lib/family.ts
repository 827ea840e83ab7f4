/** Runs of the family's recipes on MNIST, with networks small enough for a chapter, and their pictures. */
import type { Picture } from "../../src/aae/parts/picture.ts";
import { chosenExamples } from "../../src/data/examples.ts";
import { draw, firstRows } from "../../src/report/drawings.ts";
import type { Kernels } from "../../src/tensor/kernels.ts";
import { configure } from "../../src/training/configuration.ts";
import { type Evaluation, evaluate } from "../../src/training/evaluation.ts";
import type { Overrides } from "../../src/training/overrides.ts";
import { type Run, startRun } from "../../src/training/run.ts";
import { loadMnist } from "./mnist.ts";
import { showPng, showSvg } from "./show.ts";

const SHAPE = { rows: 28, columns: 28 } as const;

/**
 * A recipe on MNIST that has not taken a step: two hidden layers of 128 units in every network,
 * where the recipe has more, and whatever else is changed. A chapter should not take ten minutes.
 *
 * @param images how many of the training images there are
 */
export function smallRun(
  kernels: Kernels,
  recipe: string,
  changes: Overrides = {},
  images = 60_000,
): Run {
  const configuration = configure(recipe, { hidden: [128, 128], ...changes });
  const { train, test } = loadMnist();
  const numbers = Uint32Array.from({ length: images }, (_, image) => image);
  const some = images < train.count ? chosenExamples(train, numbers) : train;
  return startRun(configuration, kernels, { name: "MNIST", train: some, test }, "MNIST");
}

/** How a run does on the test images. */
export function judged({ kernels, model, judged }: Run): Evaluation {
  return evaluate(kernels, model, judged);
}

/** Shows the picture of that name, of those which a run of this model leaves behind. */
export function showPicture(run: Run, { codes }: Evaluation, name: string): Promise<void> {
  for (const picture of picturesOf(run, codes)) {
    if (picture.name !== name) continue; // each holds only until the next is asked for
    const drawing = draw(picture, SHAPE, run.format.shown ?? [0, 1]);
    return "png" in drawing
      ? showPng(drawing.png, `${picture.title}. ${picture.caption}`)
      : showSvg(drawing.svg);
  }
  throw new Error(`${run.definition.name} has no picture called ${name}.`);
}

function picturesOf(run: Run, codes: Evaluation["codes"]): Iterable<Picture> {
  const { kernels, model, definition, judged } = run;
  const { images } = judged;
  return definition.pictures(model, {
    kernels,
    X: firstRows(kernels, model, images, 50),
    manyX: firstRows(kernels, model, images, 2000),
    codes,
    labels: images.labels,
  });
}
