/**
 * Measures the model of a run with what takes its time: a fresh judge, the likelihood of test images,
 * neighbours among the codes, and whether samples of a class are called that class.
 *
 *     npx tsx src/measure.ts runs/aae-1
 *     npx tsx src/measure.ts runs/aae-1 --only judge
 */
import { Command, Option } from "commander";
import { runCommand } from "./command.ts";
import { KERNEL_NAMES, type KernelChoice, loadKernels } from "./node/load-kernels.ts";
import { isTerminal } from "./node/terminal.ts";
import { MEASUREMENT_NAMES } from "./options.ts";

interface Options {
  kernels: KernelChoice;
  data?: string;
  only?: string;
  json?: boolean;
}

const program = new Command()
  .description("Measures a trained model on the test images; each measure takes its time.")
  .argument("<run>", "a run folder, such as runs/aae-1, or the file of a model")
  .option("--data <path>", "a file or folder of examples (default: the run's own)")
  .addOption(new Option("--only <measure>", "one of them").choices(MEASUREMENT_NAMES))
  .option("--json", "prints one object of JSON")
  .addOption(
    new Option("--kernels <set>", "which loops compute")
      .choices(["auto", ...KERNEL_NAMES])
      .default("auto"),
  )
  .parse();
const [path] = program.args;
const { data, only, json, kernels: choice } = program.opts<Options>();

await runCommand(async () => {
  const { dataOf, openRun } = await import("./runs/saved-run.ts");
  const { MEASUREMENTS } = await import("./training/measurements.ts");
  const { isTold } = await import("./training/run.ts");
  const { kernels, notice } = loadKernels(choice);
  if (notice !== null) console.error(notice);
  const run = openRun(kernels, path);
  const subject = { kernels, model: run.model, data: dataOf(run, data), told: isTold(run) };
  const all: Record<string, unknown> = { data: subject.data.name };
  if (!json) console.log(`On ${subject.data.name}:`);
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (only !== undefined && name !== only) continue;
    const start = performance.now();
    if (isTerminal(process.stderr)) process.stderr.write(`${name} …\r`);
    const found = measure(subject);
    all[name] = found;
    const figures =
      typeof found === "string"
        ? `none, because ${found}`
        : Object.entries(found)
            .map(([figure, value]) => `${figure} ${Number(value.toPrecision(4))}`)
            .join(", ");
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (!json) console.log(`${name}: ${figures} (${seconds} s)`);
  }
  if (json) console.log(JSON.stringify(all));
});
