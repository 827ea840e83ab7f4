/** Which images a model is told the labels of. */
import { InputError } from "../input-error.ts";
import type { Random } from "../tensor/random.ts";
import type { Examples } from "./examples.ts";

/** Labels that are wanted. */
export interface WantedLabels {
  /** How many images are to have one, the same number of each class; or all. */
  readonly count: number | "all";
  readonly classes: number;
}

/**
 * The numbers of the images whose labels are told, in order.
 *
 * @param name of the data, for messages
 * @param random draws them
 * @throws InputError if there are no labels, if one is none of the classes, or if so many cannot be
 * drawn with the same number of each class.
 */
export function chooseLabelled(
  {
    labels,
    count: total,
    classNames,
  }: Pick<Examples, "labels" | "count"> & Partial<Pick<Examples, "classNames">>,
  { count, classes }: WantedLabels,
  name: string,
  random: Random,
): Uint32Array {
  if (labels === null) {
    throw new InputError(
      `${name} has no labels, but this model learns from some; give data with labels, or choose a recipe that needs none, such as clustering.`,
    );
  }
  const foreign = labels.findIndex((label) => label >= classes);
  if (foreign >= 0) {
    throw new InputError(
      `${name} has the label ${labels[foreign]} (image ${foreign}), but the model tells ${classes} classes apart, 0 to ${classes - 1}; use --set classes=${Array.from(labels).reduce((a, b) => Math.max(a, b), 0) + 1}.`,
    );
  }
  const all = Uint32Array.from({ length: total }, (_, image) => image);
  if (count === "all") return all;
  if (count > total) {
    throw new InputError(
      `--labels asks for ${count} labelled images, but ${name} has only ${total} to learn from; choose a smaller number, or all.`,
    );
  }
  if (count % classes !== 0) {
    throw new InputError(
      `--labels asks for ${count} labelled images, which cannot be ${classes} classes with the same number of each; choose a multiple of ${classes}.`,
    );
  }
  random.shuffle(all);
  const each = count / classes;
  const chosen: number[] = [];
  for (let label = 0; label < classes; label++) {
    const own = all.filter((image) => labels[image] === label).subarray(0, each);
    if (own.length < each) {
      throw new InputError(
        `--labels asks for ${each} labelled images of each class, but ${name} has only ${own.length} of the class ${classNames?.[label] ?? label}; choose ${own.length === 0 ? "all, or other data: each class needs some" : "a smaller number, or all"}.`,
      );
    }
    for (const image of own) chosen.push(image);
  }
  return Uint32Array.from(chosen).sort();
}
