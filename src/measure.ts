/**
 * Measures the model of a run with what takes its time: a fresh judge, the likelihood of test images,
 * neighbours among the codes, and whether samples of a class are called that class.
 *
 *     npx tsx src/measure.ts runs/aae-1
 *     npx tsx src/measure.ts runs/aae-1 --only judge
 */
import { Command, Option } from "commander";
import { runCommand } from "./command.ts";
import { loadKernels } from "./node/load-kernels.ts";
import { dataOf, openRun } from "./runs/saved-run.ts";
import { MEASUREMENTS } from "./training/measurements.ts";

interface Options {
  data?: string;
  only?: string;
  json?: boolean;
}

const program = new Command("measure")
  .description("Measures a trained model on the test images; each measure takes its time.")
  .argument("<run>", "a run folder, such as runs/aae-1, or the file of a model")
  .option("--data <folder>", "a folder with IDX files, plain or .gz (default: the run's own data)")
  .addOption(new Option("--only <measure>", "one of them").choices(Object.keys(MEASUREMENTS)))
  .option("--json", "prints one object of JSON")
  .parse();
const [path] = program.args;
const { data, only, json } = program.opts<Options>();

await runCommand(() => {
  const { kernels } = loadKernels("auto");
  const run = openRun(kernels, path);
  const subject = { kernels, model: run.model, data: dataOf(run, data) };
  const all: Record<string, unknown> = { data: subject.data.name };
  if (!json) console.log(`Images of ${subject.data.name}:`);
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (only !== undefined && name !== only) continue;
    const start = performance.now();
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
