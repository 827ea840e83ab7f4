/** How the text of an option becomes a value. Each parser throws with what it expected. */
import { InvalidArgumentError } from "commander";
import { PRIORS } from "./aae/parts/priors.ts";
import type { Every } from "./runs/every.ts";

/** The measures that `measure` takes, known before anything is loaded. */
export const MEASUREMENT_NAMES = ["judge", "parzen", "neighbours", "generated"];

/** A whole number from `low` to `high`. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

/** The number that a text is, as people write it; NaN if it is none. */
function numberOf(text: string): number {
  return /^[+]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** A finite number above 0 and at most `high`. */
export function positiveNumber(high: number): (text: string) => number {
  return (text) => {
    const value = numberOf(text);
    if (!(value > 0 && value <= high)) {
      throw new InvalidArgumentError(`Expected a number above 0 and at most ${high}.`);
    }
    return value;
  };
}

/** A share, such as 0.99. */
export function share(text: string): number {
  const value = numberOf(text);
  if (!(value > 0 && value < 1)) {
    throw new InvalidArgumentError("Expected a number above 0 and below 1, such as 0.99.");
  }
  return value;
}

/** The size of an image, such as `28x28`, or `32x32x3` in colour. */
export function imageSize(text: string): { rows: number; columns: number; channels: 1 | 3 } {
  const [, rows, columns, channels = "1"] = /^(\d{1,6})x(\d{1,6})(?:x([13]))?$/.exec(text) ?? [];
  if (!(Number(rows) >= 1 && Number(columns) >= 1)) {
    throw new InvalidArgumentError(
      "Expected rows and columns of pixels, such as 28x28, or 32x32x3 for images in colour.",
    );
  }
  return { rows: Number(rows), columns: Number(columns), channels: channels === "3" ? 3 : 1 };
}

/** Yes or no. */
export function yesOrNo(text: string): boolean {
  if (text === "yes" || text === "no") return text === "yes";
  throw new InvalidArgumentError("Expected yes or no.");
}

/** How often: steps, such as `500`, or a time, such as `30s` or `2m`. */
export function every(text: string): Every {
  const [, digits, unit] = /^(\d+)(s|m|)$/.exec(text) ?? [];
  const value = Number(digits);
  if (!(value >= 1 && value <= 1_000_000)) {
    throw new InvalidArgumentError(
      "Expected a number of steps, such as 500, or a time in seconds or minutes, such as 30s or 2m.",
    );
  }
  if (unit === "") return { steps: value };
  return { seconds: unit === "m" ? 60 * value : value };
}

/** Widths of layers, such as `512` or `1000,1000`. */
export function widths(text: string): number[] {
  return text.split(",").map((width) => {
    if (!/^\d+$/.test(width) || Number(width) < 1 || Number(width) > 16384) {
      throw new InvalidArgumentError(
        "Expected whole numbers from 1 to 16384 with commas between them, such as 512 or 1000,1000.",
      );
    }
    return Number(width);
  });
}

/** What `prior` takes, in words. */
export const PRIOR_FORMS = `${Object.keys(PRIORS).join(", ")}, or gaussian:DEVIATION`;

/** A prior by its name, and a Gaussian's deviation behind a colon: `gaussian:2`. */
export function prior(text: string): { kind: string; deviation?: number } {
  if (Object.hasOwn(PRIORS, text)) return { kind: text };
  const deviation = /^gaussian:(.+)$/.exec(text)?.[1];
  if (deviation === undefined) {
    throw new InvalidArgumentError(`Expected ${PRIOR_FORMS}, such as gaussian:2.`);
  }
  return { kind: "gaussian", deviation: positiveNumber(1000)(deviation) };
}

/** How many labelled images: a whole number, or `all`. */
export function labels(text: string): number | "all" {
  if (text === "all") return text;
  return wholeNumber(1, 100_000_000)(text);
}

/** All values of an option that may be given more than once. */
export function collected(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
