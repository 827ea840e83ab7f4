/**
 * Goes from one row to another through the codes between them.
 *
 *     npx tsx src/interpolate.ts runs/aae-1 --from 3 --to 7
 */
import { join } from "node:path";
import { Command } from "commander";
import { runCommand } from "./command.ts";
import { wholeNumber } from "./options.ts";
import { onModel, onRows, openTrained, tell, type UseOptions } from "./use.ts";

interface Options extends UseOptions {
  readonly data?: string;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const program = new Command().description(
  "Decodes codes on the straight line between those of two rows.",
);
onRows(onModel(program, "a file .png, .npy or .csv (default: interpolation-… in the run folder)"))
  .option("--from <n>", "the first row, counted from 0", wholeNumber(0, 1e9), 0)
  .option("--to <n>", "the other", wholeNumber(0, 1e9), 1)
  .option("--count <n>", "how many, with both ends", wholeNumber(2, 10_000), 10)
  .parse();
const [path] = program.args;
const options = program.opts<Options>();

await runCommand(async () => {
  const { run, folder, trained } = await openTrained(path, options);
  const { someRows, writeRows } = await import("./runs/jobs.ts");
  const { streamFor } = await import("./runs/saved-run.ts");
  const { expectComputed } = await import("./training/computed.ts");
  const { from, to, count, data, force = false } = options;
  const [a, b] = Object.entries({ from, to }).map(([option, row]) => {
    const { values, labels } = someRows(trained, streamFor(run, data), row, 1, option);
    const code = trained.encode(values, labels === undefined ? {} : { labels });
    expectComputed(code, trained.codeLength, "the rows given", row);
    return code;
  });
  const codes = Array.from({ length: count }, (_, k) =>
    a.map((z, j) => z + (k / (count - 1)) * (b[j] - z)),
  );
  const rows = trained.decode(codes);
  const { format } = trained;
  const ending = format.image === null ? "csv" : "png";
  const file = options.out ?? join(folder, `interpolation-${from}-${to}.${ending}`);
  if (/\.png$/i.test(file) && format.image !== null) {
    const { drawUnits } = await import("./report/drawings.ts");
    const { expectFree } = await import("./node/row-writer.ts");
    const { writeFileWhole } = await import("./node/files.ts");
    expectFree(file, force);
    writeFileWhole(file, drawUnits(format, rows, count));
  } else writeRows(trained, rows, { path: file, force });
  tell(options, { file, count }, [`${count} rows from ${from} to ${to} are in ${file}.`]);
});
