/**
 * A model as the bytes of a safetensors file: every weight by its name, and the description as
 * metadata. `docs/python.md` says what each byte means.
 *
 * Python reads it as it is: `safetensors.numpy.load_file("model.safetensors")` gives
 * `encoder.0.weight` and the others. Weights are [in, out], so that y = x·W + b.
 */
import * as z from "zod";
import { recipes } from "../aae/index.ts";
import { type Configuration, RUN_DEFAULTS } from "../aae/parts/configuration.ts";
import type { Model } from "../aae/parts/model.ts";
import type { ExampleFormat } from "../data/format.ts";
import { parseJson } from "../data/json.ts";
import { plain, quoted } from "../data/quoted.ts";
import {
  expectFinite,
  readSafetensors,
  type Safetensors,
  type SafetensorsEntry,
  writeSafetensors,
} from "../data/safetensors.ts";
import { SCALING_KINDS, type Scaling } from "../data/scaling.ts";
import { InputError } from "../input-error.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { SeededRandom } from "../tensor/random.ts";
import { valuesOf } from "../tensor/tensor.ts";
import { expectConfiguration, readFrom } from "./configuration.ts";
import { describeNetworks } from "./network-description.ts";
import { definitionOf, namedTensors, tensorShapes } from "./run.ts";

/** A model, with the configuration that it was trained with and what its examples are. */
export interface SavedModel {
  readonly model: Model;
  readonly configuration: Configuration;
  readonly format: ExampleFormat;
}

/** Says in the file's metadata what the file is. */
const FORMAT = "adversarial-autoencoder";
/** The version of the format; a file without one is of version 1. */
const VERSION = "3";
/** The names of the scaling in a file: float64 [inputs] each. */
const OFFSET = "scaling.offset";
const SCALE = "scaling.scale";

const side = z
  .int()
  .min(1)
  .max(2 ** 28);
const names = z.array(z.string()).nullable();
const savedSchema = z.strictObject({
  inputs: side,
  image: z
    .strictObject({
      rows: side,
      columns: side,
      channels: z.union([z.literal(1), z.literal(3)]),
    })
    .nullable(),
  scaling: z.enum(SCALING_KINDS).nullable(),
  shown: z.tuple([z.number(), z.number()]).nullable(),
  columnNames: names,
  classNames: names,
  configuration: z.record(z.string(), z.unknown()),
});

/** The bytes of a model's file. */
export function writeModel({ model, configuration, format }: SavedModel): Uint8Array {
  const tensors = new Map<string, SafetensorsEntry>();
  for (const { name, value } of namedTensors(model)) {
    tensors.set(name, { shape: value.shape, values: valuesOf(value) });
  }
  const { scaling, ...rest } = format;
  if (scaling !== null) {
    tensors.set(OFFSET, { shape: [format.inputs], values: scaling.offset });
    tensors.set(SCALE, { shape: [format.inputs], values: scaling.scale });
  }
  const description = { ...rest, scaling: scaling?.kind ?? null, configuration };
  return writeSafetensors(tensors, {
    format: FORMAT,
    version: VERSION,
    description: JSON.stringify(description),
    networks: JSON.stringify(describeNetworks(model)),
  });
}

/**
 * Reads the bytes of a model's file.
 *
 * @param path where they came from, for messages
 * @throws InputError if the file is damaged, of another kind or of a newer version, or holds weights
 * that are no finite numbers.
 */
export function readModel(kernels: Kernels, file: Uint8Array, path: string): SavedModel {
  const { tensors, metadata } = readSafetensors(file, path);
  if (metadata.format !== FORMAT) {
    throw new InputError(
      `${quoted(path)} is a safetensors file but not an adversarial autoencoder; name the model.safetensors of a run.`,
    );
  }
  const { settings, kind, ...described } = readDescription(metadata, path);
  const configuration = readFrom(path, "a model", () => expectConfiguration(settings));
  const definition = definitionOf(configuration);
  const { inputs } = described;
  const scaling = readScaling(tensors, kind, inputs, path);
  const weights = new Map([...tensors].filter(([name]) => name !== OFFSET && name !== SCALE));
  expectTensors(weights, tensorShapes(definition, configuration, inputs), path);
  expectFinite(tensors, path);

  const model = readFrom(path, "a model", () =>
    definition.create(kernels, configuration, inputs, new SeededRandom(0)),
  );
  for (const { name, value } of namedTensors(model)) {
    value.data.set(tensors.get(name)?.values ?? []);
  }
  const shown = described.shown ?? (scaling === null ? (model.range ?? [0, 1]) : null);
  return { model, configuration, format: { ...described, shown, scaling } };
}

/** What a file says of its model: settings that are still to be held against a schema. */
interface Description extends Omit<ExampleFormat, "scaling"> {
  readonly kind: Scaling["kind"] | null;
  readonly settings: Readonly<Record<string, unknown>>;
}

function readDescription(
  { version = "1", description }: Safetensors["metadata"],
  path: string,
): Description {
  if (version === "1") return readVersion1(description, path);
  if (version === "2") return readVersion2(description, path);
  if (version !== VERSION) {
    throw new InputError(
      `${quoted(path)} is a model in version ${plain(version)} of the format, but this program reads versions 1 to ${VERSION}; use a newer one.`,
    );
  }
  const { configuration, scaling, ...format } = parseJson(
    description,
    savedSchema,
    "a model",
    path,
  );
  const { inputs, image, columnNames, shown } = format;
  const size = image === null ? inputs : image.rows * image.columns * image.channels;
  if (size !== inputs || (columnNames !== null && columnNames.length !== inputs)) {
    throw contradiction(path, "the size of an example is said in two ways");
  }
  if ((scaling === null && image === null) || (shown === null) !== (image === null)) {
    throw contradiction(path, "it does not say how its numbers are read");
  }
  return { ...format, kind: scaling, settings: configuration };
}

/** Images of bytes, which is all that the first two versions knew. */
function greyFormat(rows: number, columns: number) {
  return {
    inputs: rows * columns,
    image: { rows, columns, channels: 1 },
    kind: null,
    shown: null,
    columnNames: null,
    classNames: null,
  } as const;
}

const version2Schema = z.strictObject({
  rows: side,
  columns: side,
  configuration: z.record(z.string(), z.unknown()),
});

function readVersion2(description: string | undefined, path: string): Description {
  const { rows, columns, configuration } = parseJson(description, version2Schema, "a model", path);
  return { ...greyFormat(rows, columns), settings: configuration };
}

/** The scaling that a file holds. Throws an InputError if it is not as the description says. */
function readScaling(
  tensors: Safetensors["tensors"],
  kind: Scaling["kind"] | null,
  inputs: number,
  path: string,
): Scaling | null {
  const [offset, scale] = [OFFSET, SCALE].map((name) => tensors.get(name)?.values);
  if (kind === null && offset === undefined && scale === undefined) return null;
  if (
    kind === null ||
    !(offset instanceof Float64Array && scale instanceof Float64Array) ||
    offset.length !== inputs ||
    scale.length !== inputs ||
    scale.includes(0)
  ) {
    throw contradiction(path, `its ${OFFSET} and ${SCALE} are not those of ${inputs} columns`);
  }
  return { kind, offset, scale };
}

function contradiction(path: string, fault: string): InputError {
  return new InputError(
    `${quoted(path)} does not describe a model as it should (${fault}); use an undamaged copy of it.`,
  );
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
    throw contradiction(path, "rows × columns is not pixels");
  }
  const recipe = judgement === "probability" ? "article" : "aae";
  return {
    ...greyFormat(rows, columns),
    settings: {
      ...{ recipe, ...RUN_DEFAULTS, ...recipes[recipe].configuration },
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
