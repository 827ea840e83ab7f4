/**
 * Trains an adversarial autoencoder.
 *
 *     npx tsx src/train.ts                       on MNIST, with the recipe `aae`
 *     npx tsx src/train.ts --recipe latent2d     with another
 *     npx tsx src/train.ts --help                all options
 */
import { Command, Option } from "commander";
import { type RecipeName, recipes } from "./aae/recipes.ts";
import { runCommand } from "./command.ts";
import { loadFolder, loadMnist } from "./data/mnist.ts";
import { type KernelChoice, loadKernels } from "./kernels.ts";
import { positiveNumber, prior, wholeNumber, widths } from "./options.ts";
import { configure, type Overrides } from "./training/configuration.ts";
import { startRun } from "./training/run.ts";
import { createRunFolder } from "./training/run-folder.ts";
import { trainInFolder } from "./training/session.ts";

interface Options extends Overrides {
  recipe: RecipeName;
  kernels: KernelChoice;
  out?: string;
}

const names = Object.keys(recipes);
const summaries = Object.entries(recipes).map(
  ([name, { summary }]) => `  ${name.padEnd(10)}${summary}`,
);

const {
  recipe,
  kernels: choice,
  out,
  ...overrides
} = new Command("train")
  .description("Trains an adversarial autoencoder and leaves a run folder with model and pictures.")
  .addOption(new Option("--recipe <name>", "what to train").choices(names).default("aae"))
  .option("--data <folder>", "a folder with four IDX files, plain or .gz (default: MNIST)")
  .option("--epochs <n>", "passes through all images", wholeNumber(1, 100_000))
  .option("--steps <n>", "batches, instead of epochs", wholeNumber(1, 100_000_000))
  .option("--batch-size <n>", "images in a batch", wholeNumber(1, 60_000))
  .option("--learning-rate <x>", "Adam's α", positiveNumber(10))
  .option("--latent <n>", "numbers in a code", wholeNumber(1, 1024))
  .option("--hidden <widths>", "hidden layers of every network, such as 512 or 1000,1000", widths)
  .option("--prior <prior>", "gaussian (deviation 3), gaussian:DEVIATION or mixture", prior)
  .option("--seed <n>", "the same seed gives the same run", wholeNumber(0, 2 ** 32 - 1))
  .addOption(
    new Option("--kernels <set>", "which loops compute")
      .choices(["auto", "ts", "simd"])
      .default("auto"),
  )
  .option("--out <folder>", "a new folder for the run (default: runs/RECIPE-1, -2, …)")
  .addHelpText("after", `\nRecipes:\n${summaries.join("\n")}`)
  .allowExcessArguments(false)
  .parse()
  .opts<Options>();

await runCommand(async () => {
  const configuration = configure(recipe, overrides);
  const data = overrides.data === undefined ? loadMnist() : loadFolder(overrides.data);
  const { kernels, notice } = loadKernels(choice);
  if (notice !== null) console.error(notice);
  const run = startRun(configuration, kernels, data);
  const folder = createRunFolder(recipe, out);

  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  await trainInFolder(run, folder, stop.signal);
});
