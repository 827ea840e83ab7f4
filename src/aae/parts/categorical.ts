/**
 * A code of two parts: y says which class an image belongs to, z says how it is written.
 *
 *     encoder                 X [B, inputs] → [logits of y | z]      softmax makes y of its logits
 *     decoder                 [y | z] → R [B, inputs]
 *     discriminator           z [B, latent] → [B, 1]     was this style drawn from its prior?
 *     categoryDiscriminator   y [B, K] → [B, 1]          is this a one-hot, or what the encoder gave?
 *
 * Source: arXiv:1511.05644v2, section 5, figure 8, and section 6.
 */
import { Activation } from "../../layers/activation.ts";
import { copyColumns } from "../../layers/columns.ts";
import type { Pass } from "../../layers/layer.ts";
import { Sequential } from "../../layers/sequential.ts";
import { softmaxColumns } from "../../layers/softmax-columns.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Kernels } from "../../tensor/kernels.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Workspace } from "../../tensor/workspace.ts";
import { Adversary } from "./adversary.ts";
import { accuracyOf, inUse } from "./autoencoder.ts";
import type { Given, Model } from "./model.ts";
import { sampleOneHots, writeOneHots } from "./one-hot.ts";
import type { Prior } from "./priors.ts";

/** The networks of such a model; some have cluster heads between code and decoder. */
export interface CategoricalNetworks extends Readonly<Record<string, Sequential>> {
  readonly encoder: Sequential;
  readonly decoder: Sequential;
  readonly discriminator: Sequential;
  readonly categoryDiscriminator: Sequential;
}

export class CategoricalAutoencoder implements Model {
  readonly labelsInPrior = false;
  readonly networks: CategoricalNetworks;
  readonly prior: Prior;
  readonly classes: number;
  readonly range: Model["range"];
  readonly loss: Loss;
  /** X → [y | z]: the encoder, with softmax on the columns of y. */
  readonly coder: Sequential;
  /** [y | z] → R: the decoder, behind the cluster heads where there are any. */
  readonly generator: Sequential;
  readonly #Z: Workspace;
  readonly #Y: Workspace;
  readonly #codes: Workspace;

  constructor(
    kernels: Kernels,
    networks: CategoricalNetworks,
    classes: number,
    prior: Prior,
    { range, loss }: Pick<Model, "range" | "loss">,
  ) {
    const { encoder, decoder } = networks;
    this.networks = networks;
    this.prior = prior;
    this.classes = classes;
    this.range = range;
    this.loss = loss;
    const choice = new Activation(kernels, softmaxColumns(0, classes));
    this.coder = new Sequential([encoder, choice]);
    this.generator = new Sequential(
      "clusterHeads" in networks ? [networks.clusterHeads, decoder] : [decoder],
    );
    this.#Z = new Workspace(kernels);
    this.#Y = new Workspace(kernels);
    this.#codes = new Workspace(kernels);
  }

  encode(X: Tensor, { random }: Given = {}): Tensor {
    return this.coder.forward(X, inUse(random));
  }

  style(X: Tensor, given?: Given): Tensor {
    const codes = this.encode(X, given);
    const Z = this.#Z.shaped(codes.shape[0], this.prior.latent);
    copyColumns(codes, this.classes, Z, 0, this.prior.latent);
    return Z;
  }

  decode(codes: Tensor): Tensor {
    return this.generator.forward(codes, inUse());
  }

  codesOf(Z: Tensor, labels: ArrayLike<number>): Tensor {
    const codes = this.#codes.shaped(Z.shape[0], this.classes + this.prior.latent);
    writeOneHots(codes, 0, this.classes, labels);
    copyColumns(Z, 0, codes, this.classes, this.prior.latent);
    return codes;
  }

  /** y, the probability of each class, [B, K]. */
  classify = (X: Tensor): Tensor => {
    const Y = this.#Y.shaped(X.shape[0], this.classes);
    copyColumns(this.encode(X), 0, Y, 0, this.classes);
    return Y;
  };

  accuracy(P: Tensor, Z: Tensor): number {
    return accuracyOf(this.networks.discriminator, P, Z);
  }
}

/** Two adversaries at work on one code [y | z]: one for y, one for z. */
export class TwoAdversaries {
  readonly #prior: Prior;
  readonly #classes: number;
  readonly #onStyle: Adversary;
  readonly #onCategory: Adversary;
  readonly #memory: Readonly<Record<"P" | "Q" | "Y" | "Z" | "dCodes", Workspace>>;
  /** What the latest call gave, by the discriminator: the parts of its loss. */
  styleLoss = Number.NaN;
  categoryLoss = Number.NaN;

  constructor(
    kernels: Kernels,
    discriminator: Sequential,
    categoryDiscriminator: Sequential,
    prior: Prior,
    classes: number,
  ) {
    this.#prior = prior;
    this.#classes = classes;
    this.#onStyle = new Adversary(kernels, discriminator);
    this.#onCategory = new Adversary(kernels, categoryDiscriminator);
    const memory = () => new Workspace(kernels);
    this.#memory = { P: memory(), Q: memory(), Y: memory(), Z: memory(), dCodes: memory() };
  }

  /** The share of styles, and of categories, that the latest `discriminate` classified correctly. */
  get accuracy(): number {
    return this.#onStyle.accuracy;
  }
  get categoryAccuracy(): number {
    return this.#onCategory.accuracy;
  }

  /**
   * Leaves the gradient in both discriminators. Returns the sum of both losses: styles against
   * samples of the prior, categories against one-hots of which each is equally likely.
   */
  discriminate(codes: Tensor, pass: Pass): number {
    const [Y, Z] = this.#split(codes);
    const P = this.#memory.P.shaped(Z.shape[0], Z.shape[1]);
    const Q = this.#memory.Q.shaped(Y.shape[0], Y.shape[1]);
    this.#prior.sample(P, pass.random);
    sampleOneHots(Q, pass.random);
    this.styleLoss = this.#onStyle.discriminate(P, Z, pass);
    this.categoryLoss = this.#onCategory.discriminate(Q, Y, pass);
    return this.styleLoss + this.categoryLoss;
  }

  /** The sum of both losses of the generator, and its gradient with respect to the codes [y | z]. */
  generate(codes: Tensor, pass: Pass): { loss: number; dCodes: Tensor } {
    const [Y, Z] = this.#split(codes);
    const onStyle = this.#onStyle.generate(Z, pass);
    const onCategory = this.#onCategory.generate(Y, pass);
    this.styleLoss = onStyle.loss;
    this.categoryLoss = onCategory.loss;
    const dCodes = this.#memory.dCodes.shaped(codes.shape[0], codes.shape[1]);
    copyColumns(onCategory.dZ, 0, dCodes, 0, this.#classes);
    copyColumns(onStyle.dZ, 0, dCodes, this.#classes, this.#prior.latent);
    return { loss: onStyle.loss + onCategory.loss, dCodes };
  }

  #split(codes: Tensor): [Y: Tensor, Z: Tensor] {
    const Y = this.#memory.Y.shaped(codes.shape[0], this.#classes);
    const Z = this.#memory.Z.shaped(codes.shape[0], this.#prior.latent);
    copyColumns(codes, 0, Y, 0, this.#classes);
    copyColumns(codes, this.#classes, Z, 0, this.#prior.latent);
    return [Y, Z];
  }
}
