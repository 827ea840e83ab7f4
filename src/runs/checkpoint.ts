/**
 * A checkpoint: all that a run must know to go on as if it had never stopped.
 *
 * It is one safetensors file. As tensors it holds
 *
 *     encoder.0.weight, …                          every weight and statistic, as in the model's own file
 *     optimizer.PHASE.encoder.0.weight.m, ….v      what each phase's optimiser remembers
 *     average.encoder.0.weight, …                  the average of every weight, where weights are averaged
 *     order.images, …                              the order of the images in this epoch
 *
 * and as texts, in JSON, `configuration` and `state` (how many steps were taken, the state of the
 * random generator, the place in the epoch, …), and `sha256`: the sha256 of the file itself with 64
 * zeros in this place.
 *
 * The newest one is called checkpoint.safetensors; the one before it is kept beside it.
 */
import { createHash } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Configuration } from "../aae/parts/configuration.ts";
import { parseJson } from "../data/json.ts";
import { quoted } from "../data/quoted.ts";
import {
  expectFinite,
  readSafetensors,
  type Safetensors,
  type SafetensorsEntry,
  writeSafetensors,
} from "../data/safetensors.ts";
import { InputError } from "../input-error.ts";
import { explained, LARGEST_FILE, readFileWhole, writeFileWhole } from "../node/files.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { type CollapseCounts, watchedFigures } from "../training/collapse.ts";
import { definitionOf, namedTensors, type Run, tensorShapes } from "../training/run.ts";
import { expectTensors } from "../training/saved-model.ts";
import { isEqual } from "../training/settings.ts";
import type { MetricsMark } from "./metrics.ts";
import { parseRecorded, type Recorded, recordOf } from "./recorded.ts";

export const CHECKPOINT = "checkpoint.safetensors";
const PREVIOUS = "checkpoint.previous.safetensors";
const NEXT = "checkpoint.next.safetensors";

/** Says in the file's metadata what the file is. */
const FORMAT = "adversarial-autoencoder checkpoint";

/** More than all else in a checkpoint but its tensors, in bytes. */
const TEXTS = 2 ** 20;

/** @throws InputError if a checkpoint of the run would be a larger file than is read. */
export function expectRoom(run: Run): void {
  let bytes = TEXTS;
  for (const { values } of tensorsOf(run).values()) bytes += values.byteLength;
  if (bytes <= LARGEST_FILE) return;
  throw new InputError(
    `A checkpoint of this run would have ${bytes} bytes, but at most ${LARGEST_FILE} are read again; choose smaller --hidden layers.`,
  );
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const fraction = z.number().min(0).lt(1);
const stateSchema = z.strictObject({
  /** How many steps were taken. */
  step: count,
  random: z.strictObject({
    generator: z.strictObject({ c: count, s0: fraction, s1: fraction, s2: fraction }),
    spare: z.number().nullable(),
  }),
  /** How many images of this epoch were used, by the name of the order. */
  positions: z.record(z.string(), count),
  /** How many steps each phase's optimiser has taken. */
  optimizers: z.record(z.string(), count),
  means: z.record(z.string(), z.strictObject({ sum: z.number(), count })),
  /** How long each way to collapse has lasted. */
  collapse: z.strictObject({
    sure: z.record(z.string(), count.nullable()),
    same: count.nullable(),
    far: count.nullable(),
  }),
  metrics: z.strictObject({ bytes: count, sha256 }),
  /** The sha256 of the images and labels. */
  data: sha256,
});

/** A checkpoint as it was read: sound in itself, not yet held against a run. */
export interface Checkpoint {
  readonly path: string;
  readonly tensors: Safetensors["tensors"];
  readonly recorded: Recorded;
  readonly state: z.infer<typeof stateSchema>;
}

/**
 * Writes a checkpoint. At every instant the folder holds a whole one.
 *
 * @throws InputError if it cannot be written, or if a number is not finite; the old one stays.
 */
export function saveCheckpoint(
  folder: string,
  run: Run,
  collapse: CollapseCounts,
  metrics: MetricsMark,
): void {
  const { configuration, kernels, step, random, orders, training, fingerprint } = run;
  const state: Checkpoint["state"] = {
    step,
    random: random.state,
    positions: mapValues(orders, ({ position }) => position),
    optimizers: mapValues(training.optimizers, ({ steps }) => steps),
    means: mapValues(training.means, ({ sum, count }) => ({ sum, count })),
    collapse,
    metrics,
    data: fingerprint,
  };
  const tensors = tensorsOf(run);
  const path = join(folder, CHECKPOINT);
  expectFinite(tensors, path);
  const file = writeSafetensors(tensors, {
    format: FORMAT,
    sha256: ZEROS,
    configuration: JSON.stringify(recordOf({ configuration, kernels: kernels.name })),
    state: JSON.stringify(state),
  });
  const seal = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  seal.write(sha256Of(file, ZEROS), seal.indexOf(ZEROS), "latin1");

  writeFileWhole(join(folder, NEXT), file);
  try {
    if (existsSync(path)) renameSync(path, join(folder, PREVIOUS));
    renameSync(join(folder, NEXT), path);
  } catch (error) {
    throw explained(`cannot write ${quoted(path)}`, error);
  }
}

/**
 * The newest sound checkpoint in a folder, if it has any; and what to say where a newer one is
 * damaged. One that a killed process had written, but not given its name, is the last that is looked at.
 *
 * @throws InputError if there are checkpoints but none is sound.
 */
export function findCheckpoint(folder: string): {
  checkpoint: Checkpoint | null;
  notice: string | null;
} {
  const names = [CHECKPOINT, PREVIOUS, NEXT];
  const paths = names.map((name) => join(folder, name)).filter(existsSync);
  let damage: InputError | null = null;
  for (const path of paths) {
    try {
      const checkpoint = readCheckpoint(readFileWhole(path), path);
      const other = path.endsWith(NEXT) ? "The one that was being kept" : "The one before it";
      const notice = damage && `${damage.message} ${other} is sound.`;
      return { checkpoint, notice };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      damage ??= error;
    }
  }
  if (damage !== null) throw damage;
  return { checkpoint: null, notice: null };
}

/**
 * Reads the bytes of a checkpoint.
 *
 * @param path where they came from
 * @throws InputError if it is damaged, of another kind, or holds a number that is not finite.
 */
export function readCheckpoint(file: Uint8Array, path: string): Checkpoint {
  const { tensors, metadata } = readSafetensors(file, path);
  if (metadata.format !== FORMAT) {
    throw new InputError(
      `${quoted(path)} is a safetensors file but not a checkpoint; name a run folder with its own files.`,
    );
  }
  const seal = metadata.sha256 ?? "";
  if (!sha256.safeParse(seal).success || sha256Of(file, seal) !== seal) {
    throw new InputError(
      `${quoted(path)} is damaged: its content does not have the sha256 that was stored with it.`,
    );
  }
  expectFinite(tensors, path);
  return {
    path,
    tensors,
    recorded: parseRecorded(metadata.configuration, path),
    state: parseJson(metadata.state, stateSchema, "the state of a run", path),
  };
}

/**
 * Asks that a checkpoint has the weights of a configuration's networks, before memory is taken for
 * them.
 *
 * @throws InputError that names the first that is missing or has another shape.
 */
export function expectWeights(
  { tensors, path }: Checkpoint,
  configuration: Configuration,
  inputs: number,
): void {
  const weights = new Map(
    [...tensors].filter(([name]) => !/^(optimizer|order|average)\./.test(name)),
  );
  expectTensors(weights, tensorShapes(definitionOf(configuration), configuration, inputs), path);
}

/**
 * Puts a run where it was when the checkpoint was made.
 *
 * @throws InputError if the checkpoint is of another run; the run is unchanged.
 */
export function restore(run: Run, { path, tensors, recorded, state }: Checkpoint): void {
  const refuse = (fault: string) => {
    throw new InputError(`${quoted(path)} does not belong to this run: ${fault}.`);
  };
  const expected = recordOf({ configuration: run.configuration, kernels: run.kernels.name });
  const found = { ...recordOf(recorded), length: expected.length, data: expected.data };
  for (const key of Object.keys({ ...expected, ...found })) {
    const [own, other] = [expected[key], (found as Record<string, unknown>)[key]];
    if (!isEqual(own, other)) {
      refuse(`its ${key} is ${JSON.stringify(other)}, but the run's is ${JSON.stringify(own)}`);
    }
  }
  if (state.data !== run.fingerprint) {
    refuse(
      `it was trained on other images than those of ${quoted(run.data.name)}; give its own with --data`,
    );
  }
  if (state.step > run.steps) {
    refuse(`it has taken ${state.step} steps, but the run has only ${run.steps}`);
  }
  const places = tensorsOf(run);
  for (const name of new Set([...places.keys(), ...tensors.keys()])) {
    const [place, entry] = [places.get(name), tensors.get(name)];
    if (
      place === undefined ||
      entry === undefined ||
      !isEqual([...entry.shape], [...place.shape]) ||
      entry.values.constructor !== place.values.constructor
    ) {
      refuse(`its ${quoted(name)} is not what the run needs`);
    }
  }
  for (const [name, { order }] of Object.entries(run.orders)) {
    const kept = tensors.get(`order.${name}`)?.values ?? [];
    if (!(state.positions[name] <= kept.length) || !isPermutation(kept, order)) {
      refuse("the images do not come in an order in which each stands once");
    }
  }
  const { optimizers, means } = run.training;
  for (const [what, found, names] of [
    ["phases", state.optimizers, Object.keys(optimizers)],
    ["means", state.means, Object.keys(means)],
    ["orders of images", state.positions, Object.keys(run.orders)],
    ["figures", state.collapse.sure, watchedFigures(run.definition)],
  ] as const) {
    if (!isEqual(Object.keys(found).sort(), names.toSorted())) refuse(`it has other ${what}`);
  }

  for (const [name, { values }] of places) values.set(tensors.get(name)?.values ?? []);
  for (const [phase, optimizer] of Object.entries(optimizers)) {
    optimizer.steps = state.optimizers[phase];
  }
  for (const [name, mean] of Object.entries(means)) Object.assign(mean, state.means[name]);
  for (const [name, order] of Object.entries(run.orders)) order.position = state.positions[name];
  run.random.state = state.random;
  run.step = state.step;
}

/** Every tensor of a run that changes, by its name in a checkpoint: to be written, or to be filled. */
function tensorsOf({ model, training, orders, average }: Run): Map<string, SafetensorsEntry> {
  const entries = new Map<string, SafetensorsEntry>();
  const add = (name: string, X: Tensor) =>
    entries.set(name, { shape: X.shape, values: valuesOf(X) });

  const named = namedTensors(model);
  for (const { name, value } of named) add(name, value);
  for (const { name, value } of average?.averages ?? []) add(`average.${name}`, value);
  const names = new Map(named.map(({ name, value }) => [value, name]));
  for (const [phase, { parameters, memory }] of Object.entries(training.optimizers)) {
    for (const [what, remembered] of Object.entries(memory)) {
      parameters.forEach(({ value }, index) => {
        add(`optimizer.${phase}.${names.get(value)}.${what}`, remembered[index]);
      });
    }
  }
  for (const [name, { order }] of Object.entries(orders)) {
    entries.set(`order.${name}`, { shape: [order.length], values: order });
  }
  return entries;
}

const ZEROS = "0".repeat(64);

/** The sha256 of a file, in hexadecimal, with zeros where its own stands. */
function sha256Of(file: Uint8Array, own: string): string {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const at = Math.max(0, bytes.indexOf(own, 0, "latin1"));
  return createHash("sha256")
    .update(bytes.subarray(0, at))
    .update(ZEROS)
    .update(bytes.subarray(at + ZEROS.length))
    .digest("hex");
}

/** Whether the same numbers are there, each as often as in the other. */
function isPermutation(numbers: ArrayLike<number>, other: ArrayLike<number>): boolean {
  const [a, b] = [Float64Array.from(numbers).sort(), Float64Array.from(other).sort()];
  return a.length === b.length && a.every((number, i) => number === b[i]);
}

function mapValues<In, Out>(
  object: Readonly<Record<string, In>>,
  convert: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, convert(value)]));
}
