/**
 * A model as a safetensors file: every weight by its name, and the description as metadata.
 *
 * Python reads it as it is: `safetensors.numpy.load_file("model.safetensors")` gives
 * `encoder.0.weight` and the others. Weights are [in, out], so that y = x·W + b.
 */

import * as z from "zod";
import { AdversarialAutoencoder, type ModelDescription } from "../aae/model.ts";
import { readFileWhole, writeFileWhole } from "../node/files.ts";
import { quoted } from "../data/quoted.ts";
import {
  expectFinite,
  readSafetensors,
  type Safetensors,
  type SafetensorsEntry,
  writeSafetensors,
} from "../data/safetensors.ts";
import { InputError } from "../input-error.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { SeededRandom } from "../tensor/random.ts";
import { valuesOf } from "../tensor/tensor.ts";
import { parseJson } from "../data/json.ts";

/** A model, and the shape of its images. */
export interface SavedModel {
  readonly model: AdversarialAutoencoder;
  /** The height of an image in pixels. */
  readonly rows: number;
  /** The width of an image in pixels. */
  readonly columns: number;
}

/** Says in the file's metadata what the file is. */
const FORMAT = "adversarial-autoencoder";

const width = z
  .int()
  .min(1)
  .max(2 ** 20);
const positive = z.number().positive();
/** What is read from a file is held against this. */
export const priorSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("gaussian"), deviation: positive }),
  z.strictObject({
    kind: z.literal("mixture"),
    radius: positive,
    radialDeviation: positive,
    tangentialDeviation: positive,
  }),
]);
const savedSchema = z
  .strictObject({
    rows: width,
    columns: width,
    pixels: width,
    latent: width,
    hidden: z.array(width),
    discriminatorHidden: z.array(width),
    output: z.enum(["tanh", "sigmoid"]),
    judgement: z.enum(["logit", "probability"]),
    prior: priorSchema,
  })
  .refine(({ rows, columns, pixels }) => rows * columns === pixels, "rows × columns is not pixels")
  .refine(
    ({ prior, latent }) => prior.kind !== "mixture" || latent === 2,
    "a mixture needs 2 dimensions",
  );

/** Writes a model; the file is whole at every instant. */
export function saveModel(path: string, { model, rows, columns }: SavedModel): void {
  const tensors = new Map<string, SafetensorsEntry>();
  for (const [name, { value }] of model.namedParameters) {
    tensors.set(name, { shape: value.shape, values: valuesOf(value) });
  }
  const description = JSON.stringify({ rows, columns, ...model.description });
  writeFileWhole(path, writeSafetensors(tensors, { format: FORMAT, description }));
}

/**
 * Reads a model that `saveModel` wrote.
 *
 * @throws InputError if the file is missing, damaged, of another kind, or holds weights that are no
 * finite numbers.
 */
export function loadModel(kernels: Kernels, path: string): SavedModel {
  return readModel(kernels, readFileWhole(path), path);
}

/** Reads the bytes of a model's file; `path` says where they came from. Throws as `loadModel`. */
export function readModel(kernels: Kernels, file: Uint8Array, path: string): SavedModel {
  const { tensors, metadata } = readSafetensors(file, path);
  if (metadata.format !== FORMAT) {
    throw new InputError(
      `${quoted(path)} is a safetensors file but not an adversarial autoencoder; name the model.safetensors of a run.`,
    );
  }
  const { rows, columns, ...description } = parseJson(
    metadata.description,
    savedSchema,
    "a model",
    path,
  );
  expectParameters(tensors, description, path);
  expectFinite(tensors, path);

  const model = new AdversarialAutoencoder(kernels, description, new SeededRandom(0));
  for (const [name, { value }] of model.namedParameters) {
    value.data.set(tensors.get(name)?.values ?? []);
  }
  return { model, rows, columns };
}

/**
 * Asks for exactly the weights that the description needs, before memory is taken for them.
 *
 * @throws InputError that names the first one that is missing, foreign or of another shape.
 */
export function expectParameters(
  tensors: Safetensors["tensors"],
  description: ModelDescription,
  path: string,
): void {
  const expected = parameterShapes(description);
  const shapes = (shape: readonly number[] | undefined) =>
    shape === undefined ? "nothing" : `float32 [${shape.join(", ")}]`;
  for (const name of new Set([...expected.keys(), ...tensors.keys()])) {
    const entry = tensors.get(name);
    const found =
      entry && (entry.values instanceof Float32Array ? shapes(entry.shape) : "no float32");
    if ((found ?? "nothing") !== shapes(expected.get(name))) {
      throw new InputError(
        `${quoted(path)} has ${found ?? "nothing"} as ${quoted(name)}, but its networks need ${shapes(expected.get(name))}; use an undamaged copy of it.`,
      );
    }
  }
}

/** The shape of every parameter that a description asks for, by its full name. */
export function parameterShapes(description: ModelDescription): Map<string, number[]> {
  const { pixels, latent, hidden, discriminatorHidden } = description;
  const widths = {
    encoder: [pixels, ...hidden, latent],
    decoder: [latent, ...hidden.toReversed(), pixels],
    discriminator: [latent, ...discriminatorHidden, 1],
  };
  const shapes = new Map<string, number[]>();
  for (const [part, [input, ...outputs]] of Object.entries(widths)) {
    let inputs = input;
    outputs.forEach((width, index) => {
      shapes.set(`${part}.${index}.weight`, [inputs, width]);
      shapes.set(`${part}.${index}.bias`, [width]);
      inputs = width;
    });
  }
  return shapes;
}
