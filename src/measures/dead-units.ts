/**
 * Dead units: hidden units that are never active, whatever the input.
 *
 *     unit j is dead    if yⱼ ≤ 0 for every row of every batch, with y the output of a ReLU
 *
 * Where ReLU gives 0, its gradient is 0 too: a unit that is dead on all training images learns
 * nothing any more, and the network is as narrow as if it were not there. A unit of a leaky ReLU
 * that is never above 0 still learns, but on these inputs it is linear, and bends nothing.
 *
 * Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models"
 * (2013), section 2.
 */
import { Activation } from "../layers/activation.ts";
import type { Layer, Pass } from "../layers/layer.ts";
import { Sequential } from "../layers/sequential.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";

/** The activations whose units can die. */
const RECTIFIERS: readonly string[] = ["relu", "leakyRelu"];

export interface DeadUnits {
  /** Which ReLU of the network, counting from 0. */
  readonly layer: number;
  /** How many units it has. */
  readonly total: number;
  /** How many of them were not active once. */
  readonly dead: number;
}

/**
 * Counts the dead units of each ReLU of a network on batches of inputs.
 *
 * The layers are run one by one, so no `backward` may belong to a forward from before this call.
 *
 * @param pass `training: false`, unless dropout and the like are to be looked at as well
 * @throws RangeError if there is no row: on nothing, every unit would count as dead.
 */
export function deadUnits(network: Sequential, batches: Iterable<Tensor>, pass: Pass): DeadUnits[] {
  const layers = flattened(network);
  const active = new Map<Activation, Uint8Array>();
  let rows = 0;
  for (const X of batches) {
    rows += X.shape[0];
    let Y = X;
    for (const layer of layers) {
      Y = layer.forward(Y, pass);
      if (!(layer instanceof Activation) || !RECTIFIERS.includes(layer.function.name)) continue;
      let seen = active.get(layer);
      if (seen === undefined) active.set(layer, (seen = new Uint8Array(Y.shape[1])));
      mark(seen, valuesOf(Y));
    }
  }
  if (rows === 0) throw new RangeError("deadUnits: there are no inputs; give at least one row.");
  return Array.from(active.values(), (seen, layer) => ({
    layer,
    total: seen.length,
    dead: seen.filter((once) => once === 0).length,
  }));
}

/** Notes which units of Y [rows, units] are above 0 in any row. */
function mark(seen: Uint8Array, y: ArrayLike<number>): void {
  for (let start = 0; start < y.length; start += seen.length) {
    for (let j = 0; j < seen.length; j++) {
      if (y[start + j] > 0) seen[j] = 1;
    }
  }
}

/** The layers in the order in which they are run, those of a sequence within in its place. */
function flattened(layer: Layer): readonly Layer[] {
  return layer instanceof Sequential ? layer.layers.flatMap(flattened) : [layer];
}
