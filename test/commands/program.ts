/** The program as one compiled file, which starts in a moment, and processes that run it. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { expect } from "vitest";
import { temporaryFolder } from "../small-data.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Compiles a command into a new folder, where it finds what it reads as it does in `src/node`. */
export async function compile(name: string): Promise<string> {
  const folder = temporaryFolder();
  cpSync(join(ROOT, "build"), join(folder, "build"), { recursive: true });
  await build({
    entryPoints: {
      [name]: join(ROOT, "src", `${name}.ts`),
      "helper-thread": join(ROOT, "src/node/helper-thread.mjs"),
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outdir: join(folder, "src/node"),
    outExtension: { ".js": ".mjs" },
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    logLevel: "error",
  });
  return join(folder, "src/node", `${name}.mjs`);
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
        await sleep(1);
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
