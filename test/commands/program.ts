/** The programs, compiled, so that they start in a moment; and processes that run them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { expect } from "vitest";
import { temporaryFolder } from "../small-data.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Compiles programs, given by their paths from the root, into one new folder, where each finds what
 * it reads as it does in `src/node`. Returns where they are, each by its name.
 */
export async function compile(...files: readonly string[]): Promise<Record<string, string>> {
  const folder = temporaryFolder();
  const programs = join(folder, "src/node");
  const names = files.map((file) => basename(file, ".ts"));
  cpSync(join(ROOT, "build"), join(folder, "build"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await build({
    entryPoints: {
      ...Object.fromEntries(files.map((file, index) => [names[index], resolve(ROOT, file)])),
      "helper-thread": join(ROOT, "src/node/helper-thread.mjs"),
    },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    outdir: programs,
    outExtension: { ".js": ".mjs" },
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    logLevel: "error",
  });
  return Object.fromEntries(names.map((name) => [name, join(programs, `${name}.mjs`)]));
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of Node's. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    ended,
    /** Waits until the process has printed something that matches, or has ended. */
    async says(pattern: RegExp): Promise<void> {
      while (!pattern.test(stdout) && child.exitCode === null && child.signalCode === null) {
        await Promise.race([once(child.stdout, "data"), ended]);
      }
    },
    /** Waits until the process has taken a run folder, or has ended. */
    async locks(folder: string): Promise<void> {
      const own = `.lock-${child.pid}-`;
      const isTaken = () =>
        existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(own));
      while (!isTaken() && child.exitCode === null && child.signalCode === null) await sleep(1);
    },
  };
}

/** Asks that two folders hold the same files with the same bytes; all but an older checkpoint. */
export function expectSameFiles(folder: string, other: string): void {
  const names = (path: string) =>
    readdirSync(path).filter((name) => !/^checkpoint\.(previous|next)\./.test(name));
  expect(names(folder)).toEqual(names(other));
  for (const name of names(folder)) {
    const [one, two] = [folder, other].map((path) => readFileSync(join(path, name)));
    expect([name, one.equals(two)]).toEqual([name, true]);
  }
}
