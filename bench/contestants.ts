/** Who takes part, and how each is started. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { InputError } from "../src/input-error.ts";
import type { Answers, Job } from "./job.ts";
import { kernelSets } from "./kernel-sets.ts";

export interface Entry {
  /** As it stands in the tables. */
  readonly name: string;
  /** One of our kernel sets; somebody else's library; or a part of its step, which is no whole one. */
  readonly kind: "ours" | "peer" | "part";
  /** What does a job; or why nothing does. */
  readonly command: Command | string;
}

/** A program and its arguments; a job comes as one more. */
interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
  readFileSync(new URL("package.json", import.meta.url), "utf8"),
);

/** Whether all that `bench/package.json` asks for is there. */
export function peersInstalled(): boolean {
  return Object.keys(dependencies).every((name) =>
    existsSync(new URL(`node_modules/${name}`, import.meta.url)),
  );
}

/** Everybody, in the order of the tables, and the versions of what is not ours. */
export async function contestants(): Promise<{ entries: Entry[]; libraries: string[] }> {
  const peer = peersInstalled()
    ? (file: string, argument: string) => node(`bench/peers/${file}`, argument)
    : () => "not installed; `npm ci --prefix bench` does it";
  const torch = findPyTorch();
  const pyTorch1 = entry("PyTorch, 1 thread", "peer", pyTorch(torch, "1"));
  return {
    entries: [
      ...Object.keys(kernelSets).map((set) => entry(set, "ours", own(set))),
      entry("TensorFlow.js cpu", "peer", peer("tfjs.ts", "cpu")),
      entry("TensorFlow.js wasm", "peer", peer("tfjs.ts", "wasm")),
      entry("  transposing first", "peer", peer("tfjs.ts", "wasm-transposing")),
      entry("jax-js wasm", "peer", peer("jax.ts", "step")),
      entry("  phase 1, no Adam", "part", peer("jax.ts", "reconstruction")),
      pyTorch1,
      entry("PyTorch, 2 threads", "peer", pyTorch(torch, "2")),
    ],
    libraries: [
      `TensorFlow.js ${dependencies["@tensorflow/tfjs-core"]}`,
      `jax-js ${dependencies["@jax-js/jax"]}`,
      ...(torch === null ? [] : [`PyTorch ${torch.version} on ${await blasOf(pyTorch1)}`]),
    ],
  };
}

function entry(name: string, kind: Entry["kind"], command: Entry["command"]): Entry {
  return { name, kind, command };
}

function own(set: string): Command | string {
  try {
    kernelSets[set]();
    return node("bench/ours.ts", set);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

function node(file: string, argument: string): Command {
  return { program: process.execPath, arguments: ["--import", "tsx", file, argument] };
}

function pyTorch(torch: PyTorch | null, threads: string): Command | string {
  if (torch === null) return "no `python3` here has torch";
  return {
    program: torch.program,
    arguments: ["bench/peers/torch_step.py", threads],
    environment: { OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads },
  };
}

/** A Python that has PyTorch. */
interface PyTorch {
  readonly program: string;
  readonly version: string;
}

/** The kernel that multiplies matrices for PyTorch. */
async function blasOf(entry: Entry): Promise<string> {
  const { about } = await doJob<"about">(entry, { kind: "about" });
  return about ?? "a BLAS that does not say its name";
}

/** Debian's Python, whose PyTorch is a package, need not be the first on the path. */
function findPyTorch(): PyTorch | null {
  for (const program of ["python3", "/usr/bin/python3"]) {
    try {
      const print = "import torch; print(torch.__version__)";
      const output = execFileSync(program, ["-c", print], { encoding: "utf8", stdio: "pipe" });
      return { program, version: output.trim() };
    } catch {
      // Not this one.
    }
  }
  return null;
}

/** What Node needs to measure garbage: to be told when to clear away, and room until then. */
const GARBAGE_FLAGS = ["--expose-gc", "--min-semi-space-size=64", "--max-semi-space-size=64"];

/** A contestant's process, which does jobs until it is ended. */
export interface Player {
  /** Throws an Error with what the process said if it cannot do the job. */
  do<Kind extends Job["kind"]>(job: Extract<Job, { kind: Kind }>): Promise<Answers[Kind]>;
  end(): void;
}

/** Starts a contestant. Throws an Error if there is a reason why it cannot run. */
export function start({ name, command }: Entry, forGarbage = false): Player {
  if (typeof command === "string") throw new Error(`${name} cannot run: ${command}`);
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...environment } = process.env; // they slow it
  const child = spawn(
    command.program,
    [...(forGarbage ? GARBAGE_FLAGS : []), ...command.arguments],
    { cwd: ROOT, env: { ...environment, ...command.environment }, stdio: "pipe" },
  );
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  child.stdin.on("error", () => {}); // the answer that does not come says it
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async do(job) {
      child.stdin.write(`${JSON.stringify(job)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`${name} has ended: ${said.trim().split("\n").at(-1)}`);
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}

/** Lets a contestant do a single job. Throws an Error with what it said if it fails. */
export async function doJob<Kind extends Job["kind"]>(
  entry: Entry,
  job: Extract<Job, { kind: Kind }>,
): Promise<Answers[Kind]> {
  const player = start(entry, job.kind === "garbage");
  try {
    return await player.do<Kind>(job);
  } finally {
    player.end();
  }
}
