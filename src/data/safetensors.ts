/**
 * safetensors, the file format for trained weights that Hugging Face made and many tools read.
 *
 *     8 bytes     the length N of the header, the lowest byte first
 *     N bytes     the header, JSON, with spaces at its end so that the data starts at a multiple of 8:
 *                 { "__metadata__": { "step": "700" },
 *                   "encoder.0.bias": { "dtype": "F32", "shape": [512], "data_offsets": [0, 2048] }, … }
 *     the rest    the tensors' bytes, the lowest byte first, row after row; without gaps or overlaps
 *
 * There is nothing in such a file that could run, and nothing that a reader must believe: every
 * claim of the header is checked here before it is used.
 *
 * Source: the README of https://github.com/huggingface/safetensors, section "Format".
 */
import { InputError } from "../input-error.ts";
import { contentOf } from "./content.ts";
import { quoted } from "./quoted.ts";

/** The types of numbers that are read and written, in the order in which a file holds them. */
const ARRAYS = { F64: Float64Array, F32: Float32Array, U32: Uint32Array, U8: Uint8Array };

type Dtype = keyof typeof ARRAYS;

const DTYPES = Object.keys(ARRAYS) as Dtype[];

/**
 * The longest header that is read, in bytes. The format allows 100 MB, but JSON can be made to
 * take fifty times its length in memory; a header of ours has a few kilobytes.
 */
const LONGEST_HEADER = 10_000_000;

/** A tensor in a file: its numbers, row after row, and how to read them. */
export interface SafetensorsEntry {
  /** The length of each dimension; [] is a single number. */
  readonly shape: readonly number[];
  readonly values: Float64Array | Float32Array | Uint32Array | Uint8Array;
}

/** What a safetensors file holds. */
export interface Safetensors {
  /** The tensors by name, in the order of the file. */
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
  /** Texts by name, to be checked by whoever uses them: any may be missing. */
  readonly metadata: Readonly<Partial<Record<string, string>>>;
}

/**
 * Writes tensors and texts as the bytes of a safetensors file.
 *
 * Equal tensors and texts give equal bytes: wide numbers come before narrow ones, so that all are
 * aligned, and then names in order, as in the reference implementation.
 *
 * @throws RangeError if a shape asks for another count of numbers than there are, if a tensor is
 * called `__metadata__`, or if the names and texts are too long to be read again.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, SafetensorsEntry>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries = Array.from(tensors, ([name, { shape, values }]) => {
    if (name === "__metadata__" || sizeOf(shape) !== values.length) {
      throw new RangeError(
        `writeSafetensors: the tensor ${quoted(name)} has the shape [${shape.join(", ")}] and ${values.length} numbers; its shape must ask for as many, and its name must not be __metadata__.`,
      );
    }
    return { name, shape, values, dtype: dtypeOf(values) };
  }).sort(
    (a, b) => DTYPES.indexOf(a.dtype) - DTYPES.indexOf(b.dtype) || (a.name < b.name ? -1 : 1),
  );

  const fields = Object.keys(metadata).length > 0 ? [field("__metadata__", metadata)] : [];
  let end = 0;
  for (const { name, dtype, shape, values } of entries) {
    const begin = end;
    end += values.byteLength;
    fields.push(field(name, { dtype, shape, data_offsets: [begin, end] }));
  }
  const header = new TextEncoder().encode(`{${fields.join(",")}}`);
  const headerLength = Math.ceil(header.length / 8) * 8;
  if (headerLength > LONGEST_HEADER) {
    throw new RangeError(
      `writeSafetensors: the header would be ${headerLength} bytes long, but at most ${LONGEST_HEADER} are read again.`,
    );
  }

  const file = new Uint8Array(8 + headerLength + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(header, 8);
  let offset = 8 + headerLength;
  for (const { values } of entries) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return file;
}

/**
 * Reads the bytes of a safetensors file. The numbers are copied out of it, so they are aligned and
 * the caller's own. NaN and infinity are read like any others; `expectFinite` refuses them.
 *
 * @param source where the file came from, for messages
 * @throws InputError if anything in the file contradicts the format or itself, or if a tensor has
 * another type than F64, F32, U32 or U8.
 */
export function readSafetensors(file: Uint8Array, source: string): Safetensors {
  const refuse: Refuse = (fault, remedy = "use an undamaged copy of it") => {
    throw new InputError(`${quoted(source)} cannot be read as safetensors: ${fault}; ${remedy}.`);
  };
  const content = contentOf(file);
  if (content !== null && content !== "empty") {
    refuse(`it is ${content}`, "name a safetensors file, such as a run's model.safetensors");
  }
  const { header, data } = split(file, refuse);
  const { __metadata__: texts = {}, ...described } = header;
  const metadata = metadataOf(texts, refuse);
  const infos = Object.entries(described)
    .map(([name, description]) => tensorInfo(name, description, refuse))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  const tensors = new Map<string, SafetensorsEntry>();
  let position = 0;
  for (const { name, dtype, shape, begin, end } of infos) {
    if (begin !== position || end > data.length) {
      refuse(
        `the tensor ${quoted(name)} is said to lie at bytes ${begin} to ${end}, but the one before ends at ${position} and the data at ${data.length}`,
      );
    }
    const copy = new Uint8Array(data.subarray(begin, end)); // aligned, unlike the file
    tensors.set(name, { shape, values: new ARRAYS[dtype](copy.buffer) });
    position = end;
  }
  if (position !== data.length) {
    refuse(`its tensors end at byte ${position} of the data, which has ${data.length}`);
  }
  return { tensors, metadata };
}

/**
 * Asks that no tensor holds a NaN or an infinity: no training gives such weights and lives on.
 *
 * @param source where the tensors came from, for messages
 * @throws InputError that names the tensor and the position of the first such number in it.
 */
export function expectFinite(tensors: Safetensors["tensors"], source: string): void {
  for (const [name, { values }] of tensors) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) {
        throw new InputError(
          `${quoted(source)}: the tensor ${quoted(name)} holds ${values[i]} at position ${i}, but only finite numbers can be used; go back to an earlier file.`,
        );
      }
    }
  }
}

/** Throws the error that says what is wrong with the file, and what to do. */
type Refuse = (fault: string, remedy?: string) => never;

/** The two parts of a file: the header, as an object of whatever was in it, and the data. */
function split(file: Uint8Array, refuse: Refuse) {
  if (file.length < 8) {
    refuse(`it ends after ${file.length} bytes, within the 8 that give the length of its header`);
  }
  const length = Number(
    new DataView(file.buffer, file.byteOffset, file.length).getBigUint64(0, true),
  );
  if (length > LONGEST_HEADER && length > file.length) {
    refuse(
      "it does not begin with the length of its header",
      "name a safetensors file, such as a run's model.safetensors, or use an undamaged copy of it",
    );
  }
  if (length > LONGEST_HEADER || length > file.length - 8) {
    refuse(
      `its header is said to be ${length} bytes long, but ${file.length - 8} follow and at most ${LONGEST_HEADER} are read`,
    );
  }
  let json = "";
  let header: unknown;
  try {
    json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      file.subarray(8, 8 + length),
    );
    header = JSON.parse(json);
  } catch {
    refuse("its header is not JSON in UTF-8");
  }
  if (!isObject(header) || json[0] !== "{") return refuse("its header is not a JSON object");
  const repeated = repeatedKey(json);
  if (repeated !== undefined) refuse(`its header says ${quoted(repeated)} twice`);
  return { header, data: file.subarray(8 + length) };
}

function metadataOf(texts: unknown, refuse: Refuse): Safetensors["metadata"] {
  if (!isObject(texts)) return refuse("its __metadata__ is not an object");
  const metadata: Partial<Record<string, string>> = Object.create(null); // no toString, no __proto__
  for (const [name, text] of Object.entries(texts)) {
    if (typeof text !== "string") return refuse(`its metadata ${quoted(name)} is not a text`);
    metadata[name] = text;
  }
  return metadata;
}

/** What the header says about one tensor. */
interface TensorInfo {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function tensorInfo(name: string, description: unknown, refuse: Refuse): TensorInfo {
  const about = `the tensor ${quoted(name)}`;
  if (!isObject(description)) return refuse(`${about} is not described by an object`);
  const { dtype, shape, data_offsets: offsets, ...others } = description;
  if (!isDtype(dtype)) {
    return refuse(
      `${about} has another dtype than ${DTYPES.join(", ")}`,
      "convert it to one of these first",
    );
  }
  if (!isCounts(shape)) return refuse(`${about} has a shape that is not a list of whole numbers`);
  if (!isCounts(offsets) || offsets.length !== 2) {
    return refuse(`${about} has data_offsets that are not two whole numbers`);
  }
  const [begin, end] = offsets;
  const size = sizeOf(shape);
  if (Number.isNaN(size)) return refuse(`${about} has a shape that is too large for any file`);
  const length = size * ARRAYS[dtype].BYTES_PER_ELEMENT;
  if (length !== end - begin) {
    refuse(`${about} needs ${length} bytes by its shape and dtype, but has ${end - begin}`);
  }
  if (Object.keys(others).length > 0) {
    refuse(`${about} has more fields than dtype, shape and data_offsets`);
  }
  return { name, dtype, shape, begin, end };
}

/** The count of numbers that a shape asks for; NaN beyond 2⁵³, which no file can hold. */
function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => {
    const next = product * length;
    return Number.isSafeInteger(next) ? next : Number.NaN;
  }, 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDtype(value: unknown): value is Dtype {
  return DTYPES.some((dtype) => dtype === value);
}

function isCounts(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((count) => Number.isSafeInteger(count) && count >= 0 && !Object.is(count, -0))
  );
}

function dtypeOf(values: SafetensorsEntry["values"]): Dtype {
  const dtype = DTYPES.find((candidate) => values instanceof ARRAYS[candidate]);
  if (dtype === undefined) {
    throw new TypeError("writeSafetensors: the numbers are in no array that can be written.");
  }
  return dtype;
}

/** One field of a JSON object. Made by hand, because an object would put a name like "0" first. */
function field(name: string, value: object): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

/**
 * A key that stands twice in one object of a JSON text, if there is any. `JSON.parse` would keep
 * the last of them and say nothing, so that two readers could see two different files.
 *
 * @param json a text that `JSON.parse` accepts
 */
export function repeatedKey(json: string): string | undefined {
  const open: Set<string>[] = []; // the keys of each object that is not yet closed
  const colon = /\s*:/y;
  for (let at = 0; at < json.length; at++) {
    if (json[at] === "{") open.push(new Set());
    if (json[at] === "}") open.pop();
    if (json[at] !== '"') continue;
    const start = at++;
    while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
    colon.lastIndex = at + 1;
    if (!colon.test(json)) continue;
    const key: string = JSON.parse(json.slice(start, at + 1));
    const keys = open[open.length - 1];
    if (keys.has(key)) return key;
    keys.add(key);
  }
  return undefined;
}
