/** Training in a folder: what is kept while a run goes on, and what it leaves behind at its end. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { InputError } from "../input-error.ts";
import { writeFileWhole } from "../node/files.ts";
import { type Figure, figuresOf } from "../report/figures.ts";
import type { CollapseWatch } from "../training/collapse.ts";
import { type Evaluation, evaluate } from "../training/evaluation.ts";
import { asJudged, type Run } from "../training/run.ts";
import { type Metrics, train } from "../training/train.ts";
import { BestWatch } from "./best.ts";
import { CHECKPOINT, saveCheckpoint } from "./checkpoint.ts";
import { type Every, timer } from "./every.ts";
import type { MetricsFile } from "./metrics.ts";
import { saveModel } from "./model-file.ts";
import { startProgress } from "./progress.ts";
import { writeJson } from "./run-folder.ts";
import { shellWord } from "./shell.ts";

/** What each step and each evaluation gave. */
export const METRICS = "metrics.jsonl";
/** The best model so far, where one is asked for. */
const BEST = "best.safetensors";

const REPORT = "report.html";
/** The page that is drawn while a run goes on. */
const LIVE = "live.html";
/** How often it is drawn, at most: that takes a good part of a second. */
const LIVE_EVERY = { seconds: 5 } as const;

/** How often a checkpoint is written unless told otherwise. */
export const CHECKPOINT_EVERY = { seconds: 15 } as const;

/** How often the model is written while a run goes on, at most: an epoch may be a single step. */
const MODEL_EVERY = { seconds: 1 } as const;

/** How a run is looked at while it goes on. */
export interface Looks {
  /** After how many steps a line is printed where there is no terminal. */
  readonly logEvery?: number;
  /** Whether a page is drawn while it trains. */
  readonly live?: boolean;
}

/**
 * Trains until the end or until it is asked to stop; then keeps the model and draws the report.
 *
 * @param folder belongs to the run alone
 * @param metrics what was recorded until here
 * @throws InputError if a loss, a gradient or a weight is no finite number, if there is no memory
 * left, or if the folder cannot be written; the last checkpoint stays.
 */
export async function trainInFolder(
  run: Run,
  watch: CollapseWatch,
  folder: string,
  metrics: MetricsFile,
  every: Every = CHECKPOINT_EVERY,
  stop: AbortSignal = new AbortController().signal,
  { logEvery, live = false }: Looks = {},
): Promise<void> {
  const first = run.step;
  const keep = () => saveModel(join(folder, "model.safetensors"), run);
  const isKeepingDue = timer(MODEL_EVERY);
  const best = new BestWatch(run, metrics.all);
  const isLiveDue = timer(LIVE_EVERY);
  let drawLive: ((done: boolean) => void) | null = null;
  if (live) {
    const { livePage } = await import("../report/live.ts");
    drawLive = (done) => {
      const page = livePage(run, metrics.all, done, existsSync(join(folder, REPORT)));
      writeFileWhole(join(folder, LIVE), new TextEncoder().encode(page));
    };
    drawLive(false);
    console.log(`Watch ${join(folder, LIVE)}`);
  }
  let kept: number | null = existsSync(join(folder, CHECKPOINT)) ? run.step : null;
  const checkpoint = () => {
    saveCheckpoint(folder, run, watch.counts, metrics.mark());
    kept = run.step;
  };

  let report: ReturnType<typeof loadReport> | null = null;
  const start = performance.now();
  const progress = startProgress(run, logEvery);
  try {
    watch.say = progress.say;
    await train(run, watch, {
      show(figures) {
        progress.show(figures);
        if (report === null) {
          report = loadReport();
          report.catch(() => {}); // is told when it is awaited
        }
        if (drawLive !== null && isLiveDue(run.step)) drawLive(false);
      },
      record: (line) => metrics.record(line),
      keep(evaluation: Metrics) {
        progress.evaluated(evaluation);
        if (best.look(evaluation)) saveModel(join(folder, BEST), run);
        if (isKeepingDue(run.step)) keep();
      },
      isCheckpointDue: timer(every),
      checkpoint,
      breathe: nextTurn,
      stop: {
        get aborted() {
          return stop.aborted || best.isOver;
        },
      },
    }).finally(() => progress.stop());
    checkpoint();
    asJudged(run, keep);
    const seconds = (performance.now() - start) / 1000;
    for (const line of best.said) console.log(line);
    const { drawReport } = await (report ?? loadReport());
    const last = { taken: run.step - first, seconds };
    asJudged(run, () => leaveReport(run, folder, metrics, last, drawReport));
    drawLive?.(true);
  } catch (error) {
    if (!(error instanceof InputError || error instanceof RangeError)) throw error;
    ifPossible(() => metrics.flush());
    ifPossible(() => drawLive?.(true));
    const remains =
      kept === null
        ? "no checkpoint was written yet"
        : `${CHECKPOINT} holds the run after step ${kept}`;
    throw new InputError(`${whatHappened(error, run)} In ${folder}, ${remains}.`, { cause: error });
  }
}

/** Judges the model, draws the report, and prints what came out. */
function leaveReport(
  run: Run,
  folder: string,
  metrics: MetricsFile,
  last: { readonly taken: number; readonly seconds: number },
  drawReport: typeof import("../report/report.ts").drawReport,
): void {
  const evaluation = evaluate(run.kernels, run.model, run.judged);
  const figures = figuresOf(run, evaluation);
  const verdicts = figures.map(({ label, verdict, reason }) => ({ label, verdict, reason }));
  writeJson(join(folder, "evaluation.json"), { step: run.step, ...brief(evaluation), verdicts });
  for (const { name, bytes } of drawReport(run, metrics.all, evaluation, figures)) {
    writeFileWhole(join(folder, name), bytes);
  }
  console.log(`${summary(run, evaluation, last)}.`);
  for (const line of warnings(figures)) console.log(line);
  console.log(`Look at ${join(folder, REPORT)}`);
  if (run.step < run.steps) {
    const command = process.argv[1]?.startsWith("aae ") ? "npx aae train" : "npx tsx src/train.ts";
    console.log(`Go on with: ${command} --resume ${shellWord(folder)}`);
  }
}

/** A line for each figure that is not good. */
function warnings(figures: readonly Figure[]): string[] {
  return figures
    .filter(({ verdict }) => verdict === "look here" || verdict === "bad")
    .map(({ label, value, verdict, reason }) => {
      const said = verdict === "bad" ? "Bad" : "Look here";
      return `${said}: ${label} ${value}. ${reason}`;
    });
}

/** What stopped a run, in a sentence. A RangeError is how JavaScript says that there is no memory left. */
function whatHappened(error: InputError | RangeError, { step }: Run): string {
  if (error instanceof InputError) return error.message;
  return `The run cannot go on after step ${step}: ${sentence(error)} If memory is short, close other programs and go on with --resume, or start another run with smaller --hidden layers or a smaller --batch-size.`;
}

/** What went wrong, as a sentence with its full stop. */
export function sentence({ message }: Error): string {
  return message.endsWith(".") ? message : `${message}.`;
}

/** What is worth having after a mishap; but the disk may be what failed. */
function ifPossible(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
}

/**
 * What draws a report: it takes longer to load than a first step to compute, so it is loaded after that. And not
 * at the end: the press of a key that ends a run may end what compiles the source, too.
 */
async function loadReport(): Promise<typeof import("../report/report.ts")> {
  try {
    return await import("../report/report.ts");
  } catch (error) {
    throw new InputError(
      `What draws the report cannot be loaded (${error instanceof Error ? error.message.split("\n")[0] : error}). Has the installation been changed while the run went on? Mend it, and draw the report with --resume.`,
      { cause: error },
    );
  }
}

/** An evaluation without the rows of every image. */
function brief({ codes: _, probabilities: __, ...brief }: Evaluation) {
  return brief;
}

function summary(
  run: Run,
  { mse, accuracy, match, classification, clustering }: Evaluation,
  { taken, seconds }: { readonly taken: number; readonly seconds: number },
): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const shares = match.deviations.map(
    (deviation, j) => (100 * deviation) / match.priorDeviations[j],
  );
  return [
    `${run.step < run.steps ? `Stopped after step ${run.step} of ${run.steps}` : `Trained ${run.steps} steps`}, ${taken} of them in the last ${seconds.toFixed(0)} s`,
    `${run.judged.name} MSE ${mse.toFixed(4)}`,
    `discriminator accuracy ${(100 * accuracy).toFixed(1)} %`,
    `deviations of the codes ${Math.min(...shares).toFixed(0)} to ${Math.max(...shares).toFixed(0)} % of the prior's`,
    `sliced Wasserstein distance ${match.distance.toFixed(3)} (by chance ${match.distanceByChance.toFixed(3)})`,
    ...(classification ? [`classification error ${percent(classification.error)}`] : []),
    ...(clustering
      ? [`clustering error ${percent(clustering.error)} (${clustering.used} clusters used)`]
      : []),
  ].join(", ");
}
