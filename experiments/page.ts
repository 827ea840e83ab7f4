/** The page of results: docs/results.md, and a chart of the errors over the epochs. */
import * as Plot from "@observablehq/plot";
import { COLORS, lineLegend, plotSvg } from "../src/report/chart.ts";
import type { Experiment, Measure } from "./experiment.ts";
import type { RunResult } from "./results.ts";

/** An experiment with the runs that have ended. */
export interface Reported {
  readonly name: string;
  readonly experiment: Experiment;
  readonly runs: readonly RunResult[];
  /** How its settings were looked for: what was tried, and the runs of each that have ended. */
  readonly trials: readonly { readonly what: string; readonly runs: readonly RunResult[] }[];
}

/** The text of the page; `chart` is the file of the curves beside it. */
export function resultsPage(experiments: readonly Reported[], chart: string | null): string {
  const done = experiments.filter(({ runs }) => runs.length > 0);
  const parts = [
    "# The paper's tables, run again",
    "Each row is an experiment of the paper ([Makhzani et al., arXiv:1511.05644v2](https://arxiv.org/abs/1511.05644v2)),\nwith our figure on the test images: the mean and the deviation over its runs. Each run has a seed of\nits own, which draws the weights, the batches and the labelled images. `npm run experiments` writes\nthis page from the files in `experiments/results`.",
    table(experiments),
    ...(chart === null
      ? []
      : [
          `## Error over the epochs`,
          `![The error of each experiment over the epochs.](${chart})`,
          "The first run of each experiment. Settings were not chosen by these curves: they show test images.",
        ]),
    ...(done.length === 0 ? [] : ["## Each run", ...done.map(section)]),
    ...trialSections(experiments),
  ];
  return `${parts.join("\n\n")}\n`;
}

function table(experiments: readonly Reported[]): string {
  const lines = experiments.map(({ name, experiment, runs }) => {
    const { title, section, paper, rerun, measure, remark } = experiment;
    const ours = runs.length === 0 ? "not run yet" : summary(measure, runs);
    const minutes = runs.length === 0 ? "" : mean(runs.map(({ minutes }) => minutes)).toFixed(0);
    const steps = runs.length === 0 ? "" : String(Math.max(...runs.map(({ steps }) => steps)));
    return `| ${title}${remark === undefined ? "" : ` (${remark})`} | ${section} | ${paper ?? "–"} | ${rerun ?? "–"} | ${ours} | ${steps} | ${minutes} | \`npm run experiments -- ${name}\` |`;
  });
  return [
    "| experiment | section | the paper | best public re-run | ours | steps | minutes a run | command |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

/** How each measure is written: an error in percent, a log-likelihood in nats. */
const UNITS: Readonly<Record<Measure, { scale: number; digits: number; unit: string }>> = {
  "classification error": { scale: 100, digits: 2, unit: " %" },
  "clustering error": { scale: 100, digits: 2, unit: " %" },
  "log-likelihood": { scale: 1, digits: 0, unit: "" },
};

/** The mean of the runs ± their deviation, or what a single one is uncertain by. */
export function summary(measure: Measure, runs: readonly RunResult[]): string {
  const { scale, digits, unit } = UNITS[measure];
  const figures = runs.map(({ figure }) => scale * figure);
  const middle = mean(figures);
  const squares = figures.map((figure) => (figure - middle) ** 2);
  const spread =
    runs.length > 1
      ? Math.sqrt((runs.length / (runs.length - 1)) * mean(squares))
      : runs[0].uncertainty;
  const plusMinus = spread === undefined ? "" : ` ± ${spread.toFixed(digits)}`;
  const count = runs.length === 1 ? "one run" : `${runs.length} runs`;
  return `**${middle.toFixed(digits)}${plusMinus}${unit}** (${count})`;
}

function section({ name, experiment: { title, measure }, runs }: Reported): string {
  const { scale, digits, unit } = UNITS[measure];
  const lines = runs.map(({ seed, figure, steps, minutes, machine }) => {
    const shown = `${(scale * figure).toFixed(digits)}${unit}`;
    return `| ${seed} | ${shown} | ${steps} | ${minutes} | ${machine} |`;
  });
  return [
    `### ${title}`,
    `\`${name}\`: ${measure} on the test images. One run by itself:`,
    ["```sh", runs[0].command, "```"].join("\n"),
    [
      "| seed | figure | steps | minutes | machine |",
      "| --- | --- | --- | --- | --- |",
      ...lines,
    ].join("\n"),
  ].join("\n\n");
}

/** The trials that have ended, a table for each experiment. */
function trialSections(experiments: readonly Reported[]): string[] {
  const sections = experiments.flatMap(({ name, experiment: { title, measure }, trials }) => {
    const { scale, digits, unit } = UNITS[measure];
    const lines = trials.flatMap(({ what, runs }) =>
      runs.map(
        ({ figure, steps, minutes }) =>
          `| ${what} | ${(scale * figure).toFixed(digits)}${unit} | ${steps} | ${minutes} |`,
      ),
    );
    if (lines.length === 0) return [];
    const head = ["| what | figure | steps | minutes |", "| --- | --- | --- | --- |"];
    return [
      `### ${title}`,
      `\`npm run experiments -- ${name} --trials\`: ${measure} on the images held back.`,
      [...head, ...lines].join("\n"),
    ];
  });
  if (sections.length === 0) return [];
  const about =
    "Settings are chosen on 50,000 training images against the 10,000 others, never by test images. Each trial is one run with seed 1.";
  return ["## How the settings were chosen", about, ...sections];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The error of each experiment's first run over the epochs, on logarithmic scales. Null where there is none. */
export function curvesChart(experiments: readonly Reported[]): string | null {
  const curves = experiments
    .filter(({ runs }) => (runs[0]?.curve.length ?? 0) > 1)
    .map(({ experiment, runs }, index) => ({
      label: experiment.title,
      color: COLORS[index % COLORS.length],
      points: runs[0].curve.map(([epoch, error]) => ({ epoch, error: 100 * error })),
    }));
  if (curves.length === 0) return null;
  const LINE = 18;
  return plotSvg(
    "The error of each experiment over the epochs",
    {
      height: 320,
      x: { type: "log", label: "epoch →" },
      y: { type: "log", label: "↑ error in %", grid: true, tickFormat: "~g" },
      marks: curves.map(({ points, color }) =>
        Plot.lineY(points, { x: "epoch", y: "error", stroke: color, strokeWidth: 2 }),
      ),
    },
    ...curves.map(({ label, color }) => ({
      height: LINE,
      marginTop: LINE - 2,
      marginBottom: 0,
      axis: null,
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      marks: lineLegend([{ label, color }]),
    })),
  );
}
