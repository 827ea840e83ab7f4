/**
 * Draws new images, or rows, from the model of a run.
 *
 *     npx tsx src/sample.ts runs/aae-1
 *     npx tsx src/sample.ts runs/semi-supervised-1 --class 3
 *     npx tsx src/sample.ts runs/aae-1 --count 1000 --separate --out images
 */
import { join } from "node:path";
import { Command } from "commander";
import { runCommand } from "./command.ts";
import { InputError } from "./input-error.ts";
import { wholeNumber } from "./options.ts";
import { expectEnding, onModel, openTrained, tell, type UseOptions } from "./use.ts";

interface Options extends UseOptions {
  readonly count: number;
  readonly seed: number;
  readonly class?: number;
  readonly separate?: boolean;
}

/** The most numbers of images that one picture shows: 85,000 images of MNIST's size. */
const MOST_PIXELS = 2 ** 26;

const program = new Command().description(
  "Decodes codes that are drawn from the prior, and shows the images in one picture.",
);
onModel(program, "a new file: .png, .npy or .csv (default: samples-… in the run folder)")
  .option("--count <n>", "how many", wholeNumber(1, 1_000_000), 100)
  .option("--class <k>", "of one class, for a model that has classes", wholeNumber(0, 1000))
  .option("--seed <n>", "the same seed gives the same samples", wholeNumber(0, 2 ** 32 - 1), 1)
  .option("--separate", "writes each image as a PNG file of its own, into a folder")
  .parse();
const [path] = program.args;
const options = program.opts<Options>();

await runCommand(async () => {
  const { folder, trained } = await openTrained(path, options);
  const { count, seed, class: label, separate = false, force = false } = options;
  const { format, classes } = trained;
  if (label !== undefined && label >= classes) {
    throw new InputError(
      classes === 0
        ? `--class ${label} is given, but this model has no classes; do not give --class.`
        : `--class ${label} is given, but this model has the classes 0 to ${classes - 1}; choose one of them.`,
    );
  }
  const { writeSeparately } = await import("./node/separate-images.ts");
  const { eachRow, writeRows } = await import("./runs/jobs.ts");
  const { expectFree } = await import("./node/row-writer.ts");
  const name = label === undefined ? `samples-${seed}` : `samples-${seed}-class-${label}`;
  const ending = separate ? "" : format.image === null ? ".csv" : ".png";
  const out = options.out ?? join(folder, `${name}-${count}${ending}`);
  if (separate && format.image === null) {
    throw new InputError(
      "--separate is given, but this model's rows are no images; leave it out, and they go to one file.",
    );
  }
  if (!separate && format.image !== null) expectEnding(out, [".png", ".npy", ".csv"], "images");
  expectFree(out, force);
  const isPicture = !separate && format.image !== null && /\.png$/i.test(out);
  if (isPicture && count * format.inputs > MOST_PIXELS) {
    throw new InputError(
      `--count is ${count}, but one picture shows at most ${Math.floor(MOST_PIXELS / format.inputs)} of these images; ask for fewer, give --separate, or name a file that ends in .npy with --out.`,
    );
  }
  const rows = trained.sample(count, { seed, ...(label !== undefined && { label }) });
  const { drawUnits } = await import("./report/drawings.ts");
  if (separate) {
    const images = function* () {
      for (const row of eachRow(trained, rows)) yield drawUnits(format, row, 1, true);
    };
    writeSeparately(out, force, images());
  } else if (isPicture) {
    const { writeFileWhole } = await import("./node/files.ts");
    writeFileWhole(out, drawUnits(format, rows, Math.ceil(Math.sqrt(count))));
  } else writeRows(trained, rows, { path: out, force });
  tell(options, { out, count, seed }, [`Look at ${out}`]);
});
