/** What an experiment is: a recipe with settings, run several times, held against the paper's figure. */
import { shellWord } from "../src/runs/shell.ts";
import { flag, type Overrides } from "../src/training/overrides.ts";

/** What is measured at the end of a run, on the images that it is judged by. */
export type Measure = "classification error" | "clustering error" | "log-likelihood";

/** The parts of the page of results, in its order, each with the name that its chart's file has. */
export const GROUPS = {
  likelihood: "Likelihood",
  "few-labels": "Learning from few labels",
  clusters: "Clusters",
  plane: "Codes in a plane",
  "fashion-mnist": "Fashion-MNIST",
} as const;
export type Group = keyof typeof GROUPS;

/** How a run differs from the recipe. */
export interface Settings extends Overrides {
  readonly recipe: string;
}

export interface Experiment {
  /** What it belongs to: experiments of one group stand in one table and in one chart. */
  readonly group: Group;
  /** What is tried, in the words of a table's first column. */
  readonly title: string;
  /** Where in the paper it stands. */
  readonly section: string;
  /** What the paper has; null where it has nothing. */
  readonly paper: string | null;
  /** The best figure of a public re-run that we know of; null where we know of none. */
  readonly rerun: string | null;
  readonly measure: Measure;
  readonly settings: Settings;
  /** Each run has a seed of its own, which draws the weights, the batches and the labelled images. */
  readonly seeds: readonly number[];
  /** What `--quick` changes, so that a run ends within five minutes. */
  readonly quick: Overrides;
  /** Whatever a reader should know beside the figure: a technique that the paper does not have. */
  readonly remark?: string;
}

/** The settings of one run. */
export function settingsOf(
  { settings, quick }: Experiment,
  seed: number,
  isQuick: boolean,
): Settings {
  if (!isQuick) return { ...settings, seed };
  const set = [...(settings.set ?? []), ...(quick.set ?? [])];
  return { ...settings, ...quick, ...(set.length > 0 && { set }), seed };
}

/** The command that trains one run by itself. */
export function commandOf({ recipe, set = [], ...rest }: Settings): string {
  const options = Object.entries(rest).map(
    ([name, value]) => `${flag(name)} ${shellWord(textOf(value))}`,
  );
  const settings = set.map((setting) => `--set ${shellWord(setting)}`);
  return ["npx tsx src/train.ts", `--recipe ${recipe}`, ...options, ...settings].join(" ");
}

/** The value of an option as the command line has it. */
function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.join(",");
  const { kind, deviation } = value as { kind: string; deviation?: number };
  return deviation === undefined ? kind : `${kind}:${deviation}`;
}
