/** What a run shows while it goes: a bar on a terminal, otherwise a plain line now and then. */
import cliProgress from "cli-progress";
import type { Figures } from "../aae/parts/model.ts";
import { isTerminal } from "../node/terminal.ts";
import { epochOf, type Run } from "../training/run.ts";
import type { Metrics } from "../training/train.ts";

export interface Progress {
  /** A step was taken. */
  show(figures: Figures): void;
  /** The run was judged. */
  evaluated(evaluation: Metrics): void;
  /** Something that is worth a line of its own. */
  say(line: string): void;
  /** The run has ended. */
  stop(): void;
}

/** About how many lines a run prints where there is no terminal. */
const LINES = 50;

/** A bar on stderr if that is a terminal that can draw one, otherwise lines on stdout. */
export function startProgress(run: Run, logEvery?: number): Progress {
  return isTerminal(process.stderr) ? bar(run) : lines(run, logEvery);
}

function lines(run: Run, interval: number = Math.max(1, Math.round(run.steps / LINES))): Progress {
  const about = evaluationLines(run);
  return {
    show(figures) {
      if (run.step === 1 || run.step === run.steps || run.step % interval === 0) {
        console.log(logLine(run, figures));
      }
    },
    evaluated(evaluation) {
      const line = about(evaluation);
      if (line !== null) console.log(line);
    },
    say: (line) => console.log(line),
    stop() {},
  };
}

/** A line about an evaluation, or null: of very many, about fifty are told. */
function evaluationLines(run: Run): (evaluation: Metrics) => string | null {
  const { steps, stepsPerEpoch, stepsPerEvaluation } = run;
  const evaluations = Math.floor(steps / stepsPerEvaluation);
  const interval = Math.max(1, Math.round(evaluations / LINES));
  const [start, first] = [performance.now(), run.step];
  return ({ step, epoch, kind, figures }) => {
    if (step !== steps && (step / stepsPerEvaluation) % interval !== 0) return null;
    const perSecond = (step - first) / Math.max(1e-3, (performance.now() - start) / 1000);
    const error = "error" in figures ? `, wrong ${(100 * figures.error).toFixed(2)} %` : "";
    const left = clock((steps - step) / perSecond);
    return `epoch ${epoch}/${Math.ceil(steps / stepsPerEpoch)}: ${kind} reconstruction ${figures.reconstruction.toFixed(4)}${error}, ${perSecond.toFixed(0)} steps/s, ${left} left`;
  };
}

/** Seconds as hours, minutes and seconds. */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return `${hours > 0 ? `${hours}:` : ""}${two(minutes)}:${two(whole % 60)}`;
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
  const about = evaluationLines(run);
  const say = (line: string) => {
    bar.stop();
    console.log(line);
    bar.start(run.steps, run.step, { losses: "" });
  };
  return {
    show(figures) {
      latest = logLine(run, figures);
      bar.update(run.step, { losses: shortLine(run, figures) });
    },
    evaluated(evaluation) {
      const line = about(evaluation);
      if (line !== null) say(line);
    },
    say,
    stop() {
      bar.stop();
      if (latest !== "") console.log(latest);
    },
  };
}

/** How far long work has come. */
export interface Work {
  /** So many rows are done. */
  show(done: number): void;
  stop(): void;
}

/** Work that is done within this time says nothing of itself, in milliseconds. */
const SHORT = 1000;

/**
 * A bar on stderr for work that takes longer than a second, if that is a terminal that can draw one.
 *
 * @param total how many rows there are; null if nobody knows
 */
export function startWork(what: string, total: number | null): Work {
  if (!isTerminal(process.stderr)) return { show() {}, stop() {} };
  const bar = new cliProgress.SingleBar({
    format:
      total === null
        ? `${what}: {value} rows`
        : `${what}: {bar} {percentage}% | {eta_formatted} left`,
    barsize: 24,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    fps: 5,
    clearOnComplete: true,
    linewrap: true, // cli-progress would switch it off, and whoever interrupts the work would be left so
  });
  const start = performance.now();
  let started = false;
  return {
    show(done) {
      if (!started && performance.now() - start < SHORT) return;
      if (!started) bar.start(total ?? 0, done);
      started = true;
      bar.update(done);
    },
    stop() {
      if (started) bar.stop();
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
