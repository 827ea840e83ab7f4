/**
 * Writes a model for other programs.
 *
 *     npx tsx src/export.ts runs/aae-1 --onnx
 */
import { join } from "node:path";
import { Command } from "commander";
import { runCommand } from "./command.ts";
import { InputError } from "./input-error.ts";
import { onModel, openTrained, tell, type UseOptions } from "./use.ts";

const program = new Command().description(
  "Writes encoder, decoder and discriminators as ONNX, which takes and gives rows in your units.",
);
onModel(program, "a folder (default: onnx in the run folder)").option("--onnx", "as ONNX").parse();
const [path] = program.args;
const options = program.opts<UseOptions & { onnx?: boolean }>();

await runCommand(async () => {
  if (!options.onnx) {
    throw new InputError("No format is asked for; give --onnx, which is the one that is known.");
  }
  const { run, folder } = await openTrained(path, options);
  const { mkdirSync } = await import("node:fs");
  const { explained, writeFileWhole } = await import("./node/files.ts");
  const { expectFree } = await import("./node/row-writer.ts");
  const { onnxFiles } = await import("./training/onnx.ts");
  const into = options.out ?? join(folder, "onnx");
  expectFree(into, options.force);
  const networks = onnxFiles(run); // before there is a folder
  try {
    mkdirSync(into, { recursive: true });
  } catch (error) {
    throw explained(`cannot make the folder ${JSON.stringify(into)}`, error);
  }
  const files = networks.map(({ name, bytes }) => {
    const file = join(into, name);
    writeFileWhole(file, bytes);
    return { file, bytes: bytes.length };
  });
  tell(
    options,
    { files },
    files.map(({ file, bytes }) => `${file}, ${bytes} bytes`),
  );
});
