/**
 * A graph of ONNX operators that is being written, and the bytes of its file.
 *
 * A file is one message of Protocol Buffers: fields, one after the other, each a number, a kind and a
 * value, which may be a message again. What the operators compute is not known here.
 *
 * Sources: https://github.com/onnx/onnx, onnx.proto3 (IR version 8);
 * https://protobuf.dev/programming-guides/encoding.
 */

/** A graph; each value in it has a name. */
export class OnnxGraph {
  readonly name: string;
  readonly #nodes: Uint8Array[] = [];
  readonly #constants: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  #values = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Rows that whoever runs the graph gives, [count, width]. */
  input(name: string, width: number): string {
    this.#inputs.push(valueInfo(name, width));
    return name;
  }

  /** Gives a value the name of an output. */
  output(name: string, value: string, width: number): void {
    this.#nodes.push(node("Identity", [value], [name]));
    this.#outputs.push(valueInfo(name, width));
  }

  /** Numbers that the file holds. */
  constant(name: string, values: Float32Array, shape: readonly number[] = [values.length]): string {
    this.#constants.push(tensorProto(name, FLOAT, shape, bytesOf(values)));
    return name;
  }

  /** An operator with one result. */
  add(operator: string, inputs: readonly string[], attributes: readonly Uint8Array[] = []): string {
    return this.#several(operator, inputs, 1, attributes)[0];
  }

  /** Columns cut into parts of these widths. */
  split(value: string, widths: readonly number[]): string[] {
    const sizes = `sizes${this.#values}`;
    const numbers = bytesOf(BigInt64Array.from(widths, BigInt));
    this.#constants.push(tensorProto(sizes, INT64, [widths.length], numbers));
    return this.#several("Split", [value, sizes], widths.length, [wholeAttribute("axis", 1)]);
  }

  /** Columns beside one another. */
  join(values: readonly string[]): string {
    return this.add("Concat", values, [wholeAttribute("axis", 1)]);
  }

  #several(
    operator: string,
    inputs: readonly string[],
    count: number,
    attributes: readonly Uint8Array[] = [],
  ): string[] {
    const outputs = Array.from({ length: count }, () => `v${++this.#values}`);
    this.#nodes.push(node(operator, inputs, outputs, attributes));
    return outputs;
  }

  /** The whole file: a ModelProto. */
  file(): Uint8Array {
    const graph = message([
      ...this.#nodes.map((node) => bytesField(1, node)),
      textField(2, this.name),
      ...this.#constants.map((constant) => bytesField(5, constant)),
      ...this.#inputs.map((input) => bytesField(11, input)),
      ...this.#outputs.map((output) => bytesField(12, output)),
    ]);
    return message([
      wholeField(1, 8), // the version of the format
      textField(2, "adversarial-autoencoder"),
      bytesField(7, graph),
      bytesField(8, message([textField(1, ""), wholeField(2, 13)])), // the version of the operators
    ]);
  }
}

/** ONNX's numbers for types. */
const FLOAT = 1;
const INT64 = 7;

/** One operator: a NodeProto. */
function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Uint8Array[] = [],
): Uint8Array {
  return message([
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(3, `${operator}:${outputs[0]}`),
    textField(4, operator),
    ...attributes.map((attribute) => bytesField(5, attribute)),
  ]);
}

/** An attribute of an operator: a number, such as the slope of leaky ReLU. */
export function floatAttribute(name: string, value: number): Uint8Array {
  const bytes = bytesOf(Float32Array.of(value));
  return message([textField(1, name), [key(2, 5), bytes], wholeField(20, 1)]);
}

/** An attribute of an operator: a whole number, such as an axis. */
export function wholeAttribute(name: string, value: number): Uint8Array {
  return message([textField(1, name), wholeField(3, value), wholeField(20, 2)]);
}

/** Numbers with a name: a TensorProto. */
function tensorProto(
  name: string,
  type: number,
  shape: readonly number[],
  bytes: Uint8Array,
): Uint8Array {
  return message([
    ...shape.map((length) => wholeField(1, length)),
    wholeField(2, type),
    textField(8, name),
    bytesField(9, bytes),
  ]);
}

/** Rows of some width, however many: a ValueInfoProto. */
function valueInfo(name: string, width: number): Uint8Array {
  const count = message([textField(2, "count")]);
  const shape = message([bytesField(1, count), bytesField(1, message([wholeField(1, width)]))]);
  const tensor = message([wholeField(1, FLOAT), bytesField(2, shape)]);
  return message([textField(1, name), bytesField(2, message([bytesField(1, tensor)]))]);
}

/** A field of a message, in pieces. */
type Field = readonly Uint8Array[];

function message(fields: readonly Field[]): Uint8Array {
  const pieces = fields.flat();
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** A field's number, and how its value is written: 0 a whole number, 2 bytes, 5 four bytes. */
function key(field: number, kind: 0 | 2 | 5): Uint8Array {
  return varint(8 * field + kind);
}

function wholeField(field: number, value: number): Field {
  return [key(field, 0), varint(value)];
}

function bytesField(field: number, bytes: Uint8Array): Field {
  return [key(field, 2), varint(bytes.length), bytes];
}

function textField(field: number, text: string): Field {
  return bytesField(field, new TextEncoder().encode(text));
}

/** A whole number, seven bits in each byte, the lowest first; the eighth says that more follow. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.of(...bytes, rest);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
