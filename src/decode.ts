/**
 * Makes rows, or images, of codes.
 *
 *     npx tsx src/decode.ts runs/aae-1 runs/aae-1/codes.npy
 *     npx tsx src/decode.ts runs/aae-1 runs/aae-1/codes.npy --separate --out images
 */
import { join } from "node:path";
import { Command } from "commander";
import { runCommand } from "./command.ts";
import { InputError } from "./input-error.ts";
import { onModel, openTrained, tell, type UseOptions } from "./use.ts";

const program = new Command().description(
  "Writes the row that each code stands for, in your units, as NPY or CSV, or as images.",
);
onModel(program, "a file .npy or .csv, or a folder of images (default: decoded… in the run folder)")
  .argument("<codes>", "a file of codes, NPY or CSV, such as encode writes")
  .option("--separate", "writes each image as a PNG file of its own")
  .parse();
const [path, codes] = program.args;
const options = program.opts<UseOptions & { separate?: boolean }>();

await runCommand(async () => {
  const { folder, trained } = await openTrained(path, options);
  const { closingOnError } = await import("./data/row-stream.ts");
  const { writeSeparately } = await import("./node/separate-images.ts");
  const { decodeCodes, eachRow, expectCodes } = await import("./runs/jobs.ts");
  const { openExamples } = await import("./node/examples.ts");
  const open = () => openExamples(codes, { settled: true });
  const { format } = trained;
  const force = options.force ?? false;
  if (!options.separate) {
    const ending = format.image === null ? "csv" : "npy";
    const file = options.out ?? join(folder, `decoded.${ending}`);
    const count = decodeCodes(trained, open(), { path: file, force });
    tell(options, { file, count }, [`${count} rows are in ${file}.`]);
    return;
  }
  if (format.image === null) {
    throw new InputError(
      "--separate is given, but this model's rows are no images; leave it out, and they go to one file.",
    );
  }
  const { drawUnits } = await import("./report/drawings.ts");
  const stream = open();
  const images = function* () {
    for (const { values } of stream.chunks) {
      for (const row of eachRow(trained, trained.decode(values)))
        yield drawUnits(format, row, 1, true);
    }
  };
  const into = options.out ?? join(folder, "decoded");
  const count = closingOnError(stream, () => {
    expectCodes(trained, stream);
    return writeSeparately(into, force, images());
  });
  tell(options, { folder: into, count }, [`${count} images are in ${into}.`]);
});
