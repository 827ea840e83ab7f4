/** What the options of a command change of a recipe's settings. */
import { recipes } from "../aae/index.ts";
import { type Configuration, optimizerOf } from "../aae/parts/configuration.ts";
import { PRIORS } from "../aae/parts/priors.ts";
import { parseStrictly } from "../data/json.ts";
import { plain } from "../data/quoted.ts";
import type { ScalingKind } from "../data/scaling.ts";
import { InputError } from "../input-error.ts";
import { put, read, type Settings } from "./settings.ts";

/** What the options of the command may change, each by the option's name in camel case. */
export interface Overrides {
  readonly data?: string;
  readonly header?: boolean;
  readonly label?: string;
  readonly labelFile?: string;
  readonly omit?: readonly string[];
  readonly delimiter?: string;
  readonly image?: { readonly rows: number; readonly columns: number; readonly channels: 1 | 3 };
  readonly scaling?: ScalingKind;
  readonly initFrom?: string;
  readonly bestBy?: string;
  readonly patience?: number;
  readonly seed?: number;
  readonly epochs?: number;
  readonly steps?: number;
  readonly batchSize?: number;
  readonly validation?: number;
  readonly labels?: number | "all";
  readonly labelSeed?: number;
  readonly learningRate?: number;
  readonly clipNorm?: number;
  readonly latent?: number;
  readonly hidden?: readonly number[];
  readonly prior?: { readonly kind: string; readonly [setting: string]: unknown };
  /** Settings of any name, each as `name=value`. */
  readonly set?: readonly string[];
}

/** What an option writes into the settings of a recipe. */
export const OPTIONS: {
  readonly [Option in keyof Required<Overrides>]: (
    settings: Settings,
    value: Required<Overrides>[Option],
    phases: readonly string[],
  ) => void;
} = {
  data: (settings, value) => put(settings, "data", value),
  header: (settings, value) => readAs(settings, "header", value),
  label: (settings, value) => readAs(settings, "label", value),
  labelFile: (settings, value) => readAs(settings, "labels", value),
  omit: (settings, value) => readAs(settings, "omit", value),
  delimiter: (settings, value) => readAs(settings, "delimiter", value),
  image: (settings, value) => readAs(settings, "image", value),
  scaling: (settings, value) => put(settings, "scaling", value),
  initFrom: (settings, value) => put(settings, "initFrom", value),
  bestBy: (settings, value) => put(settings, "stopping.figure", value),
  patience(settings, value) {
    put(settings, "stopping.patience", value);
    if (read(settings, "stopping.figure") === null)
      put(settings, "stopping.figure", "reconstruction");
  },
  seed: (settings, value) => put(settings, "seed", value),
  epochs: (settings, epochs) => put(settings, "length", { epochs }),
  steps: (settings, steps) => put(settings, "length", { steps }),
  batchSize: (settings, value) => put(settings, "batchSize", value),
  validation: (settings, value) => put(settings, "validation", value),
  labels: (settings, value) => put(settings, "labels", value),
  labelSeed: (settings, value) => put(settings, "labelSeed", value),
  learningRate(settings, rate, phases) {
    // The reconstruction's; the other phases keep their proportion to it.
    const before = Number(read(settings, "reconstruction.learningRate"));
    if (rate === before) return; // so that nothing is rounded
    for (const phase of phases) {
      const own = Number(read(settings, `${phase}.learningRate`));
      put(settings, `${phase}.learningRate`, rate * (own / before));
    }
  },
  clipNorm(settings, value, phases) {
    for (const phase of phases) put(settings, `${phase}.clipNorm`, value);
  },
  latent: (settings, value) => put(settings, "latent", value),
  hidden(settings, value) {
    put(settings, "hidden", value);
    put(settings, "discriminatorHidden", value);
  },
  prior(settings, prior) {
    // What the recipe's own prior has of the same kind stays, unless it is given anew.
    const own = read(settings, "prior") as { kind?: string } | undefined;
    const rest = own?.kind === prior.kind ? own : (PRIORS as Settings)[prior.kind];
    put(settings, "prior", { ...(rest as object), ...prior });
  },
  set(settings, texts) {
    for (const text of texts) {
      const { name, value } = setting(text);
      put(settings, name, value);
    }
  },
};

/** Says how data is to be read. */
function readAs(settings: Settings, name: string, value: unknown): void {
  put(settings, "reading", { ...(read(settings, "reading") as object), [name]: value });
}

/** The option's name on the command line. */
export const flag = (option: string) =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** What a recipe has for the options that are changed often, as one would give them. */
export function defaultOptions(recipe: string): string {
  const { configuration } = recipes[recipe];
  const settings = configuration as unknown as Settings;
  const { kind, deviation } = (settings.prior ?? {}) as { kind?: string; deviation?: number };
  const [[unit, count]] = Object.entries(configuration.length);
  const values = {
    [unit]: count,
    batchSize: settings.batchSize,
    learningRate: read(settings, "reconstruction.learningRate"),
    latent: settings.latent,
    hidden: settings.hidden,
    prior: deviation === undefined ? kind : `${kind}:${deviation}`,
    labels: settings.labels,
  };
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([option, value]) => `${flag(option)} ${value}`)
    .join(" ");
}

/** Writes what options ask for into settings. */
export function changed(settings: Settings, recipe: string, options: Overrides): Settings {
  expectOneLength(options);
  for (const option of Object.keys(OPTIONS) as (keyof typeof OPTIONS)[]) {
    write(option, options[option]);
  }
  return settings;

  function write<Option extends keyof typeof OPTIONS>(
    option: Option,
    value: Overrides[Option],
  ): void {
    if (value === undefined) return;
    const others = Object.hasOwn(settings, option) ? [] : withSetting(option);
    if (others.length > 0) {
      throw new InputError(
        `${flag(option)} is given, but the recipe ${recipe} has nothing of the kind; leave it out, or choose one that has: ${others.join(", ")}.`,
      );
    }
    OPTIONS[option](settings, value as Required<Overrides>[Option], recipes[recipe].model.phases);
  }
}

/** The recipes that have a setting of this name. */
function withSetting(name: string): string[] {
  return Object.keys(recipes).filter((recipe) =>
    Object.hasOwn(recipes[recipe].configuration, name),
  );
}

function expectOneLength({ epochs, steps }: Overrides): void {
  if (epochs !== undefined && steps !== undefined) {
    throw new InputError(
      `Both --epochs ${epochs} and --steps ${steps} are given; a run has one length, so give one of them.`,
    );
  }
}

/** What a configuration has where an option would write a value. */
export function recordedValue(
  configuration: Configuration,
  option: string,
  value: unknown,
): unknown {
  const settings = configuration as unknown as Settings;
  if (option === "learningRate") return optimizerOf(configuration, "reconstruction").learningRate;
  if (option === "clipNorm") return optimizerOf(configuration, "reconstruction").clipNorm;
  const reading = settings.reading as Settings | undefined;
  const stopping = settings.stopping as Settings | undefined;
  if (option === "bestBy") return stopping?.figure;
  if (option === "patience") return stopping?.patience;
  if (option === "labelFile") return reading?.labels ?? null;
  if (["header", "label", "omit", "delimiter", "image"].includes(option)) {
    return reading?.[option] ?? null;
  }
  if (option === "set") {
    const names = (value as readonly string[]).map((text) => setting(text).name);
    return names.map((name) => `${name}=${JSON.stringify(read(settings, name))}`);
  }
  return settings[option];
}

/** A setting as `--set` has it: its name, and its value as JSON; any other text is that text. */
function setting(text: string): { readonly name: string; readonly value: unknown } {
  const [, name, value] = /^([\w.]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) {
    throw new InputError(
      `--set ${plain(text)} has no form that is known; write NAME=VALUE, such as discriminator.learningRate=0.001.`,
    );
  }
  if (name === "recipe") {
    throw new InputError(
      `--set ${plain(text)} cannot change the recipe that the settings begin with; give it with --recipe.`,
    );
  }
  const parsed = parseStrictly(value);
  return { name, value: "fault" in parsed ? value : parsed.json };
}
