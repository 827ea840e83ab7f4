/** What the networks of a model are made of, layer after layer, as data that any program can follow. */
import type { Model } from "../aae/parts/model.ts";
import { Activation } from "../layers/activation.ts";
import { AppendNoise } from "../layers/append-noise.ts";
import { BatchNormalisation, EPSILON } from "../layers/batch-normalisation.ts";
import { ClusterHeads } from "../layers/cluster-heads.ts";
import { Dense } from "../layers/dense.ts";
import { Dropout } from "../layers/dropout.ts";
import { GaussianNoise } from "../layers/gaussian-noise.ts";
import { GaussianSample } from "../layers/gaussian-sample.ts";
import type { Layer } from "../layers/layer.ts";
import { RandomWarp } from "../layers/random-warp.ts";
import type { Sequential } from "../layers/sequential.ts";

/** A layer as it is used once a model is trained; tensors by their names in the model's file. */
export type LayerDescription =
  | {
      /** Y = X·weight + bias, with weight [in, out]. */
      readonly kind: "dense";
      readonly weight: string;
      readonly bias: string;
    }
  | {
      /** y = gamma·(x − runningMean)/√(runningVariance + epsilon) + beta, for each column. */
      readonly kind: "batchNormalisation";
      readonly gamma: string;
      readonly beta: string;
      readonly runningMean: string;
      readonly runningVariance: string;
      readonly epsilon: number;
    }
  | {
      readonly kind: "activation";
      readonly function: string;
      /** What leaky ReLU multiplies a negative number by. */
      readonly slope?: number;
    }
  | {
      /** Softmax on the columns from `from` to just before `to`; the others pass as they are. */
      readonly kind: "softmaxColumns";
      readonly from: number;
      readonly to: number;
    }
  | {
      /** Of [μ | ln σ²], the first half of the columns. */
      readonly kind: "gaussianSample";
    }
  | {
      /** So many columns of noise from N(0, 1) beside the input. */
      readonly kind: "appendNoise";
      readonly columns: number;
    }
  | {
      /** Y = C·heads + Z, of X = [C | Z], with heads [K, n]. */
      readonly kind: "clusterHeads";
      readonly heads: string;
    };

/** The layers of each network of a model, by the network's name. */
export type NetworkDescriptions = Readonly<Record<string, readonly LayerDescription[]>>;

/**
 * Describes the networks of a model in use. Noise and dropout on an encoder's input, which only
 * training has, are left out. Where the code begins with classes, the encoder ends with their softmax.
 */
export function describeNetworks({ networks, classes, classify }: Model): NetworkDescriptions {
  const described = Object.entries(networks).map(([name, network]) => {
    const layers = describeLayers(name, network);
    const choice = { kind: "softmaxColumns", from: 0, to: classes } as const;
    return [name, name === "encoder" && classify !== null ? [...layers, choice] : layers] as const;
  });
  return Object.fromEntries(described);
}

function describeLayers(network: string, { layers }: Sequential): LayerDescription[] {
  let learning = 0;
  return layers.flatMap((layer) => {
    const nameOf = (tensor: string) => `${network}.${learning}.${tensor}`;
    const description = describeLayer(layer, nameOf);
    if (layer.parameters.length > 0) learning++;
    return description;
  });
}

function describeLayer(layer: Layer, nameOf: (tensor: string) => string): LayerDescription[] {
  if (layer instanceof Dense) {
    return [{ kind: "dense", weight: nameOf("weight"), bias: nameOf("bias") }];
  }
  if (layer instanceof BatchNormalisation) {
    return [
      {
        kind: "batchNormalisation",
        gamma: nameOf("gamma"),
        beta: nameOf("beta"),
        runningMean: nameOf("runningMean"),
        runningVariance: nameOf("runningVariance"),
        epsilon: EPSILON,
      },
    ];
  }
  if (layer instanceof Activation) {
    const { name, slope } = layer.function;
    return [{ kind: "activation", function: name, ...(slope !== undefined && { slope }) }];
  }
  if (layer instanceof GaussianSample) return [{ kind: "gaussianSample" }];
  if (layer instanceof AppendNoise) return [{ kind: "appendNoise", columns: layer.columns }];
  if (layer instanceof ClusterHeads) return [{ kind: "clusterHeads", heads: nameOf("heads") }];
  if (layer instanceof GaussianNoise || layer instanceof Dropout || layer instanceof RandomWarp)
    return [];
  throw new Error(`describeNetworks: there is no description of ${layer.constructor.name}.`);
}
