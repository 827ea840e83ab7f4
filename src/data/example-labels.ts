/** The labels of examples, from numbers or from texts. */
import { InputError } from "../input-error.ts";
import type { Numbers } from "./examples.ts";
import { quoted } from "./quoted.ts";

const LARGEST_LABEL = 65535;

/**
 * Labels from numbers, of which there is one for each example.
 *
 * @param source where the labels came from
 * @throws InputError if there is another count of them, or one is no whole number up to 65535.
 */
export function labelsOf({ shape, values }: Numbers, count: number, source: string) {
  if (shape.length > 2 || (shape.length === 2 && shape[1] !== 1) || shape.length === 0) {
    throw new InputError(
      `${quoted(source)} holds [${shape.join(", ")}], but labels are [count]; give the number of each example's class.`,
    );
  }
  if (values.length !== count) throw wrongLabelCount(values.length, count, source);
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const label = values[i];
    if (!Number.isInteger(label) || label < 0 || label > LARGEST_LABEL) {
      throw new InputError(
        `${quoted(source)} has the label ${label} in row ${i + 1}, but a label is a whole number from 0 to ${LARGEST_LABEL}; number the classes so.`,
      );
    }
    if (label > largest) largest = label;
  }
  return largest > 255 ? Uint16Array.from(values) : Uint8Array.from(values);
}

/**
 * Labels from texts, for several sets of examples at once so that a text means the same in all.
 *
 * Where the texts are the whole numbers from 0 on, without a gap, each is the label itself, and has no
 * name. Else the different texts in their order are the names of the classes.
 *
 * @throws InputError if there are more different texts than labels.
 */
export function labelsFromTexts(sets: readonly (readonly string[])[], source: string) {
  const texts = new Set(sets.flat());
  const isLabel = (text: string) => /^\d{1,5}$/.test(text) && Number(text) <= LARGEST_LABEL;
  const numbers = [...texts].every(isLabel);
  const largest = Array.from(texts, Number).reduce((a, b) => Math.max(a, b), 0);
  if (numbers && largest === new Set(Array.from(texts, Number)).size - 1) {
    return { classNames: null, labels: sets.map((set) => labelArray(largest, set.map(Number))) };
  }
  if (texts.size > LARGEST_LABEL + 1) {
    throw new InputError(
      `${quoted(source)} has ${texts.size} different labels, but at most ${LARGEST_LABEL + 1} classes can be told apart; choose another label column.`,
    );
  }
  const classNames = [...texts].sort(numbers ? (a, b) => Number(a) - Number(b) : undefined);
  const labelOf = new Map(classNames.map((name, label) => [name, label]));
  const labels = sets.map((set) =>
    labelArray(
      classNames.length - 1,
      set.map((text) => labelOf.get(text) ?? 0),
    ),
  );
  return { classNames, labels };
}

function labelArray(largest: number, labels: readonly number[]): Uint8Array | Uint16Array {
  return largest > 255 ? Uint16Array.from(labels) : Uint8Array.from(labels);
}

/** What is said where there are more or fewer labels than examples. */
export function wrongLabelCount(labels: number, count: number, source: string): InputError {
  return new InputError(
    `${quoted(source)} has ${labels} labels for ${count} examples; each example needs one.`,
  );
}
