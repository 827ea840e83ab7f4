/** What the commands on a trained model share: their options, and how they begin and end. */
import { type Command, Option } from "commander";
import { InputError } from "./input-error.ts";
import { KERNEL_NAMES, type KernelChoice } from "./node/load-kernels.ts";

/** Options that all of these commands have. */
export interface UseOptions {
  readonly kernels: KernelChoice;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly out?: string;
}

/** Gives a command the run that it is about, and the options that all have. */
export function onModel(command: Command, out: string): Command {
  return command
    .argument("<run>", "a run folder, such as runs/aae-1, or the file of a model")
    .option("--out <path>", out)
    .option("--force", "overwrites what is there")
    .option("--json", "prints one object of JSON")
    .addOption(
      new Option("--kernels <set>", "which loops compute")
        .choices(["auto", ...KERNEL_NAMES])
        .default("auto"),
    );
}

/** Gives a command rows to work on. */
export function onRows(command: Command): Command {
  return command.option("--data <path>", "a file or folder of examples (default: the run's own)");
}

/** Opens the model of a run, to be used. */
export async function openTrained(path: string, { kernels: choice }: UseOptions) {
  const { loadKernels } = await import("./node/load-kernels.ts");
  const { openRun } = await import("./runs/saved-run.ts");
  const { TrainedModel } = await import("./training/trained-model.ts");
  const { kernels, notice } = loadKernels(choice);
  if (notice !== null) console.error(notice);
  const run = openRun(kernels, path);
  return { run, folder: run.folder, trained: new TrainedModel(kernels, run) };
}

/** Throws an InputError unless a file's name ends as what is to be in it asks for. */
export function expectEnding(path: string, endings: readonly string[], what: string): void {
  if (endings.some((ending) => path.toLowerCase().endsWith(ending))) return;
  const [last, ...rest] = endings.toReversed();
  throw new InputError(
    `${JSON.stringify(path)} is to hold ${what}; name a file that ends in ${rest.toReversed().join(", ")} or ${last}.`,
  );
}

/** Prints what came out: as JSON, which has no Infinity, so that it is the text "Infinity"; or as lines. */
export function tell({ json }: UseOptions, found: object, lines: readonly string[]): void {
  if (json) console.log(JSON.stringify(found, (_, value) => infinityAsText(value)));
  else for (const line of lines) console.log(line);
}

function infinityAsText(value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? String(value) : value;
}

/** A number in a sentence. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
