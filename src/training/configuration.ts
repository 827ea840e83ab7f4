/**
 * The configuration of a run: a recipe, with what the options of the command have changed.
 *
 * Each model's file has the schema of its configuration; here values are put into it by their
 * names, and every one is held against the schema.
 */
import type * as z from "zod";
import { recipes } from "../aae/index.ts";
import { type Configuration, optimizerOf, RUN_DEFAULTS } from "../aae/parts/configuration.ts";
import { PRIORS } from "../aae/parts/priors.ts";
import type { Examples } from "../data/examples.ts";
import { areBytes } from "../data/format.ts";
import { parseStrictly } from "../data/json.ts";
import { nearestName } from "../data/nearest.ts";
import { plain, quoted } from "../data/quoted.ts";
import type { ScalingKind } from "../data/scaling.ts";
import { InputError } from "../input-error.ts";

/** A configuration on its way: anything may still stand anywhere. */
type Settings = Record<string, unknown>;

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
const OPTIONS: {
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

/**
 * The settings that suit examples that are no images of bytes, where a recipe was made for those:
 * columns are brought to mean 0 and deviation 1, and the decoder's output is linear; images of other
 * numbers are brought to [0, 1], which is a sigmoid's range.
 *
 * @param recipe where this one learns from labels, it has as many classes as they name
 */
export function settingsFor(train: Examples, recipe?: string): Readonly<Settings> {
  const classes = recipe === undefined ? {} : classesFor(train, recipe);
  if (areBytes(train)) return classes;
  return train.image === null
    ? { scaling: "standard", output: "linear", ...classes }
    : { scaling: "min-max", output: "sigmoid", ...classes };
}

/** How many classes a recipe has for the labels of these examples, and a mixture with one for each. */
function classesFor({ labels, classNames }: Examples, recipe: string): Readonly<Settings> {
  const own = recipes[recipe]?.configuration as Settings | undefined;
  if (labels === null || own?.classes === undefined) return {};
  const classes = classNames?.length ?? Array.from(labels).reduce((a, b) => Math.max(a, b), 0) + 1;
  const prior = own.prior as Settings | undefined;
  if (classes < 2) return {};
  return prior?.kind === "mixture"
    ? { classes, prior: { ...prior, components: classes } }
    : { classes };
}

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

/** The option's name on the command line. */
export const flag = (option: string) =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/**
 * The configuration that a recipe and the options give; options win.
 *
 * @param settings what to begin with in place of the recipe, such as a run's own `config.json`
 * @throws InputError if there is no such recipe, if a setting is unknown or out of its range, or if
 * settings contradict each other.
 */
export function configure(
  recipe: string,
  options: Overrides,
  settings: Readonly<Settings> = {},
): Configuration {
  expectRecipe(recipe);
  const begun: Settings = structuredClone({
    ...{ recipe, ...RUN_DEFAULTS },
    ...recipes[recipe].configuration,
    ...settings,
    recipe,
  });
  return expectConfiguration(changed(begun, recipe, options));
}

/**
 * The configuration of a run that goes on: what was recorded. Only its length may change, and its
 * images and the file of their labels may have moved to another folder. The options that it was begun
 * with are those that it has, so they may be given again.
 *
 * @throws InputError that names the first option that contradicts the record.
 */
export function configureAgain(recorded: Configuration, options: Overrides): Configuration {
  const again = (some: Overrides): Configuration | null => {
    const begun = structuredClone({ ...recorded });
    const asked = expectConfiguration(changed(begun, recorded.recipe, some));
    const { length, data, reading } = asked;
    const moved = recorded.reading.labels !== undefined && { labels: reading.labels };
    const result = { ...recorded, length, data, reading: { ...recorded.reading, ...moved } };
    return isEqual(asked, result) ? result : null;
  };
  const result = again(options);
  if (result !== null) return result;

  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || !(option in OPTIONS) || again({ [option]: value }) !== null)
      continue;
    const own = recordedValue(recorded, option, value);
    throw new InputError(
      `${flag(option)} asks for ${JSON.stringify(value)}, but the run was started with ${JSON.stringify(own)}; do not give it, or start another run.`,
    );
  }
  throw new InputError(
    "These options together ask for another run than the one that was started; do not give them, or start another run.",
  );
}

/**
 * Holds settings against the schema of their recipe's model.
 *
 * @throws InputError that names the first that is unknown, missing or out of its range.
 */
export function expectConfiguration(settings: Readonly<Settings>): Configuration {
  expectRecipe(String(settings.recipe));
  const { schema } = recipes[String(settings.recipe)].model;
  const result = schema.safeParse(settings);
  if (result.success) return result.data;
  throw new InputError(`${complaint(settings, result.error.issues[0])}.`);
}

/**
 * What settings say that came from a file.
 *
 * @param what what the file should describe
 * @throws InputError that names the file, if they say what cannot be.
 */
export function readFrom<Result>(source: string, what: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const fault = error.message.replace(/^./, (letter) => letter.toLowerCase());
    throw new InputError(
      `${quoted(source)} does not describe ${what} as it should: ${fault.replace(/; [^;]*$/, "")}; use an undamaged copy of it.`,
    );
  }
}

/** What is wrong with settings, by the first thing that a schema found. */
function complaint(settings: Readonly<Settings>, issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") {
    const place = issue.path.length === 0 ? settings : read(settings, issue.path.join("."));
    const names = Object.keys(place as object).filter((name) => !issue.keys.includes(name));
    const full = [...issue.path, issue.keys[0]].join(".");
    return `There is no setting ${quoted(full)}; ${nearest(issue.keys[0], names)}choose one of ${names.join(", ")}`;
  }
  const name = issue.path.join(".");
  const value = read(settings, name);
  if (value === undefined) return `The setting ${name} is missing; give it a value`;
  const found = plain(typeof value === "number" ? `${value}` : JSON.stringify(value)); // JSON has no NaN
  return `The setting ${name} is ${found}, which cannot be (${issue.message}); choose another value`;
}

/** @throws InputError unless there is a recipe of that name. */
export function expectRecipe(name: string): void {
  if (Object.hasOwn(recipes, name)) return;
  throw new InputError(
    `There is no recipe ${quoted(name)}; choose one of ${Object.keys(recipes).join(", ")}.`,
  );
}

/** Writes what options ask for into settings. */
function changed(settings: Settings, recipe: string, options: Overrides): Settings {
  expectOneLength(options);
  for (const option of Object.keys(OPTIONS) as (keyof typeof OPTIONS)[]) {
    write(option, options[option]);
  }
  return settings;

  function write<Option extends keyof typeof OPTIONS>(
    option: Option,
    value: Overrides[Option],
  ): void {
    if (value !== undefined) {
      OPTIONS[option](settings, value as Required<Overrides>[Option], recipes[recipe].model.phases);
    }
  }
}

function expectOneLength({ epochs, steps }: Overrides): void {
  if (epochs !== undefined && steps !== undefined) {
    throw new InputError(
      `Both --epochs ${epochs} and --steps ${steps} are given; a run has one length, so give one of them.`,
    );
  }
}

/** What a configuration has where an option would write a value. */
function recordedValue(configuration: Configuration, option: string, value: unknown): unknown {
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

/**
 * Writes a value at a place such as `discriminator.learningRate`, which must be there. What lies on
 * the way is copied first: a recipe may have one and the same object for several phases.
 */
function put(settings: Settings, name: string, value: unknown): void {
  const path = name.split(".");
  const last = path.length - 1;
  let place = settings;
  for (const [depth, key] of path.entries()) {
    const there = Object.hasOwn(place, key);
    const next = place[key];
    if (!there || (depth < last && (typeof next !== "object" || next === null))) {
      throw new InputError(
        `There is no setting ${quoted(name)}; ${nearest(key, Object.keys(place))}choose one of ${plain(Object.keys(place).join(", "))}.`,
      );
    }
    place[key] = depth < last ? copyOf(next as object) : value;
    place = place[key] as Settings;
  }
}

function copyOf(value: object): object {
  return Array.isArray(value) ? [...value] : { ...value };
}

/** What may be meant by a name that is not there. */
function nearest(wanted: string, names: readonly string[]): string {
  const name = nearestName(wanted, names, 0.75);
  return name === undefined || name === wanted ? "" : `the nearest is ${plain(name)}; `;
}

function read(settings: Readonly<Settings>, name: string): unknown {
  let value: unknown = settings;
  for (const key of name.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Settings)[key];
  }
  return value;
}

/** Whether two values of JSON are the same, in whatever order their keys stand. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === others.length &&
    keys.every(
      (key) => Object.hasOwn(b, key) && isEqual((a as Settings)[key], (b as Settings)[key]),
    )
  );
}
