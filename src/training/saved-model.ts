/**
 * A model as the bytes of a safetensors file: every weight by its name, and the description as
 * metadata.
 *
 * Python reads it as it is: `safetensors.numpy.load_file("model.safetensors")` gives
 * `encoder.0.weight` and the others. Weights are [in, out], so that y = x·W + b.
 */
import * as z from "zod";
import { recipes } from "../aae/index.ts";
import type { Configuration } from "../aae/parts/configuration.ts";
import type { Model } from "../aae/parts/model.ts";
import { parseJson } from "../data/json.ts";
import { plain, quoted } from "../data/quoted.ts";
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
import { expectConfiguration, readFrom } from "./configuration.ts";
import { definitionOf, namedTensors, tensorShapes } from "./run.ts";

/** A model, with the configuration that it was trained with and the shape of its images. */
export interface SavedModel {
  readonly model: Model;
  readonly configuration: Configuration;
  /** The height of an image in pixels. */
  readonly rows: number;
  /** The width of an image in pixels. */
  readonly columns: number;
}

/** Says in the file's metadata what the file is. */
const FORMAT = "adversarial-autoencoder";
/** The version of the format; a file without one is of version 1. */
const VERSION = "2";

const side = z
  .int()
  .min(1)
  .max(2 ** 20);
const savedSchema = z.strictObject({
  rows: side,
  columns: side,
  configuration: z.record(z.string(), z.unknown()),
});

/** The bytes of a model's file. */
export function writeModel({ model, configuration, rows, columns }: SavedModel): Uint8Array {
  const tensors = new Map<string, SafetensorsEntry>();
  for (const { name, value } of namedTensors(model)) {
    tensors.set(name, { shape: value.shape, values: valuesOf(value) });
  }
  const description = JSON.stringify({ rows, columns, configuration });
  return writeSafetensors(tensors, { format: FORMAT, version: VERSION, description });
}

/**
 * Reads the bytes of a model's file.
 *
 * @param path where they came from, for messages
 * @throws InputError if the file is damaged, of another kind, or holds weights that are no finite
 * numbers.
 */
export function readModel(kernels: Kernels, file: Uint8Array, path: string): SavedModel {
  const { tensors, metadata } = readSafetensors(file, path);
  if (metadata.format !== FORMAT) {
    throw new InputError(
      `${quoted(path)} is a safetensors file but not an adversarial autoencoder; name the model.safetensors of a run.`,
    );
  }
  const { settings, rows, columns } = readDescription(metadata, path);
  const configuration = readFrom(path, "a model", () => expectConfiguration(settings));
  const definition = definitionOf(configuration);
  const inputs = rows * columns;
  expectTensors(tensors, tensorShapes(definition, configuration, inputs), path);
  expectFinite(tensors, path);

  const model = readFrom(path, "a model", () =>
    definition.create(kernels, configuration, inputs, new SeededRandom(0)),
  );
  for (const { name, value } of namedTensors(model)) {
    value.data.set(tensors.get(name)?.values ?? []);
  }
  return { model, configuration, rows, columns };
}

/** What a file says of its model: settings that are still to be held against a schema. */
interface Description {
  readonly rows: number;
  readonly columns: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

function readDescription(
  { version = "1", description }: Safetensors["metadata"],
  path: string,
): Description {
  if (version === "1") return readVersion1(description, path);
  if (version !== VERSION) {
    throw new InputError(
      `${quoted(path)} is a model in version ${plain(version)} of the format, but this program reads versions 1 and ${VERSION}; use a newer one.`,
    );
  }
  const { configuration, ...shape } = parseJson(description, savedSchema, "a model", path);
  return { ...shape, settings: configuration };
}

const version1Schema = z.strictObject({
  rows: side,
  columns: side,
  pixels: side,
  latent: side,
  hidden: z.array(side),
  discriminatorHidden: z.array(side),
  output: z.enum(["tanh", "sigmoid"]),
  judgement: z.enum(["logit", "probability"]),
  prior: z.record(z.string(), z.unknown()),
});

/** What version 0.1 of this program wrote: the basic model, or the article's. */
function readVersion1(description: string | undefined, path: string): Description {
  const { rows, columns, pixels, judgement, prior, ...shape } = parseJson(
    description,
    version1Schema,
    "a model",
    path,
  );
  if (rows * columns !== pixels) {
    throw new InputError(
      `${quoted(path)} does not describe a model as it should (rows × columns is not pixels); use an undamaged copy of it.`,
    );
  }
  const recipe = judgement === "probability" ? "article" : "aae";
  return {
    rows,
    columns,
    settings: {
      ...{ recipe, data: "mnist", seed: 1, ...recipes[recipe].configuration },
      ...shape,
      prior: prior.kind === "mixture" ? { components: 10, ...prior } : prior,
    },
  };
}

/**
 * Asks for exactly these tensors, before memory is taken for them.
 *
 * @throws InputError that names the first one that is missing, foreign or of another shape.
 */
export function expectTensors(
  tensors: Safetensors["tensors"],
  expected: ReadonlyMap<string, readonly number[]>,
  path: string,
): void {
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
