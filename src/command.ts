/** What all commands share: how they end. */
import { InputError } from "./input-error.ts";
import { explained } from "./node/files.ts";

/**
 * Runs a command; a user's mistake becomes one sentence on stderr and the exit code 1.
 *
 * Whoever reads what it prints may go away before it ends (`| head`, a terminal that is closed):
 * that is no reason to stop, and no failure. Where what it prints cannot be written (a full disk),
 * it does its work all the same, but says so and ends with code 1.
 */
export async function runCommand(command: () => Promise<void> | void): Promise<void> {
  process.stderr.on("error", () => {}); // there is nowhere left to say it
  process.stdout.on("error", sayUnwritten);
  try {
    await command();
  } catch (error) {
    fail(error);
  }
}

// `--help` ends a program while its options are parsed: before it runs, and before its stream has
// had the time to report an error.
process.once("exit", () => {
  if (process.stdout.errored) sayUnwritten(process.stdout.errored);
});

let isSaid = false;

/** Says, once, that what is printed cannot be written. */
function sayUnwritten(error: Error): void {
  if (isSaid || isReaderGone(error)) return;
  isSaid = true;
  fail(explained("cannot write what is printed", error));
}

/** Says a user's mistake. Throws what is a fault of ours. */
function fail(error: unknown): void {
  if (!(error instanceof InputError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}

/** Whether a pipe has nobody at its other end any more, or a terminal was closed. */
function isReaderGone(error: Error): boolean {
  return "code" in error && ["EPIPE", "EIO", "ERR_STREAM_DESTROYED"].includes(String(error.code));
}

/**
 * What is told when the user presses Ctrl-C, the system asks the program to end, or the terminal is
 * closed. It is told once: a second Ctrl-C ends the program at once.
 *
 * `npx tsx` sends on what its terminal has already told the program, so what comes within a second
 * is no second Ctrl-C.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let told = 0;
  const hear = (signal: NodeJS.Signals) => {
    if (!stop.signal.aborted) {
      told = performance.now();
      stop.abort();
    } else if (performance.now() - told > ONE_PRESS) {
      process.off(signal, hear);
      process.kill(process.pid, signal);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, hear);
  return stop.signal;
}

/** For so many milliseconds what comes belongs to one press of a key. */
const ONE_PRESS = 1000;
