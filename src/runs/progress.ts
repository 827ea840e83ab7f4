/** What a run shows while it goes: a bar on a terminal, otherwise a plain line now and then. */
import cliProgress from "cli-progress";
import type { Figures } from "../aae/parts/model.ts";
import { isTerminal } from "../node/terminal.ts";
import { epochOf, type Run } from "../training/run.ts";

export interface Progress {
  /** A step was taken. */
  show(figures: Figures): void;
  /** Something that is worth a line of its own. */
  say(line: string): void;
  /** The run has ended. */
  stop(): void;
}

/** About how many lines a run prints where there is no terminal. */
const LINES = 50;

/** A bar on stderr if that is a terminal that can draw one, otherwise lines on stdout. */
export function startProgress(run: Run): Progress {
  return isTerminal(process.stderr) ? bar(run) : lines(run);
}

function lines(run: Run): Progress {
  const interval = Math.max(1, Math.round(run.steps / LINES));
  return {
    show(figures) {
      if (run.step === 1 || run.step === run.steps || run.step % interval === 0) {
        console.log(logLine(run, figures));
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
    show(figures) {
      latest = logLine(run, figures);
      bar.update(run.step, { losses: shortLine(run, figures) });
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

/** The line that says where a run is; a model may have one of its own. */
export function logLine(run: Run, figures: Figures): string {
  const { step, steps, stepsPerEpoch, definition } = run;
  if (definition.logLine) return definition.logLine(figures, step, steps);
  const epochs = Math.ceil(steps / stepsPerEpoch);
  const named = given(run, figures).map(([name, { label, kind }]) =>
    kind === "share"
      ? `${label} ${(100 * figures[name]).toFixed(1)} %`
      : `${label} ${figures[name].toFixed(4)}`,
  );
  return `epoch ${epochOf(run)}/${epochs}, step ${step}/${steps}: ${named.join(", ")}`;
}

/** The same figures, short enough to stand beside a bar in a terminal of 80 columns. */
function shortLine(run: Run, figures: Figures): string {
  return given(run, figures)
    .map(([name, { short, kind }]) =>
      kind === "share"
        ? `${short} ${(100 * figures[name]).toFixed(0)} %`
        : `${short} ${figures[name].toFixed(3)}`,
    )
    .join(" ");
}

/** The figures that a step gave, with what they mean: a phase that has nothing to learn gives none. */
function given({ definition }: Run, figures: Figures) {
  return Object.entries(definition.figures).filter(([name]) => name in figures);
}
