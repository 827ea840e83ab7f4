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
import { loadFolder, loadMnist } from "./node/mnist.ts";
import { wholeNumber } from "./options.ts";
import { drawReconstructions } from "./report/drawings.ts";
import { loadModel } from "./runs/model-file.ts";
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
  .argument("<run>", "a run folder, such as runs/aae-1")
  .option("--data <folder>", "a folder with four IDX files, plain or .gz (default: MNIST)")
  .option("--first <n>", "the first test image, counted from 0", wholeNumber(0, 2 ** 32 - 1), 0)
  .option("--count <n>", "how many images", wholeNumber(1, 10_000), 50)
  .option(
    "--out <file>",
    "a new PNG file (default: reconstructions-FIRST-COUNT.png in the run folder)",
  )
  .parse();
const [folder] = program.args;
const { data, first, count, out } = program.opts<Options>();

await runCommand(() => {
  const { model, rows, columns } = loadModel(tsKernels, join(folder, "model.safetensors"));
  const dataSet = data === undefined ? loadMnist() : loadFolder(data);
  const images = slice(dataSet.test ?? dataSet.train, first, count, dataSet.name);
  if (images.rows !== rows || images.columns !== columns) {
    throw new InputError(
      `The model was trained on images of ${rows}×${columns} pixels, but those of ${dataSet.name} have ${images.rows}×${images.columns}; choose another --data.`,
    );
  }
  const mse = evaluateReconstruction(tsKernels, model, images);
  const png = drawReconstructions(tsKernels, model, images, images.count);
  console.log(`Mean squared error per pixel of these ${images.count} images: ${mse.toFixed(4)}`);
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
