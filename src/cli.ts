#!/usr/bin/env node
/**
 * `aae`: all commands by one name, each loaded when it is asked for.
 *
 *     npx tsx src/cli.ts --help
 *     npx tsx src/cli.ts train --help
 */
import { runCommand } from "./command.ts";
import { InputError } from "./input-error.ts";

/** The commands, and what each does. */
const COMMANDS: Readonly<Record<string, readonly [about: string, load: () => Promise<unknown>]>> = {
  train: ["trains a model on your data, or on MNIST", () => import("./train.ts")],
  sample: ["draws new images or rows", () => import("./sample.ts")],
  reconstruct: ["shows rows beside what is left of them", () => import("./reconstruct.ts")],
  encode: ["writes the code of each row", () => import("./encode.ts")],
  decode: ["makes rows of codes", () => import("./decode.ts")],
  score: ["says how unusual each row is", () => import("./score.ts")],
  interpolate: ["goes from one row to another", () => import("./interpolate.ts")],
  classify: ["prints the class of each row", () => import("./classify.ts")],
  measure: ["measures a model at length", () => import("./measure.ts")],
  export: ["writes a model as ONNX", () => import("./export.ts")],
  gradcheck: ["checks every gradient", () => import("./gradcheck.ts")],
};

const HELP = `Usage: aae <command> [options]

Adversarial autoencoders: train them, and use them.

Commands:
${Object.entries(COMMANDS)
  .map(([name, [about]]) => `  ${name.padEnd(13)}${about}`)
  .join("\n")}

aae <command> --help lists a command's options.`;

await runCommand(async () => {
  const [, , name = "--help"] = process.argv;
  if (name === "--help" || name === "-h" || name === "help") {
    console.log(HELP);
    return;
  }
  if (name === "--version" || name === "-V") {
    const { readFileSync } = await import("node:fs");
    const file = new URL("../package.json", import.meta.url);
    console.log(JSON.parse(readFileSync(file, "utf8")).version);
    return;
  }
  if (!Object.hasOwn(COMMANDS, name)) {
    throw new InputError(
      `There is no command ${JSON.stringify(name)}; choose one of ${Object.keys(COMMANDS).join(", ")}.`,
    );
  }
  process.argv.splice(1, 2, `aae ${name}`); // so it calls itself, and what is left are its own words
  const [, load] = COMMANDS[name];
  await load();
});
