/**
 * The configuration of a run: a recipe, with what the options of the command have changed.
 *
 * Each model's file has the schema of its configuration; `overrides.ts` puts values into it by their
 * names, and here every one is held against the schema.
 */
import type * as z from "zod";
import { recipes } from "../aae/index.ts";
import { type Configuration, RUN_DEFAULTS } from "../aae/parts/configuration.ts";
import type { Examples } from "../data/examples.ts";
import { areBytes } from "../data/format.ts";
import { inWords } from "../data/in-words.ts";
import { plain, quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { changed, flag, OPTIONS, type Overrides, recordedValue } from "./overrides.ts";
import { isEqual, nearest, read, type Settings } from "./settings.ts";

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
  return `The setting ${name} is ${found}, but it ${inWords(issue)}; choose another value`;
}

/** @throws InputError unless there is a recipe of that name. */
export function expectRecipe(name: string): void {
  if (Object.hasOwn(recipes, name)) return;
  throw new InputError(
    `There is no recipe ${quoted(name)}; choose one of ${Object.keys(recipes).join(", ")}.`,
  );
}
