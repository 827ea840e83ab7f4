/**
 * Measures the model of a run with what takes its time: a fresh judge, the likelihood of test images,
 * neighbours among the codes, and whether samples of a class are called that class.
 *
 *     npx tsx src/measure.ts runs/aae-1
 *     npx tsx src/measure.ts runs/aae-1 --only judge
 *     npx tsx src/measure.ts runs/aae-2 --validation     # by the rows that the run held back
 */
import { Command, Option } from "commander";
import { runCommand } from "./command.ts";
import { quoted } from "./data/quoted.ts";
import { InputError } from "./input-error.ts";
import { KERNEL_NAMES, type KernelChoice, loadKernels } from "./node/load-kernels.ts";
import { isTerminal } from "./node/terminal.ts";
import { MEASUREMENT_NAMES } from "./options.ts";

interface Options {
  kernels: KernelChoice;
  data?: string;
  only?: string;
  validation?: true;
  json?: boolean;
}

const program = new Command()
  .description("Measures a trained model on the test rows; each measure takes its time.")
  .argument("<run>", "a run folder, such as runs/aae-1, or the file of a model")
  .option("--data <path>", "a file or folder of examples (default: the run's own)")
  .option("--validation", "by the rows that the run held back, not by the test rows")
  .addOption(new Option("--only <measure>", "one of them").choices(MEASUREMENT_NAMES))
  .option("--json", "prints one object of JSON")
  .addOption(
    new Option("--kernels <set>", "which loops compute")
      .choices(["auto", ...KERNEL_NAMES])
      .default("auto"),
  )
  .parse();
const [path] = program.args;
const { data, only, validation, json, kernels: choice } = program.opts<Options>();

await runCommand(async () => {
  const { dataOf, openRun } = await import("./runs/saved-run.ts");
  const { valuesOf } = await import("./tensor/tensor.ts");
  const { expectComputed } = await import("./training/computed.ts");
  const { encodeAll } = await import("./training/evaluation.ts");
  const { MEASUREMENTS } = await import("./training/measurements.ts");
  const { isTold, partsOf } = await import("./training/run.ts");
  const { kernels, notice } = loadKernels(choice);
  if (notice !== null) console.error(notice);
  const run = openRun(kernels, path);
  const own = run.configuration.validation;
  if (validation && (own === 0 || data !== undefined)) {
    throw new InputError(
      `--validation asks for the rows that the run held back, but ${own === 0 ? "it held none back" : "--data names others"}; leave it out.`,
    );
  }
  const { name, ...rows } = dataOf(run, data);
  const { train, judged } = partsOf({ name, ...rows }, validation ? own : 0);
  const subject = {
    ...{ kernels, model: run.model, told: isTold(run) },
    data: { name, train, test: judged.images },
  };
  for (const examples of [train, judged.images]) {
    const codes = encodeAll(kernels, run.model, examples);
    expectComputed(valuesOf(codes), codes.shape[1], quoted(name));
  }
  const all: Record<string, unknown> = { data: name, rows: judged.name };
  const note = judged.name === "training" ? ", which flatter: there are no others" : "";
  if (!json) console.log(`On ${name}, ${judged.name} rows${note}:`);
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
