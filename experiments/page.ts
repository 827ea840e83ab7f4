/** The page of results, docs/results.md, and the charts beside it. */
import * as Plot from "@observablehq/plot";
import { COLORS, lineLegend, plotSvg } from "../src/report/chart.ts";
import { type Experiment, GROUPS, type Group, type Measure } from "./experiment.ts";
import type { RunResult } from "./results.ts";

/** An experiment with the runs that have ended. */
export interface Reported {
  readonly name: string;
  readonly experiment: Experiment;
  readonly runs: readonly RunResult[];
  /** How its settings were looked for: what was tried, and the runs of each that have ended. */
  readonly trials: readonly TrialReported[];
}

interface TrialReported {
  readonly what: string;
  /** What its line in the chart is called; undefined for what stands in the table alone. */
  readonly line?: string | undefined;
  readonly runs: readonly RunResult[];
}

/** A chart of errors over epochs, as a file beside the page. */
export interface ChartFile {
  readonly file: string;
  readonly svg: string;
}

/** All charts of the page that have something to show. */
export function charts(experiments: readonly Reported[]): ChartFile[] {
  const ofGroups = groupsOf(experiments).map(({ group, members }) => ({
    file: groupChart(group),
    svg: curvesChart(
      `${GROUPS[group]}: the error on test images over the epochs`,
      members.map(({ name, runs: [first] }) => ({ label: name, curve: first?.curve ?? [] })),
    ),
  }));
  const ofTrials = experiments.map(({ name, experiment, trials }) => ({
    file: trialsChart(name),
    svg: curvesChart(
      `${experiment.title}: the error on images held back over the epochs, trial by trial`,
      trials.flatMap(({ line, runs: [first] }) =>
        line === undefined || first === undefined ? [] : [{ label: line, curve: first.curve }],
      ),
    ),
  }));
  return [...ofGroups, ...ofTrials].filter((chart): chart is ChartFile => chart.svg !== null);
}

const groupChart = (group: Group) => `results-${group}.svg`;
const trialsChart = (name: string) => `results-trials-${name}.svg`;

function groupsOf(experiments: readonly Reported[]) {
  return (Object.keys(GROUPS) as Group[]).map((group) => ({
    group,
    members: experiments.filter(({ experiment }) => experiment.group === group),
  }));
}

const INTRODUCTION = [
  "Each row is an experiment of the paper ([Makhzani et al., arXiv:1511.05644v2](https://arxiv.org/abs/1511.05644v2)),",
  "with our figure on the test images: the mean and the deviation over its runs; of a single likelihood, its standard",
  "error over the test images. Each run has a seed of its own, which draws the weights, the batches and the labelled",
  "images. An epoch is a pass over all training images. The curves are those of the first runs, on the test images.",
  "[What mattered, and what did not](reproduction.md), is a page of its own.",
  "",
  "What the paper does not have: every row has Adam (the paper: momentum), Glorot's weights, averaged weights, and networks of two",
  "layers of 400 units in place of the paper's 1000 and 3000 (for the likelihood of 1000, as in the paper, or 512); all have batch normalisation in the",
  "encoder; those with labels, clusters or a plane have noise on what the discriminators see, and discriminators of 100-100 (clusters: 400-400);",
  "the likelihood and planes have noise on the input (few labels have it in the paper, too; ours have none where there are warps). Warps and",
  "agreement stand in rows of their own.",
  "",
  "What chose the settings: trials on images held back (at the end). Two things were chosen before, with test images: that the encoder has",
  "batch normalisation and the discriminators see noise; and the first trials of the likelihood were judged by test images by mistake.",
  "Rows without trials of their own have the settings of their neighbours; the code of six numbers was chosen without one.",
  "Of the paper's figures, those for 1,000 labels and in the plane are quoted from memory of it, and not checked against its text.",
  "",
  "A run's result is kept in `experiments/results`; `--again` trains it anew, and so does the command for this run alone.",
  "`npm run experiments -- --page` writes this page from these files. The rows of Fashion-MNIST look for its files where",
  "Debian's package `dataset-fashion-mnist` puts them, and by itself, with `--data`, a run takes them from anywhere.",
].join("\n");

/** The text of the page; `files` are the charts that stand beside it. */
export function resultsPage(experiments: readonly Reported[], files: readonly string[]): string {
  const picture = (file: string, alt: string) =>
    files.includes(file) ? [`![${alt}](${file})`] : [];
  const sections = groupsOf(experiments).flatMap(({ group, members }) => [
    `## ${GROUPS[group]}`,
    table(members),
    ...picture(groupChart(group), `${GROUPS[group]}: the error over the epochs.`),
    ...runsTable(members),
  ]);
  const trials = experiments.flatMap((reported) =>
    trialSection(
      reported,
      picture(trialsChart(reported.name), "The error of the trials over the epochs."),
    ),
  );
  const parts = [
    "# The paper's tables, run again",
    INTRODUCTION,
    ...sections,
    "## How the settings were chosen",
    "By training on 50,000 of the training images and judging on the 10,000 others, not by test images (where it was done, by mistake, it is said).\nEach trial is one run with seed 1.",
    ...trials,
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

/** Every run that has ended, with the command that trains it by itself. */
function runsTable(experiments: readonly Reported[]): string[] {
  const lines = experiments.flatMap(({ name, experiment: { measure }, runs }) => {
    const { scale, digits, unit } = UNITS[measure];
    return runs.map(({ seed, figure, machine, command }) => {
      const shown = `${(scale * figure).toFixed(digits)}${unit}`;
      return `| ${name} | ${seed} | ${shown} | ${machine} | \`${command}\` |`;
    });
  });
  if (lines.length === 0) return [];
  const head = [
    "| run | seed | figure | machine | command for this run alone |",
    "| --- | --- | --- | --- | --- |",
  ];
  return [[...head, ...lines].join("\n")];
}

/** The trials of an experiment that have ended, as a table. */
function trialSection(
  { name, experiment: { title, measure }, trials }: Reported,
  picture: readonly string[],
): string[] {
  const { scale, digits, unit } = UNITS[measure];
  const lines = trials.flatMap(({ what, runs }) =>
    runs.map(
      ({ figure, note, steps, minutes }) =>
        `| ${what} | ${(scale * figure).toFixed(digits)}${unit}${note === undefined ? "" : ` (${note})`} | ${steps} | ${minutes} |`,
    ),
  );
  if (lines.length === 0) return [];
  const head = ["| what | figure | steps | minutes |", "| --- | --- | --- | --- |"];
  return [
    `### ${title}`,
    `\`npm run experiments -- ${name} --trials\`: ${measure} on the images held back.`,
    ...picture,
    [...head, ...lines].join("\n"),
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface Curve {
  readonly label: string;
  /** [epoch, share of errors] */
  readonly curve: readonly (readonly [number, number])[];
}

/** Of the colours, those that are as clear on white as on black: lines are thin. */
const CLEAR = [COLORS[1], COLORS[8], COLORS[6], COLORS[9]];

/** The numbers at a logarithmic axis: 1, 2 and 5 times a power of ten, and the ends. */
function ticksOf(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const steps = [0.01, 0.1, 1, 10, 100, 1000].flatMap((ten) => [ten, 2 * ten, 5 * ten]);
  const within = steps.filter((step) => step > 1.15 * least && step < most / 1.15);
  return [least, ...within, most].map((tick) => Number(tick.toPrecision(3)));
}

/** Errors over epochs, on logarithmic scales. Null where there is no curve. */
export function curvesChart(title: string, all: readonly Curve[]): string | null {
  const curves = all
    .filter(({ curve }) => curve.length > 1)
    .map(({ label, curve }, index) => ({
      label,
      color: CLEAR[index % CLEAR.length],
      dashed: index >= CLEAR.length,
      points: curve.map(([epoch, error]) => ({ epoch, error: 100 * error })),
    }));
  if (curves.length === 0) return null;
  const LINE = 18;
  const points = curves.flatMap(({ points }) => points);
  const [epochs, errors] = [points.map(({ epoch }) => epoch), points.map(({ error }) => error)];
  return plotSvg(
    title,
    {
      height: 320,
      x: { type: "log", label: "epoch →", tickFormat: "~r", ticks: ticksOf(epochs) },
      y: {
        ...{ type: "log", label: "↑ error in %", grid: true },
        ...{ tickFormat: "~r", ticks: ticksOf(errors) },
      },
      marks: curves.map(({ points, color, dashed }) =>
        Plot.lineY(points, {
          ...{ x: "epoch", y: "error", stroke: color, strokeWidth: 2 },
          ...(dashed && { strokeDasharray: "6,4" }),
        }),
      ),
    },
    ...curves.map(({ label, color, dashed }) => ({
      height: LINE,
      marginTop: LINE - 2,
      marginBottom: 0,
      axis: null,
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      marks: lineLegend([{ label, color, dashed }]),
    })),
  );
}
