/**
 * Says of images which class, or which cluster, a model takes them for.
 *
 *     npx tsx src/classify.ts runs/semi-supervised-1
 *     npx tsx src/classify.ts runs/clustering-1 --data FOLDER --json
 */
import { Command, Option } from "commander";
import { runCommand } from "./command.ts";
import { quoted } from "./data/quoted.ts";
import { InputError } from "./input-error.ts";
import { KERNEL_NAMES, type KernelChoice, loadKernels } from "./node/load-kernels.ts";
import { wholeNumber } from "./options.ts";

interface Options {
  kernels: KernelChoice;
  data?: string;
  count?: number;
  json?: boolean;
}

const program = new Command()
  .description("Prints the class or the cluster of test images, with its probability.")
  .argument("<run>", "a run folder, such as runs/semi-supervised-1, or the file of a model")
  .option("--data <path>", "a file or folder of examples (default: the run's own)")
  .option("--count <n>", "how many images; all unless told otherwise", wholeNumber(1, 1e9))
  .option("--json", "prints a line of JSON for each image, with all probabilities")
  .addOption(
    new Option("--kernels <set>", "which loops compute")
      .choices(["auto", ...KERNEL_NAMES])
      .default("auto"),
  )
  .parse();
const [path] = program.args;
const { data, count, json, kernels: choice } = program.opts<Options>();

await runCommand(async () => {
  const { classification } = await import("./measures/classification.ts");
  const { dataOf, openRun } = await import("./runs/saved-run.ts");
  const { valuesOf } = await import("./tensor/tensor.ts");
  const { expectComputed } = await import("./training/computed.ts");
  const { classifyAll } = await import("./training/evaluation.ts");
  const { isTold } = await import("./training/run.ts");
  const { kernels, notice } = loadKernels(choice);
  if (notice !== null) console.error(notice);
  const run = openRun(kernels, path);
  const dataSet = dataOf(run, data);
  const images = dataSet.test ?? dataSet.train;
  const P = classifyAll(kernels, run.model, images);
  if (P === null) {
    throw new InputError(
      `The model of the recipe ${run.configuration.recipe} does not classify; choose a run of semi-supervised, clustering or dimensionality-reduction.`,
    );
  }
  expectComputed(valuesOf(P), P.shape[1], quoted(dataSet.name));
  const { classes } = run.model;
  const p = valuesOf(P);
  const told = isTold(run);
  const what = told ? "class" : "cluster";
  const nameOf = (called: number) => (told && run.format.classNames?.[called]) || called;
  const shown = Math.min(count ?? images.count, images.count);
  if (!json) console.log(`The first ${shown} images of ${dataSet.name}:`);
  for (let image = 0; image < shown; image++) {
    const row = Float64Array.from(p.subarray(image * classes, (image + 1) * classes));
    const called = row.indexOf(row.reduce((a, b) => Math.max(a, b)));
    const label = images.labels?.[image];
    console.log(
      json
        ? JSON.stringify({ image, [what]: called, label, probabilities: Array.from(row) })
        : `image ${image}: ${what} ${nameOf(called)} (${(100 * row[called]).toFixed(1)} %)${label === undefined ? "" : `, labelled ${images.classNames?.[label] ?? label}`}`,
    );
  }
  if (json || !told || images.labels === null) return;
  if (images.labels.some((label) => label >= classes)) return;
  const { error } = classification(P, images.labels);
  console.log(
    `${(100 * error).toFixed(2)} % of the ${images.count} images of ${dataSet.name} are called another class than their own.`,
  );
});
