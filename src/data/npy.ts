/**
 * NPY, the file format of NumPy: a header that is a Python dictionary, then the numbers.
 *
 *     6 bytes       \x93NUMPY
 *     2 bytes       the version, 1.0 to 3.0
 *     2 or 4 bytes  the length H of the rest of the header, the lowest byte first; 2 in version 1.0
 *     H bytes       {'descr': '<f4', 'fortran_order': False, 'shape': (60000, 784), }, then spaces and \n
 *     the rest      the numbers; in C order the last index moves first, in Fortran order the first
 *
 * `descr` is the order of the bytes (< lowest first, > highest first, | or = where it does not matter), the kind of
 * number and how many bytes it has.
 *
 * Source: NumPy's documentation, "numpy.lib.format".
 */
import { InputError } from "../input-error.ts";
import { ByteReader } from "./byte-reader.ts";
import { contentOf } from "./content.ts";
import { ELEMENT_TYPES, type ElementName, emptyLike, numbersOf } from "./elements.ts";
import { expectFinite, layoutOf, type Numbers, withChannelsLast } from "./examples.ts";
import { quoted } from "./quoted.ts";
import { CHUNK_NUMBERS, type RowChunk, type RowStream } from "./row-stream.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** The longest header that is read, in bytes; NumPy itself reads 10 000 unless it is told to trust a file. */
const LONGEST_HEADER = 10_000;

/** What the header of an NPY file says. */
interface NpyHeader {
  readonly type: ElementName;
  readonly littleEndian: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** The bytes of all numbers together; exact only up to 2⁵³. */
  readonly dataLength: number;
}

/**
 * Reads an NPY file of booleans, integers or floats, in either order of bytes and of indices.
 * Unsigned bytes in C order are not copied.
 *
 * @param source where the file came from, for messages
 * @throws InputError if the file contradicts the format or itself, or holds something else, such
 * as objects, text or complex numbers.
 */
export function readNpy(file: Uint8Array, source: string): Numbers {
  const reader = new ByteReader([file]);
  const header = readHeader(reader, source);
  const { type, littleEndian, fortran, shape, dataLength } = header;
  const start = reader.position;
  if (file.length - start !== dataLength) throw wrongLength(header, file.length - start, source);
  const numbers = numbersOf(file.subarray(start), type, littleEndian);
  return { shape, values: fortran ? fromFortran(numbers, shape) : numbers };
}

/**
 * Opens an NPY file whose rows are read a chunk at a time.
 *
 * @param pieces the bytes of the file
 * @throws InputError like `readNpy`; also for Fortran order, where a row is all over the file, and
 * for a shape that is not that of examples.
 */
export function openNpy(pieces: Iterable<Uint8Array>, source: string): RowStream {
  const reader = new ByteReader(pieces);
  try {
    const header = readHeader(reader, source);
    if (header.fortran && header.shape.filter((length) => length > 1).length > 1) {
      throw new InputError(
        `${quoted(source)} is in Fortran order, of which rows cannot be read one by one; save it again with numpy.ascontiguousarray.`,
      );
    }
    const { count, inputs, image } = layoutOf(header.shape, source);
    const chunks = npyChunks(reader, header, source);
    const close = () => {
      chunks.return(undefined); // does not reach the reader if it has not begun
      reader.close();
    };
    return { count, inputs, image, columnNames: null, chunks, close };
  } catch (error) {
    reader.close();
    throw error;
  }
}

function* npyChunks(reader: ByteReader, header: NpyHeader, source: string): Generator<RowChunk> {
  const { type, littleEndian, shape } = header;
  const { count, inputs, image, channelsFirst } = layoutOf(shape, source);
  const rowLength = inputs * ELEMENT_TYPES[type].size;
  const rowsAtOnce = Math.max(1, Math.floor(CHUNK_NUMBERS / inputs));
  try {
    for (let first = 0; first < count; first += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, count - first);
      const bytes = reader.take(rows * rowLength);
      if (bytes.length < rows * rowLength) {
        throw wrongLength(header, first * rowLength + bytes.length, source);
      }
      const values = numbersOf(bytes, type, littleEndian);
      expectFinite(values, inputs, first, source);
      const ordered = channelsFirst && image !== null ? withChannelsLast(values, image) : values;
      yield { first, count: rows, values: ordered, labels: null };
    }
    const { length } = reader.take(1);
    if (length > 0) throw wrongLength(header, header.dataLength + length, source);
  } finally {
    reader.close();
  }
}

function wrongLength({ shape, dataLength }: NpyHeader, length: number, source: string): InputError {
  const promised = Number.isSafeInteger(dataLength) ? dataLength : "more than 9007199254740991";
  return new InputError(
    `${quoted(source)} should have ${promised} bytes of numbers by its own header [${shape.join(", ")}], but ${
      length < dataLength ? `has ${length}` : "goes on after them"
    }; use an undamaged copy of it.`,
  );
}

function readHeader(reader: ByteReader, source: string): NpyHeader {
  const refuse = (fault: string, remedy = "use an undamaged copy of it"): never => {
    throw new InputError(`${quoted(source)} cannot be read as NPY: ${fault}; ${remedy}.`);
  };
  const start = reader.take(10);
  if (!MAGIC.every((byte, i) => start[i] === byte)) {
    const content = contentOf(start);
    refuse(
      content === null ? "it does not start with \\x93NUMPY" : `it is ${content}`,
      "save it with numpy.save",
    );
  }
  if (start.length < 10) refuse(`it ends after ${start.length} bytes, within its header`);
  const [, , , , , , major, minor] = start;
  if (major < 1 || major > 3 || minor !== 0) {
    refuse(
      `its version is ${major}.${minor}`,
      "save it with numpy.save in version 1.0, 2.0 or 3.0",
    );
  }
  const rest = major === 1 ? new Uint8Array(0) : reader.take(2);
  if (major > 1 && rest.length < 2)
    refuse(`it ends after ${10 + rest.length} bytes, within its header`);
  const [low, second] = start.subarray(8);
  const [third, high] = rest.length === 2 ? rest : [0, 0];
  const length = low + 2 ** 8 * second + 2 ** 16 * third + 2 ** 24 * high;
  if (length > LONGEST_HEADER) {
    refuse(`its header is said to be ${length} bytes long, but at most ${LONGEST_HEADER} are read`);
  }
  const text = reader.take(length);
  if (text.length < length) {
    refuse(`its header is said to be ${length} bytes long, but ${text.length} follow`);
  }
  return parseHeader(String.fromCharCode(...text), refuse);
}

type Refuse = (fault: string, remedy?: string) => never;

/** One entry of the dictionary: a text, a truth, or a tuple of whole numbers. */
const ENTRY =
  /(['"])(\w+)\1\s*:\s*(?:(['"])([^'"]*)\3|(True|False)|\(((?:\s*\d{1,20}L?\s*,)*(?:\s*\d{1,20}L?)?\s*)\))\s*(,|(?=\}))\s*/gy;

function parseHeader(text: string, refuse: Refuse): NpyHeader {
  const entries = new Map<string, RegExpExecArray>();
  const open = /^\s*\{\s*/.exec(text)?.[0].length ?? 0;
  let end = open;
  ENTRY.lastIndex = open;
  for (let match = ENTRY.exec(text); match !== null; match = ENTRY.exec(text)) {
    if (entries.has(match[2])) refuse(`its header says ${quoted(match[2])} twice`);
    entries.set(match[2], match);
    end = ENTRY.lastIndex;
  }
  const descr = entries.get("descr")?.[4];
  const order = entries.get("fortran_order")?.[5];
  const tuple = entries.get("shape")?.[6];
  if (open === 0 || !/^\}\s*$/.test(text.slice(end))) {
    if (/['"]descr['"]\s*:\s*\[/.test(text)) {
      refuse("it holds records of several fields", "save one field, or all as numbers of one type");
    }
    refuse(
      `its header ${quoted(text.trim())} is not a dictionary of descr, fortran_order and shape`,
    );
  }
  if (descr === undefined || order === undefined || tuple === undefined || entries.size !== 3) {
    return refuse(
      `its header ${quoted(text.trim())} does not say descr, fortran_order and shape alone`,
    );
  }
  const shape = tuple
    .split(",")
    .filter((length) => length.trim() !== "")
    .map((length) => Number.parseInt(length, 10));
  const size = shape.reduce((product, length) => product * length, 1);
  if (!shape.every(Number.isSafeInteger) || !Number.isFinite(size)) {
    refuse(`its shape (${tuple}) is too large for any file`);
  }
  const { type, littleEndian } = typeOf(descr, refuse);
  const dataLength = size * ELEMENT_TYPES[type].size;
  return { type, littleEndian, fortran: order === "True", shape, dataLength };
}

/** What else `descr` can say, by its letter. */
const REFUSED: Readonly<Record<string, string>> = {
  O: "Python objects, which could run code when they are read",
  S: "text",
  U: "text",
  V: "raw bytes",
  c: "complex numbers",
  M: "dates",
  m: "spans of time",
};

function typeOf(descr: string, refuse: Refuse) {
  const [, order, kind] = /^([<>|=]?)(.*)$/s.exec(descr) ?? [];
  const type = kind === "?" ? "b1" : kind;
  if (!isElementName(type)) {
    const what = REFUSED[type[0]] ?? `numbers of the type ${quoted(descr)}`;
    return refuse(
      `it holds ${what}`,
      `save it as one of ${Object.keys(ELEMENT_TYPES).join(", ")}, with numpy.astype`,
    );
  }
  return { type, littleEndian: order !== ">" };
}

function isElementName(name: string): name is ElementName {
  return Object.hasOwn(ELEMENT_TYPES, name);
}

/** Numbers in Fortran order, in which the first index moves first, in C order. */
function fromFortran(
  values: Uint8Array | Float32Array,
  shape: readonly number[],
): Uint8Array | Float32Array {
  const ordered = emptyLike(values);
  const strides = shape.map((_, d) => shape.slice(0, d).reduce((a, b) => a * b, 1));
  const index = shape.map(() => 0);
  let from = 0;
  for (let i = 0; i < ordered.length; i++) {
    ordered[i] = values[from];
    for (let d = shape.length - 1; d >= 0; d--) {
      index[d]++;
      from += strides[d];
      if (index[d] < shape[d]) break;
      from -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return ordered;
}

/** What can be written as NPY. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array | Uint16Array | Int32Array | Float32Array | Float64Array;
}

/**
 * Writes an NPY file of version 1.0, in C order, the lowest byte first.
 *
 * @throws RangeError if the shape asks for another count of numbers than there are.
 */
export function writeNpy({ shape, values }: NpyArray): Uint8Array {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== values.length) {
    throw new RangeError(
      `writeNpy: the shape [${shape.join(", ")}] needs ${size} numbers, but ${values.length} are given.`,
    );
  }
  const header = npyHeader(shape, typeOfArray(values));
  const file = new Uint8Array(header.length + values.byteLength);
  file.set(header);
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), header.length);
  return file;
}

/** The types that are written. */
export type WrittenType = "u1" | "u2" | "i4" | "f4" | "f8";

function typeOfArray(values: NpyArray["values"]): WrittenType {
  if (values instanceof Uint8Array) return "u1";
  if (values instanceof Uint16Array) return "u2";
  if (values instanceof Int32Array) return "i4";
  return values instanceof Float32Array ? "f4" : "f8";
}

/**
 * The header of an NPY file alone, to be followed by the numbers, the lowest byte first.
 *
 * Up to 60 characters of shape it is 128 bytes long: so where the count of rows is not known at the
 * start, it can be written over the old one at the end.
 */
export function npyHeader(shape: readonly number[], type: WrittenType): Uint8Array {
  const order = ELEMENT_TYPES[type].size === 1 ? "|" : "<";
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${order}${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = 64 * Math.ceil((10 + text.length + 1) / 64);
  const header = new Uint8Array(length).fill(0x20);
  header.set([...MAGIC, 1, 0]);
  new DataView(header.buffer).setUint16(8, length - 10, true);
  header.set(new TextEncoder().encode(text), 10);
  header[length - 1] = 0x0a;
  return header;
}
