/**
 * Executes the chapters, each in a fresh kernel, and stores what they show.
 *
 *     npm run notebooks            all of them, one after the other
 *     npm run notebooks -- 02      one; the first digits of its name are enough
 *
 * Jupyter is asked to execute, and Deno is the kernel. Both are kept from this user's own settings:
 * whatever they write goes to a folder that is removed in the end.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { runCommand } from "../../src/command.ts";
import { InputError } from "../../src/input-error.ts";
import { refreshLinks } from "./links.ts";
import { CHAPTERS, chapterNames, fingerprint, type Notebook, writeNotebook } from "./notebook.ts";

const asked = new Command("notebooks")
  .description("Executes the chapters, each in a fresh kernel, and stores what they show.")
  .argument("[chapters...]", "the first digits of their names (default: all of them)")
  .parse().args;

await runCommand(() => {
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
    for (const name of names) {
      const start = performance.now();
      const path = join(CHAPTERS, name);
      const executed = execute(path, folder);
      writeNotebook(
        path,
        refreshLinks({ ...executed, metadata: { executed: fingerprint(executed) } }),
      );
      const seconds = (performance.now() - start) / 1000;
      console.log(`${name.padEnd(40)}${seconds.toFixed(1).padStart(6)} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

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
function execute(path: string, folder: string): Notebook {
  const options = ["--to", "notebook", "--execute", "--stdout", "--log-level", "ERROR"];
  const limits = [
    "--ExecutePreprocessor.timeout=1200",
    "--ExecutePreprocessor.record_timing=False",
  ];
  const { status, stdout, stderr } = spawnSync(
    "jupyter",
    ["nbconvert", ...options, ...limits, path],
    {
      encoding: "utf8",
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
  if (status !== 0) {
    const leftValue = stderr.includes("'transient'");
    throw new InputError(
      leftValue
        ? `${path} has a cell whose last line leaves a value, which this kernel and nbconvert do not agree on; show it with a function of lib/show.ts, or put the line into a function.`
        : `${path} was not executed to its end.\n${stderr}`,
    );
  }
  return JSON.parse(stdout);
}
