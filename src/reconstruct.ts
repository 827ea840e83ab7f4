/**
 * Shows images beside what the model of a run makes of them.
 *
 *     npx tsx src/reconstruct.ts runs/aae-1
 *     npx tsx src/reconstruct.ts runs/aae-1 --data FOLDER     with images of another data set
 */
import { join } from "node:path";
import { Command } from "commander";
import { runCommand, writePicture } from "./command.ts";
import { chosenImages, type Images } from "./data/images.ts";
import { InputError } from "./input-error.ts";
import { mse } from "./losses/mse.ts";
import { wholeNumber } from "./options.ts";
import { drawReconstructions } from "./report/drawings.ts";
import { dataOf, openRun } from "./runs/saved-run.ts";
import { tsKernels } from "./tensor/kernels.ts";
import { evaluateReconstruction } from "./training/evaluation.ts";

interface Options {
  data?: string;
  first: number;
  count: number;
  out?: string;
}

const program = new Command("reconstruct")
  .description("Encodes and decodes test images, and shows each above its reconstruction.")
  .argument("<run>", "a run folder, such as runs/aae-1, or the file of a model")
  .option("--data <folder>", "a folder with IDX files, plain or .gz (default: the run's own data)")
  .option("--first <n>", "the first test image, counted from 0", wholeNumber(0, 2 ** 32 - 1), 0)
  .option("--count <n>", "how many images", wholeNumber(1, 10_000), 50)
  .option(
    "--out <file>",
    "a new PNG file (default: reconstructions-FIRST-COUNT.png in the run folder)",
  )
  .parse();
const [path] = program.args;
const { data, first, count, out } = program.opts<Options>();

await runCommand(() => {
  const run = openRun(tsKernels, path);
  const dataSet = dataOf(run, data);
  const images = slice(dataSet.test ?? dataSet.train, first, count, dataSet.name);
  const { model, folder } = run;
  const error = evaluateReconstruction(tsKernels, model, images, mse);
  const png = drawReconstructions(tsKernels, model, images, images.count);
  console.log(
    `Mean squared error per pixel of these ${images.count} images of ${dataSet.name}: ${error.toFixed(4)}`,
  );
  writePicture(out ?? join(folder, `reconstructions-${first}-${images.count}.png`), png);
});

/** Some of the images, in their order. */
function slice(images: Images, first: number, count: number, name: string): Images {
  if (first >= images.count) {
    throw new InputError(
      `--first is ${first} but ${name} has ${images.count} test images; choose a number below ${images.count}.`,
    );
  }
  const numbers = Array.from(
    { length: Math.min(count, images.count - first) },
    (_, index) => first + index,
  );
  return chosenImages(images, numbers);
}
