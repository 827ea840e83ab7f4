/**
 * Executes the chapters, each in a fresh kernel, and stores what they show.
 *
 *     npm run notebooks            all of them, one after the other
 *     npm run notebooks -- 02      one; the first digits of its name are enough
 *     npm run notebooks -- --two   two at a time; a chapter that measures time still runs alone
 *
 * Jupyter is asked to execute, and Deno is the kernel. Both are kept from this user's own settings:
 * whatever they write goes to a folder that is removed in the end.
 */
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { runCommand } from "../../src/command.ts";
import { InputError } from "../../src/input-error.ts";
import { refreshLinks } from "./links.ts";
import {
  CHAPTERS,
  chapterNames,
  fingerprint,
  type Notebook,
  readNotebook,
  textOf,
  writeNotebook,
} from "./notebook.ts";

const command = new Command("notebooks")
  .description("Executes the chapters, each in a fresh kernel, and stores what they show.")
  .argument("[chapters...]", "the first digits of their names (default: all of them)")
  .option("--two", "two at a time; a chapter that measures time still runs alone")
  .parse();
const asked = command.args;
const { two = false } = command.opts<{ two?: boolean }>();

await runCommand(async () => {
  const names = chapterNames().filter(
    (name) => asked.length === 0 || asked.some((start) => name.startsWith(start)),
  );
  if (names.length === 0) {
    throw new InputError(
      `no chapter begins with ${asked.join(" or ")}; there are ${chapterNames().join(", ")}.`,
    );
  }
  expectJupyter();
  const deno = expectDeno();
  const folder = mkdtempSync(join(tmpdir(), "notebooks-"));
  try {
    installKernel(folder, deno);
    const alone = names.filter((name) => !two || measuresTime(name));
    const others = names.filter((name) => !alone.includes(name));
    const ends = await Promise.allSettled([0, 1].map(() => executeEach(others, folder)));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    await executeEach(alone, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Executes the first of some chapters and takes it from them, until none is left. */
async function executeEach(names: string[], folder: string): Promise<void> {
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const start = performance.now();
    const path = join(CHAPTERS, name);
    const executed = await execute(path, folder);
    writeNotebook(
      path,
      refreshLinks({ ...executed, metadata: { executed: fingerprint(executed) } }),
    );
    const seconds = (performance.now() - start) / 1000;
    console.log(`${name.padEnd(40)}${seconds.toFixed(1).padStart(6)} s`);
  }
}

/** Does a cell of this chapter ask a clock? Then nothing else may run beside it. */
function measuresTime(name: string): boolean {
  return readNotebook(join(CHAPTERS, name)).cells.some(
    ({ cell_type, source }) =>
      cell_type === "code" && /performance\.now|cpuUsage/.test(textOf(source)),
  );
}

/** @throws InputError if there is no Jupyter that can execute a notebook. */
function expectJupyter(): void {
  if (spawnSync("jupyter", ["nbconvert", "--version"]).status !== 0) {
    throw new InputError(
      "Jupyter is needed to execute the chapters; install it with `apt-get install jupyter-nbconvert jupyter-client python3-ipykernel` or `pip install nbconvert ipykernel`.",
    );
  }
}

/**
 * The kernel, which has a package.json of its own because nothing but the execution of the chapters
 * needs it. That file asks for one version and no later one: 2.7 and 2.9 at times report a cell as done
 * before they have sent all that it shows, and Jupyter stops listening.
 *
 * @throws InputError if it is not installed.
 */
function expectDeno(): string {
  const deno = join(CHAPTERS, "node_modules", "deno", "bin.cjs");
  if (existsSync(deno)) return deno;
  throw new InputError(
    "Deno is needed to execute the chapters, and is not installed; run npm ci --prefix notebooks first.",
  );
}

/** Describes the kernel to Jupyter. */
function installKernel(folder: string, deno: string): void {
  const cache = { DENO_DIR: join(folder, "deno") };
  const executable = execFileSync(
    process.execPath,
    [deno, "eval", "console.log(Deno.execPath())"],
    { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, ...cache } },
  );
  const kernel = join(folder, "kernels", "deno");
  mkdirSync(kernel, { recursive: true });
  writeFileSync(
    join(kernel, "kernel.json"),
    JSON.stringify({
      argv: [executable.toString().trim(), "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Deno",
      language: "typescript",
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...cache },
    }),
  );
}

/**
 * The chapter, executed from top to bottom. The file is left as it is.
 *
 * @throws InputError if a cell fails.
 */
async function execute(path: string, folder: string): Promise<Notebook> {
  const options = ["--to", "notebook", "--execute", "--stdout", "--log-level", "ERROR"];
  const limits = [
    "--ExecutePreprocessor.timeout=1200",
    "--ExecutePreprocessor.record_timing=False",
  ];
  try {
    const { stdout } = await promisify(execFile)(
      "jupyter",
      ["nbconvert", ...options, ...limits, path],
      {
        maxBuffer: 2 ** 28,
        env: {
          ...process.env,
          JUPYTER_PATH: folder,
          JUPYTER_DATA_DIR: folder,
          JUPYTER_CONFIG_DIR: folder,
          JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
          IPYTHONDIR: folder,
        },
      },
    );
    return JSON.parse(stdout);
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    const leftValue = stderr.includes("'transient'");
    throw new InputError(
      leftValue
        ? `${path} has a cell whose last line leaves a value, which this kernel and nbconvert do not agree on; show it with a function of lib/show.ts, or put the line into a function.`
        : `${path} was not executed to its end.\n${stderr}`,
    );
  }
}
