/**
 * A model's networks as ONNX, the format that most runtimes for trained networks read.
 *
 * A file is one message of Protocol Buffers, whose fields are a number, a kind and a value. Only the
 * operators that our layers and scalings need are written. Batch normalisation is folded into the dense
 * layer before it: with s = γ/√(σ² + ε),
 *
 *     W' = W·s          b' = (b − μ)·s + β
 *
 * Sources: https://github.com/onnx/onnx, onnx.proto3 (IR version 8) and the operators of opset 13;
 * https://protobuf.dev/programming-guides/encoding.
 */
import { valuesOf } from "../tensor/tensor.ts";
import { describeNetworks, type LayerDescription } from "./network-description.ts";
import { namedTensors } from "./run.ts";
import type { SavedModel } from "./saved-model.ts";

/** A file to write. */
export interface OnnxFile {
  /** Such as `encoder.onnx`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The encoder, the decoder and the discriminators of a model, each as a file.
 *
 * The encoder takes `rows` [count, inputs] in the user's units (pixels 0…255 for images of bytes) and
 * gives `codes`; the decoder takes `codes` and gives `rows` in the user's units; a discriminator takes
 * codes, or the part of them that it judges, and gives `logits` (the article's: a probability). An
 * encoder with a universal posterior takes its `noise` as well.
 *
 * Two models have labels among their codes. The decoder of `supervised` takes the code and behind it the
 * one-hot of the label. The discriminator of `labels-in-prior` takes the code and behind it the one-hot
 * of the label, whose last column means that there is none.
 */
export function onnxFiles(saved: SavedModel): OnnxFile[] {
  const { model, format } = saved;
  const networks = describeNetworks(model);
  const tensors = new Map(
    namedTensors(model).map(({ name, value }) => [
      name,
      { shape: value.shape, values: Float32Array.from(valuesOf(value)) },
    ]),
  );
  const { clusterHeads = [], decoder, encoder, ...discriminators } = networks;
  const [low, high] = model.range ?? [0, 1];
  const offset = format.scaling?.offset ?? [(-255 * low) / (high - low)];
  const scale = format.scaling?.scale ?? [255 / (high - low)];
  const graph = (name: string) => new Graph(name, tensors);

  const encoding = graph("encoder");
  let rows = encoding.input("rows", format.inputs);
  for (const [name, values] of offsetParts(offset)) {
    rows = encoding.add("Sub", [rows, encoding.constant(name, values)]);
  }
  rows = encoding.add("Div", [rows, encoding.constant("scale", Float32Array.from(scale))]);
  const codes = encoding.layers(encoder, rows, format.inputs);
  encoding.output("codes", codes.value, codes.width);

  const decoding = graph("decoder");
  const width = widthBefore([...clusterHeads, ...decoder], tensors);
  const decoded = decoding.layers(
    [...clusterHeads, ...decoder],
    decoding.input("codes", width),
    width,
  );
  let units = decoded.value;
  units = decoding.add("Mul", [units, decoding.constant("scale", Float32Array.from(scale))]);
  for (const [name, values] of offsetParts(offset).toReversed()) {
    units = decoding.add("Add", [units, decoding.constant(name, values)]);
  }
  decoding.output("rows", units, format.inputs);

  const judges = Object.entries(discriminators).map(([name, layers]) => {
    const judging = graph(name);
    const inputs = widthBefore(layers, tensors);
    const judged = judging.layers(layers, judging.input("codes", inputs), inputs);
    judging.output("logits", judged.value, judged.width);
    return judging;
  });
  return [encoding, decoding, ...judges].map((graph) => ({
    name: `${graph.name}.onnx`,
    bytes: graph.file(),
  }));
}

/**
 * Offsets as 32-bit numbers that add up to them. One such number alone may be 64 away from 1.7e9; what is
 * missing is the second, where anything is.
 */
function offsetParts(offset: ArrayLike<number>): [name: string, values: Float32Array][] {
  const near = Float32Array.from(offset);
  const rest = near.map((value, j) => offset[j] - value);
  if (rest.every((value) => value === 0)) return [["offset", near]];
  return [
    ["offset", near],
    ["offset.rest", rest],
  ];
}

interface Numbers {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** How wide the rows are that the first layer with numbers takes. */
function widthBefore(
  layers: readonly LayerDescription[],
  tensors: ReadonlyMap<string, Numbers>,
): number {
  for (const layer of layers) {
    if (layer.kind === "dense") return tensors.get(layer.weight)?.shape[0] ?? 0;
    if (layer.kind === "clusterHeads") {
      const [clusters = 0, dimensions = 0] = tensors.get(layer.heads)?.shape ?? [];
      return clusters + dimensions;
    }
  }
  throw new Error("onnx: a network without a layer that learns has no width.");
}

/** The names that ONNX has for our activations. */
const OPERATORS: Readonly<Partial<Record<string, string>>> = {
  relu: "Relu",
  leakyRelu: "LeakyRelu",
  tanh: "Tanh",
  sigmoid: "Sigmoid",
};

/** A graph that is being written; each value in it has a name. */
class Graph {
  readonly name: string;
  readonly #tensors: ReadonlyMap<string, Numbers>;
  readonly #nodes: Uint8Array[] = [];
  readonly #constants: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  #values = 0;

  constructor(name: string, tensors: ReadonlyMap<string, Numbers>) {
    this.name = name;
    this.#tensors = tensors;
  }

  input(name: string, width: number): string {
    this.#inputs.push(valueInfo(name, width));
    return name;
  }

  /** Gives a value the name of an output. */
  output(name: string, value: string, width: number): void {
    this.#nodes.push(node("Identity", [value], [name]));
    this.#outputs.push(valueInfo(name, width));
  }

  constant(name: string, values: Float32Array, shape: readonly number[] = [values.length]): string {
    this.#constants.push(tensorProto(name, FLOAT, shape, bytesOf(values)));
    return name;
  }

  #sizes(name: string, sizes: readonly number[]): string {
    const values = BigInt64Array.from(sizes, BigInt);
    this.#constants.push(tensorProto(name, INT64, [sizes.length], bytesOf(values)));
    return name;
  }

  /** An operator with one result. */
  add(operator: string, inputs: readonly string[], attributes: readonly Uint8Array[] = []): string {
    return this.#several(operator, inputs, 1, attributes)[0];
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

  /** Columns cut into parts of these widths. */
  #split(value: string, widths: readonly number[]): string[] {
    const sizes = this.#sizes(`sizes${this.#values}`, widths);
    return this.#several("Split", [value, sizes], widths.length, [wholeAttribute("axis", 1)]);
  }

  #join(values: readonly string[]): string {
    return this.add("Concat", values, [wholeAttribute("axis", 1)]);
  }

  #numbers(name: string): Numbers {
    const numbers = this.#tensors.get(name);
    if (numbers === undefined) throw new Error(`onnx: the model has no tensor ${name}.`);
    return numbers;
  }

  /** Layer after layer, for rows of some width. */
  layers(
    layers: readonly LayerDescription[],
    start: string,
    startWidth: number,
  ): { value: string; width: number } {
    let [value, width] = [start, startWidth];
    for (const [index, layer] of layers.entries()) {
      switch (layer.kind) {
        case "dense": {
          const { W, b } = this.#folded(layer, layers[index + 1]);
          const weight = this.constant(layer.weight, W.values, W.shape);
          value = this.add("Gemm", [value, weight, this.constant(layer.bias, b)]);
          width = b.length;
          break;
        }
        case "batchNormalisation":
          if (layers[index - 1]?.kind !== "dense") {
            throw new Error("onnx: batch normalisation without a dense layer before it.");
          }
          break; // folded
        case "activation": {
          const operator = OPERATORS[layer.function];
          if (operator === undefined) {
            throw new Error(`onnx: there is no operator for the activation ${layer.function}.`);
          }
          const slope = layer.slope === undefined ? [] : [floatAttribute("alpha", layer.slope)];
          value = this.add(operator, [value], slope);
          break;
        }
        case "softmaxColumns": {
          const widths = [layer.from, layer.to - layer.from, width - layer.to];
          const parts = this.#split(
            value,
            widths.filter((part) => part > 0),
          );
          const at = layer.from > 0 ? 1 : 0;
          parts[at] = this.add("Softmax", [parts[at]], [wholeAttribute("axis", 1)]);
          value = this.#join(parts);
          break;
        }
        case "gaussianSample":
          [value] = this.#split(value, [width / 2, width / 2]);
          width /= 2;
          break;
        case "appendNoise":
          value = this.#join([value, this.input("noise", layer.columns)]);
          width += layer.columns;
          break;
        case "clusterHeads": {
          const { shape, values } = this.#numbers(layer.heads);
          const [choice, style] = this.#split(value, shape);
          const heads = this.constant(layer.heads, values, shape);
          value = this.add("Add", [this.add("MatMul", [choice, heads]), style]);
          width = shape[1];
        }
      }
    }
    return { value, width };
  }

  /** A dense layer, with the batch normalisation that may follow it. */
  #folded(
    layer: LayerDescription & { kind: "dense" },
    next: LayerDescription | undefined,
  ): { W: Numbers; b: Float32Array } {
    const [W, b] = [this.#numbers(layer.weight), this.#numbers(layer.bias).values];
    if (next?.kind !== "batchNormalisation") return { W, b };
    const gamma = this.#numbers(next.gamma).values;
    const beta = this.#numbers(next.beta).values;
    const mean = this.#numbers(next.runningMean).values;
    const variance = this.#numbers(next.runningVariance).values;
    const s = Float64Array.from(gamma, (g, o) => g / Math.sqrt(variance[o] + next.epsilon));
    return {
      W: { shape: W.shape, values: W.values.map((w, i) => w * s[i % s.length]) },
      b: b.map((b, o) => (b - mean[o]) * s[o] + beta[o]),
    };
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

function floatAttribute(name: string, value: number): Uint8Array {
  const bytes = bytesOf(Float32Array.of(value));
  return message([textField(1, name), [key(2, 5), bytes], wholeField(20, 1)]);
}

function wholeAttribute(name: string, value: number): Uint8Array {
  return message([textField(1, name), wholeField(3, value), wholeField(20, 2)]);
}

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

/** Rows of some width, however many. */
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
