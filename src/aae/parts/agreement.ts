/**
 * Agreement: an image that is disturbed anew should keep its class.
 *
 *     minimise   L = λ · cross-entropy(logits of y(X′), y(X))   over the weights of the encoder
 *
 * X and X′ are the same images, each time with noise, dropout and warps of their own; y(X) is held
 * constant. The adversary on y alone is content with any K groups of equal size. This prefers groups
 * between which no image can be moved by a little: those of the digits.
 *
 * After Hu, Miyato, Tokui, Matsumoto and Sugiyama, "Learning discrete representations via information
 * maximizing self-augmented training", arXiv:1702.08720, where the classes of the image as it is are the target; here it
 * is disturbed, too, and the cost has a step of its own. Not in arXiv:1511.05644.
 */
import { copyColumns } from "../../layers/columns.ts";
import { type Pass, zeroGradients } from "../../layers/layer.ts";
import type { Sequential } from "../../layers/sequential.ts";
import type { Kernels } from "../../tensor/kernels.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Workspace } from "../../tensor/workspace.ts";
import { ClassCost } from "./class-cost.ts";

/** The cross-entropy of the classes of images, disturbed twice; see `agree`. */
export class Agreement {
  /** λ; with 0, there is nothing to learn. */
  readonly weight: number;
  readonly #encoder: Sequential;
  readonly #zeroGradients: typeof zeroGradients;
  readonly #classes: number;
  readonly #cost: ClassCost;
  readonly #targets: Workspace;

  /**
   * @param classes how many of the encoder's columns are logits; they come first
   * @param weight λ, 0 or more
   */
  constructor(kernels: Kernels, encoder: Sequential, classes: number, weight: number) {
    this.weight = weight;
    this.#encoder = encoder;
    this.#zeroGradients = kernels.fastest(zeroGradients);
    this.#classes = classes;
    this.#cost = new ClassCost(kernels, encoder, weight);
    this.#targets = new Workspace(kernels);
  }

  /**
   * Leaves the gradient in the encoder; returns L.
   *
   * @param X the images, [B, inputs]
   * @param codes [y | z] of these very images
   */
  agree(X: Tensor, codes: Tensor, pass: Pass): number {
    this.#zeroGradients(this.#encoder);
    const T = this.#targets.shaped(X.shape[0], this.#classes);
    copyColumns(codes, 0, T, 0, this.#classes);
    return this.#cost.add(X, T, pass);
  }
}
