/**
 * Trains an adversarial autoencoder.
 *
 *     npx tsx src/train.ts                       on MNIST, with the recipe `aae`
 *     npx tsx src/train.ts --recipe latent2d     with another
 *     npx tsx src/train.ts --resume runs/aae-1   goes on with a run that was stopped
 *     npx tsx src/train.ts --help                all options
 */
import { type AddHelpTextContext, Command, Option } from "commander";
import { recipes } from "./aae/index.ts";
import { runCommand, stopSignal } from "./command.ts";
import { SCALING_KINDS } from "./data/scaling.ts";
import { KERNEL_NAMES } from "./node/load-kernels.ts";
import {
  collected,
  every,
  imageSize,
  labels,
  PRIOR_FORMS,
  positiveNumber,
  prior,
  wholeNumber,
  widths,
  yesOrNo,
} from "./options.ts";
import type { SessionOptions } from "./runs/session.ts";
import { defaultOptions } from "./training/overrides.ts";

const names = Object.keys(recipes);
/** Each recipe, its summary and what it has unless told otherwise, as the options stand above them. */
function summaries({ command }: AddHelpTextContext): string {
  const help = command.createHelp();
  const width = Math.max(...names.map(({ length }) => length));
  const lines = Object.entries(recipes).map(([name, { summary }]) =>
    help.formatItem(name, width, `${summary} (${defaultOptions(name)})`, help),
  );
  return `\nRecipes:\n${lines.join("\n")}`;
}

const { resume, ...options } = new Command()
  .description("Trains an adversarial autoencoder and leaves a run folder with model and pictures.")
  .addOption(new Option("--recipe <name>", "what to train (default: aae)").choices(names))
  .option("--data <path>", "IDX, NPY, CSV, or a folder of images (default: mnist)")
  .option("--label <column>", "the column of a CSV file that has the labels")
  .option("--omit <column>", "a column of a CSV file that is no input; may be repeated", collected)
  .option("--header <yes|no>", "whether a CSV file names its columns (default: is seen)", yesOrNo)
  .option("--delimiter <text>", "what separates the cells of a CSV file (default: is seen)")
  .option("--label-file <file>", "an NPY file with a label for each row of an NPY file")
  .option("--image <size>", "rows of a CSV or NPY file are images: 28x28, 32x32x3", imageSize)
  .addOption(
    new Option(
      "--scaling <kind>",
      "of columns (default: standard, where there are columns)",
    ).choices(SCALING_KINDS),
  )
  .option("--init-from <run>", "starts with the weights of a run or of a model file")
  .option("--epochs <n>", "passes through all images", wholeNumber(1, 100_000))
  .option("--steps <n>", "batches, instead of epochs", wholeNumber(1, 100_000_000))
  .option("--batch-size <n>", "images in a batch", wholeNumber(1, 60_000))
  .option(
    "--learning-rate <x>",
    "the reconstruction's; the other phases keep their proportion to it",
    positiveNumber(10),
  )
  .option("--clip-norm <x>", "clips longer gradients to this norm", positiveNumber(1e6))
  .option("--latent <n>", "numbers in a code", wholeNumber(1, 1024))
  .option("--hidden <widths>", "hidden layers of every network, such as 512 or 1000,1000", widths)
  .option("--prior <prior>", PRIOR_FORMS, prior)
  .option("--validation <n>", "holds training images back to judge by", wholeNumber(0, 1e9))
  .option("--labels <n>", "labelled training images, the same number of each class; or all", labels)
  .option("--label-seed <n>", "draws which (default: the seed)", wholeNumber(0, 2 ** 32 - 1))
  .option("--set <name=value>", "any setting, such as discriminator.learningRate=0.001", collected)
  .option("--config <file>", "settings to begin with, such as a run's own config.json")
  .addOption(
    new Option("--best-by <figure>", "keeps the best model by it, as best.safetensors").choices([
      "reconstruction",
      "error",
    ]),
  )
  .option(
    "--patience <n>",
    "ends after so many evaluations without a better one",
    wholeNumber(1, 1_000_000),
  )
  .option("--seed <n>", "the same seed gives the same run", wholeNumber(0, 2 ** 32 - 1))
  .addOption(
    new Option("--kernels <set>", "which loops compute (default: auto)").choices([
      "auto",
      ...KERNEL_NAMES,
    ]),
  )
  .option("--out <folder>", "a new folder for the run (default: runs/RECIPE-1, -2, …)")
  .option("--resume <run>", "goes on with the run in this folder; only its length may change")
  .option(
    "--log-every <n>",
    "prints a line every so many steps, where there is no terminal to draw a bar on",
    wholeNumber(1, 1e9),
  )
  .option("--live", "draws live.html while it trains, a page that refreshes itself")
  .option("--checkpoint-every <when>", "steps, such as 500, or a time: 15s (default), 2m", every)
  .addHelpText("after", summaries)
  .allowExcessArguments(false)
  .parse()
  .opts<SessionOptions & { resume?: string }>();

await runCommand(async () => {
  const { resumeSession, startSession } = await import("./runs/session.ts");
  const stop = stopSignal();
  return resume === undefined ? startSession(options, stop) : resumeSession(resume, options, stop);
});
