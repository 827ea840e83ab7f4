/** What a run shows while it goes: a bar on a terminal, otherwise a plain line now and then. */
import cliProgress from "cli-progress";
import type { StepResult } from "../aae/parts/model.ts";
import type { Run } from "../training/run.ts";

export interface Progress {
  /** A step was taken. */
  show(result: StepResult): void;
  /** Something that is worth a line of its own. */
  say(line: string): void;
  /** The run has ended. */
  stop(): void;
}

/** About how many lines a run prints where there is no terminal. */
const LINES = 50;

/** A bar on stderr if that is a terminal, otherwise lines on stdout. */
export function startProgress(run: Run): Progress {
  return process.stderr.isTTY ? bar(run) : lines(run);
}

function lines(run: Run): Progress {
  const interval = Math.max(1, Math.round(run.steps / LINES));
  return {
    show(result) {
      if (run.step === 1 || run.step === run.steps || run.step % interval === 0) {
        console.log(logLine(run, result));
      }
    },
    say: (line) => console.log(line),
    stop() {},
  };
}

function bar(run: Run): Progress {
  const bar = new cliProgress.SingleBar({
    format: "{bar} {percentage}% | {eta_formatted} left | {losses}",
    barsize: 16,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    etaBuffer: 200,
    fps: 5,
    hideCursor: true,
    clearOnComplete: false,
    stopOnComplete: false,
    linewrap: false,
    gracefulExit: false,
  });
  bar.start(run.steps, run.step, { losses: "" });
  let latest = "";
  return {
    show(result) {
      latest = logLine(run, result);
      bar.update(run.step, { losses: shortLine(result) });
    },
    say(line) {
      bar.stop();
      console.log(line);
      bar.start(run.steps, run.step, { losses: "" });
    },
    stop() {
      bar.stop();
      if (latest !== "") console.log(latest);
    },
  };
}

/** The line that says where a run is. The `article` recipe has the article's own. */
export function logLine(run: Run, result: StepResult): string {
  const { step, steps, stepsPerEpoch } = run;
  const { reconstruction, discriminator, generator, accuracy } = result;
  if (run.configuration.training === "article") {
    return `Epoch ${step}/${steps}, D Loss: ${discriminator.toFixed(4)}, Acc: ${(100 * accuracy).toFixed(2)}%, G Loss: ${reconstruction.toFixed(4)}`;
  }
  const epochs = Math.ceil(steps / stepsPerEpoch);
  return [
    `epoch ${epochOf(run)}/${epochs}, step ${step}/${steps}: reconstruction ${reconstruction.toFixed(4)}`,
    `discriminator ${discriminator.toFixed(4)}`,
    `generator ${generator?.toFixed(4) ?? "none"}`,
    `accuracy ${(100 * accuracy).toFixed(1)} %`,
  ].join(", ");
}

/** The same figures, short enough to stand beside a bar in a terminal of 80 columns. */
function shortLine({ reconstruction, discriminator, generator, accuracy }: StepResult) {
  const losses = [reconstruction, discriminator, generator].map((loss) => loss?.toFixed(3) ?? "–");
  return `loss R ${losses[0]} D ${losses[1]} G ${losses[2]}, acc ${(100 * accuracy).toFixed(0)} %`;
}

/** The epoch that the latest step belongs to, counted from 1. */
export function epochOf({ step, stepsPerEpoch }: Run): number {
  return Math.max(1, Math.ceil(step / stepsPerEpoch));
}
