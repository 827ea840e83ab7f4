/**
 * Shows images beside what the model of a run makes of them; of rows of numbers, a chart.
 *
 *     npx tsx src/reconstruct.ts runs/aae-1
 *     npx tsx src/reconstruct.ts runs/aae-1 --data FOLDER     of other data
 */
import { join } from "node:path";
import { Command } from "commander";
import { runCommand } from "./command.ts";
import { quoted } from "./data/quoted.ts";
import { wholeNumber } from "./options.ts";
import { expectEnding, onModel, onRows, openTrained, tell, type UseOptions } from "./use.ts";

interface Options extends UseOptions {
  readonly data?: string;
  readonly first: number;
  readonly count?: number;
}

const program = new Command().description(
  "Encodes and decodes test images, and shows each above its reconstruction; rows of numbers column by column.",
);
onRows(
  onModel(
    program,
    "a new file: .png of images, .svg of other rows, .npy or .csv (default: reconstructions-FIRST-COUNT… in the run folder)",
  ),
)
  .option("--first <n>", "the first test row, counted from 0", wholeNumber(0, 2 ** 32 - 1), 0)
  .option("--count <n>", "how many (default: 50, or 1000 that are no images)", wholeNumber(1, 1e6))
  .parse();
const [path] = program.args;
const options = program.opts<Options>();

await runCommand(async () => {
  const { run, folder, trained } = await openTrained(path, options);
  const { someRows, writeRows } = await import("./runs/jobs.ts");
  const { nameFor, streamFor } = await import("./runs/saved-run.ts");
  const { expectFree } = await import("./node/row-writer.ts");
  const { writeFileWhole } = await import("./node/files.ts");
  const { expectComputed } = await import("./training/computed.ts");
  const { format } = trained;
  const isImage = format.image !== null;
  const { first, force = false } = options;
  const wanted = options.count ?? (isImage ? 50 : 1000);
  const some = someRows(trained, streamFor(run, options.data), first, wanted);
  const { values, count } = some;
  const given = some.labels === undefined ? {} : { labels: some.labels };
  const name = `reconstructions-${first}-${count}`;
  const out = options.out ?? join(folder, `${name}.${isImage ? "png" : "svg"}`);
  if (isImage) expectEnding(out, [".png", ".npy", ".csv"], "images");
  else expectEnding(out, [".svg", ".npy", ".csv"], "rows of numbers");
  expectFree(out, force);
  const rows = trained.reconstruct(values, given);
  expectComputed(rows, format.inputs, quoted(nameFor(run, options.data)), first);
  const { errors } = trained.score(values, given);
  const error = errors.reduce((sum, e) => sum + e / count, 0);
  if (/\.(npy|csv)$/i.test(out)) writeRows(trained, rows, { path: out, force });
  else if (isImage) {
    const { drawUnitPairs } = await import("./report/drawings.ts");
    writeFileWhole(out, drawUnitPairs(format, values, rows));
  } else {
    const { drawColumns } = await import("./report/drawings.ts");
    writeFileWhole(out, new TextEncoder().encode(drawColumns(format, values, rows)));
  }
  const what = isImage ? "images" : "rows";
  const unit = isImage ? "pixel" : "number";
  tell(options, { out, count, error }, [
    `Mean squared error per ${unit} of these ${count} ${what} of ${nameFor(run, options.data)}: ${error.toFixed(4)}`,
    `Look at ${out}`,
  ]);
});
