/**
 * A model's networks as ONNX, the format that most runtimes for trained networks read.
 *
 * Only the operators that our layers and scalings need are written; `onnx-graph.ts` makes a file of them.
 * Batch normalisation is folded into the dense layer before it: with s = γ/√(σ² + ε),
 *
 *     W' = W·s          b' = (b − μ)·s + β
 *
 * Source: https://github.com/onnx/onnx, the operators of opset 13.
 */
import { valuesOf } from "../tensor/tensor.ts";
import { describeNetworks, type LayerDescription } from "./network-description.ts";
import { floatAttribute, OnnxGraph, wholeAttribute } from "./onnx-graph.ts";
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
  const tensors: Tensors = new Map(
    namedTensors(model).map(({ name, value }) => [
      name,
      { shape: value.shape, values: Float32Array.from(valuesOf(value)) },
    ]),
  );
  const { clusterHeads = [], decoder, encoder, ...discriminators } = networks;
  const [low, high] = model.range ?? [0, 1];
  const offset = format.scaling?.offset ?? [(-255 * low) / (high - low)];
  const scale = format.scaling?.scale ?? [255 / (high - low)];

  const encoding = new OnnxGraph("encoder");
  let rows = encoding.input("rows", format.inputs);
  for (const [name, values] of offsetParts(offset)) {
    rows = encoding.add("Sub", [rows, encoding.constant(name, values)]);
  }
  rows = encoding.add("Div", [rows, encoding.constant("scale", Float32Array.from(scale))]);
  const codes = addLayers(encoding, encoder, tensors, { value: rows, width: format.inputs });
  encoding.output("codes", codes.value, codes.width);

  const decoding = new OnnxGraph("decoder");
  const decoded = addNetwork(decoding, [...clusterHeads, ...decoder], tensors);
  let units = decoded.value;
  units = decoding.add("Mul", [units, decoding.constant("scale", Float32Array.from(scale))]);
  for (const [name, values] of offsetParts(offset).toReversed()) {
    units = decoding.add("Add", [units, decoding.constant(name, values)]);
  }
  decoding.output("rows", units, format.inputs);

  const judges = Object.entries(discriminators).map(([name, layers]) => {
    const judging = new OnnxGraph(name);
    const judged = addNetwork(judging, layers, tensors);
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

/** The numbers of a model by their names. */
type Tensors = ReadonlyMap<string, Numbers>;

interface Numbers {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function numbersOf(tensors: Tensors, name: string): Numbers {
  const numbers = tensors.get(name);
  if (numbers === undefined) throw new Error(`onnx: the model has no tensor ${name}.`);
  return numbers;
}

/** Rows in a graph: the name of the value, and how many columns it has. */
interface Rows {
  readonly value: string;
  readonly width: number;
}

/** A network that takes codes, or a part of them. */
function addNetwork(graph: OnnxGraph, layers: readonly LayerDescription[], tensors: Tensors): Rows {
  const width = widthBefore(layers, tensors);
  return addLayers(graph, layers, tensors, { value: graph.input("codes", width), width });
}

/** How wide the rows are that the first layer with numbers takes. */
function widthBefore(layers: readonly LayerDescription[], tensors: Tensors): number {
  for (const layer of layers) {
    if (layer.kind === "dense") return numbersOf(tensors, layer.weight).shape[0];
    if (layer.kind === "clusterHeads") {
      const [clusters, dimensions] = numbersOf(tensors, layer.heads).shape;
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

/** Layer after layer, from the rows that the first one takes to those that the last one gives. */
function addLayers(
  graph: OnnxGraph,
  layers: readonly LayerDescription[],
  tensors: Tensors,
  rows: Rows,
): Rows {
  let { value, width } = rows;
  for (const [index, layer] of layers.entries()) {
    switch (layer.kind) {
      case "dense": {
        const { W, b } = folded(tensors, layer, layers[index + 1]);
        const weight = graph.constant(layer.weight, W.values, W.shape);
        value = graph.add("Gemm", [value, weight, graph.constant(layer.bias, b)]);
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
        value = graph.add(operator, [value], slope);
        break;
      }
      case "softmaxColumns": {
        const widths = [layer.from, layer.to - layer.from, width - layer.to];
        const parts = graph.split(
          value,
          widths.filter((part) => part > 0),
        );
        const at = layer.from > 0 ? 1 : 0;
        parts[at] = graph.add("Softmax", [parts[at]], [wholeAttribute("axis", 1)]);
        value = graph.join(parts);
        break;
      }
      case "gaussianSample":
        [value] = graph.split(value, [width / 2, width / 2]);
        width /= 2;
        break;
      case "appendNoise":
        value = graph.join([value, graph.input("noise", layer.columns)]);
        width += layer.columns;
        break;
      case "clusterHeads": {
        const { shape, values } = numbersOf(tensors, layer.heads);
        const [choice, style] = graph.split(value, shape);
        const heads = graph.constant(layer.heads, values, shape);
        value = graph.add("Add", [graph.add("MatMul", [choice, heads]), style]);
        width = shape[1];
      }
    }
  }
  return { value, width };
}

/** A dense layer, with the batch normalisation that may follow it. */
function folded(
  tensors: Tensors,
  layer: LayerDescription & { kind: "dense" },
  next: LayerDescription | undefined,
): { W: Numbers; b: Float32Array } {
  const [W, b] = [numbersOf(tensors, layer.weight), numbersOf(tensors, layer.bias).values];
  if (next?.kind !== "batchNormalisation") return { W, b };
  const gamma = numbersOf(tensors, next.gamma).values;
  const beta = numbersOf(tensors, next.beta).values;
  const mean = numbersOf(tensors, next.runningMean).values;
  const variance = numbersOf(tensors, next.runningVariance).values;
  const s = Float64Array.from(gamma, (g, o) => g / Math.sqrt(variance[o] + next.epsilon));
  return {
    W: { shape: W.shape, values: W.values.map((w, i) => w * s[i % s.length]) },
    b: b.map((b, o) => (b - mean[o]) * s[o] + beta[o]),
  };
}
