/** Settings by their names: a configuration on its way, of which anything may still be read and written. */
import { nearestName } from "../data/nearest.ts";
import { plain, quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";

/** A configuration on its way: anything may still stand anywhere. */
export type Settings = Record<string, unknown>;

/**
 * Writes a value at a place such as `discriminator.learningRate`, which must be there. What lies on
 * the way is copied first: a recipe may have one and the same object for several phases.
 */
export function put(settings: Settings, name: string, value: unknown): void {
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

/** What may be meant by a name that is not there, for a message; empty where nothing is near. */
export function nearest(wanted: string, names: readonly string[]): string {
  const name = nearestName(wanted, names, 0.75);
  return name === undefined || name === wanted ? "" : `the nearest is ${plain(name)}; `;
}

/** The value at such a place; undefined where there is none. */
export function read(settings: Readonly<Settings>, name: string): unknown {
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
