/**
 * Layers side by side: all are given the same input, and their outputs stand beside each other.
 *
 *     forward    Y  = [f₁(X) | f₂(X) | …]       X [B, I], Y [B, O₁ + O₂ + …]
 *     backward   dX = dX₁ + dX₂ + …             each branch is given its own columns of dY
 */
import type { Kernels } from "../tensor/kernels.ts";
import { expectSameShape, type Tensor, type Values, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { copyColumns } from "./columns.ts";
import {
  expectForward,
  type Layer,
  type Parameter,
  type Pass,
  type Statistic,
  type Wanted,
} from "./layer.ts";

/** Layers side by side, on the same input; their outputs stand side by side. */
export class Parallel implements Layer {
  readonly branches: readonly Layer[];
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[];
  /** What each branch gave in the latest `forward`. */
  readonly #outputs: Tensor[] = [];
  /** Each branch's columns of dY. */
  readonly #parts: readonly Workspace[];
  readonly #Y: Workspace;
  readonly #dX: Workspace;
  #latestY: Tensor | null = null;
  /** I, the width of the latest X. */
  #inputs = 0;

  /**
   * Names each parameter `0.weight`, `0.bias`, `1.weight`, … counting the branches.
   *
   * @throws Error if there are fewer than two branches.
   */
  constructor(kernels: Kernels, branches: readonly Layer[]) {
    if (branches.length < 2) {
      throw new Error(`Parallel: needs two branches or more, got ${branches.length}.`);
    }
    this.branches = branches;
    this.parameters = branches.flatMap(({ parameters }, index) =>
      parameters.map(({ name, value, grad }) => ({ name: `${index}.${name}`, value, grad })),
    );
    this.statistics = branches.flatMap(({ statistics = [] }, index) =>
      statistics.map(({ name, value }) => ({ name: `${index}.${name}`, value })),
    );
    this.#parts = branches.map(() => new Workspace(kernels));
    this.#Y = new Workspace(kernels);
    this.#dX = new Workspace(kernels);
  }

  /** Y, the outputs of all branches side by side. They run in their order, and draw in it too. */
  forward(X: Tensor, pass: Pass): Tensor {
    const [rows, inputs] = X.shape;
    let outputs = 0;
    for (const [index, branch] of this.branches.entries()) {
      this.#outputs[index] = branch.forward(X, pass);
      outputs += this.#outputs[index].shape[1];
    }
    const Y = this.#Y.shaped(rows, outputs);
    let column = 0;
    for (const output of this.#outputs) {
      copyColumns(output, 0, Y, column, output.shape[1]);
      column += output.shape[1];
    }
    this.#latestY = Y;
    this.#inputs = inputs;
    return Y;
  }

  /** dX, the sum of what the branches give. Throws an Error without a `forward` of its own. */
  backward(dY: Tensor, wanted?: "both" | "input"): Tensor;
  backward(dY: Tensor, wanted?: Wanted): Tensor | null;
  backward(dY: Tensor, wanted: Wanted = "both"): Tensor | null {
    const Y = expectForward("Parallel", this.#latestY);
    expectSameShape("Parallel", Y, dY, "Y", "dY");
    this.#latestY = null;
    const [rows] = Y.shape;
    const dX = wanted === "parameters" ? null : this.#dX.shaped(rows, this.#inputs);
    if (dX !== null) valuesOf(dX).fill(0);
    let column = 0;
    for (const [index, branch] of this.branches.entries()) {
      const width = this.#outputs[index].shape[1];
      const part = this.#parts[index].shaped(rows, width);
      copyColumns(dY, column, part, 0, width);
      column += width;
      const more = branch.backward(part, wanted);
      if (dX !== null && more !== null) add(valuesOf(more), valuesOf(dX));
    }
    return dX;
  }
}

/** b += a, element by element. */
function add(a: Values, b: Values): void {
  for (let i = 0; i < b.length; i++) b[i] += a[i];
}
