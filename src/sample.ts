/**
 * Draws new images from the model of a run.
 *
 *     npx tsx src/sample.ts runs/aae-1
 */
import { join } from "node:path";
import { Command } from "commander";
import { runCommand, writePicture } from "./command.ts";
import { wholeNumber } from "./options.ts";
import { drawSamples } from "./report/drawings.ts";
import { loadModel } from "./runs/model-file.ts";
import { tsKernels } from "./tensor/kernels.ts";
import { SeededRandom } from "./tensor/random.ts";

interface Options {
  count: number;
  seed: number;
  out?: string;
}

const program = new Command("sample")
  .description("Decodes codes that are drawn from the prior, and shows the images in one picture.")
  .argument("<run>", "a run folder, such as runs/aae-1")
  .option("--count <n>", "how many images", wholeNumber(1, 10_000), 100)
  .option("--seed <n>", "the same seed gives the same images", wholeNumber(0, 2 ** 32 - 1), 1)
  .option("--out <file>", "a new PNG file (default: samples-SEED-COUNT.png in the run folder)")
  .parse();
const [folder] = program.args;
const { count, seed, out } = program.opts<Options>();

await runCommand(() => {
  const { model, rows, columns } = loadModel(tsKernels, join(folder, "model.safetensors"));
  const png = drawSamples(tsKernels, model, { rows, columns }, count, new SeededRandom(seed));
  writePicture(out ?? join(folder, `samples-${seed}-${count}.png`), png);
});
