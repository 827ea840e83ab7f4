/**
 * Writes the code of each row: what an autoencoder keeps of it.
 *
 *     npx tsx src/encode.ts runs/aae-1
 *     npx tsx src/encode.ts runs/aae-1 --data sensors.csv --out codes.csv
 */
import { join } from "node:path";
import { Command } from "commander";
import { runCommand } from "./command.ts";
import { onModel, onRows, openTrained, short, tell, type UseOptions } from "./use.ts";

const program = new Command().description(
  "Writes the code of each row as NPY or CSV, and says how much smaller it is than the row.",
);
onRows(onModel(program, "a file .npy or .csv (default: codes.npy in the run folder)")).parse();
const [path] = program.args;
const options = program.opts<UseOptions & { data?: string }>();

await runCommand(async () => {
  const { run, folder, trained } = await openTrained(path, options);
  const { encodeRows } = await import("./runs/jobs.ts");
  const { streamFor } = await import("./runs/saved-run.ts");
  const file = options.out ?? join(folder, "codes.npy");
  const found = encodeRows(trained, streamFor(run, options.data), {
    path: file,
    force: options.force ?? false,
  });
  const { count, codeLength, rowBytes, codeBytes, error } = found;
  const ratio = rowBytes / codeBytes;
  tell(options, { file, ...found, ratio }, [
    `${count} codes of ${codeLength} numbers are in ${file}.`,
    `${rowBytes} bytes of a row became ${codeBytes} bytes${ratio > 1 ? `, ${short(ratio)} times fewer` : ""}; what is lost is a mean squared error of ${short(error)}, as the model reads rows.`,
  ]);
});
