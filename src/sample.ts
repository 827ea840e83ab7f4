/**
 * Draws new images from the model of a run.
 *
 *     npx tsx src/sample.ts runs/aae-1
 *     npx tsx src/sample.ts runs/semi-supervised-1 --class 3
 */
import { join } from "node:path";
import { Command } from "commander";
import { runCommand, writePicture } from "./command.ts";
import { UNLABELLED } from "./data/batches.ts";
import { InputError } from "./input-error.ts";
import { wholeNumber } from "./options.ts";
import { drawSamples } from "./report/drawings.ts";
import { openRun } from "./runs/saved-run.ts";
import { tsKernels } from "./tensor/kernels.ts";
import { SeededRandom } from "./tensor/random.ts";

interface Options {
  count: number;
  seed: number;
  class?: number;
  out?: string;
}

const program = new Command("sample")
  .description("Decodes codes that are drawn from the prior, and shows the images in one picture.")
  .argument("<run>", "a run folder, such as runs/aae-1, or the file of a model")
  .option("--count <n>", "how many images", wholeNumber(1, 10_000), 100)
  .option("--class <k>", "of one class, for a model that has classes", wholeNumber(0, 1000))
  .option("--seed <n>", "the same seed gives the same images", wholeNumber(0, 2 ** 32 - 1), 1)
  .option("--out <file>", "a new PNG file (default: samples-….png in the run folder)")
  .parse();
const [path] = program.args;
const { count, seed, class: label, out } = program.opts<Options>();

await runCommand(() => {
  const { model, folder, rows, columns } = openRun(tsKernels, path);
  const classes = Math.max(model.classes, model.prior.classes);
  if (label !== undefined && label >= classes) {
    throw new InputError(
      classes === 0
        ? `--class ${label} is given, but this model has no classes; do not give --class.`
        : `--class ${label} is given, but this model has the classes 0 to ${classes - 1}; choose one of them.`,
    );
  }
  const shape = { rows, columns };
  const random = new SeededRandom(seed);
  const png = drawSamples(tsKernels, model, shape, count, random, label ?? UNLABELLED);
  const name = label === undefined ? `samples-${seed}` : `samples-${seed}-class-${label}`;
  writePicture(out ?? join(folder, `${name}-${count}.png`), png);
});
