/** Mistakes in the models of the family, and in the parts that they share. */
import type { Mutation } from "./mutations.ts";

const REGULARISED = ["semi-supervised", "clustering", "dimensionality-reduction"] as const;

export const family: readonly Mutation[] = [
  ...REGULARISED.flatMap((model): Mutation[] => [
    {
      file: `aae/${model}.ts`,
      what: "the generator's gradient is added to what the reconstruction has left",
      find: "    this.#zeroGradients(coder);\n",
      replace: "",
    },
    {
      file: `aae/${model}.ts`,
      what: "only one discriminator is trained",
      find: "[...discriminator.parameters, ...categoryDiscriminator.parameters]",
      replace: "[...discriminator.parameters]",
    },
    {
      file: `aae/${model}.ts`,
      what: "the decoder is trained by the generator's phase as well",
      find: 'optimizer("generator", encoder.parameters)',
      replace: 'optimizer("generator", [...encoder.parameters, ...model.generator.parameters])',
    },
  ]),
  {
    file: "aae/dimensionality-reduction.ts",
    what: "the gradient of near heads is there before the other is set to zero",
    find: "    const loss = this.#reconstruction.reconstruct(X, pass);\n    const cost = headsApart(this.#heads.value, this.#heads.grad, this.#apart);\n",
    replace:
      "    const cost = headsApart(this.#heads.value, this.#heads.grad, this.#apart);\n    const loss = this.#reconstruction.reconstruct(X, pass);\n",
  },
  {
    file: "aae/dimensionality-reduction.ts",
    what: "the cost of near heads is followed, but not told",
    find: "return loss + cost;",
    replace: "return loss + 0 * cost;",
  },
  {
    file: "aae/dimensionality-reduction.ts",
    what: "the heads are not trained",
    find: "[...encoder.parameters, ...generator.parameters]",
    replace: "[...encoder.parameters, ...model.networks.decoder.parameters]",
  },
  {
    file: "aae/labels-in-prior.ts",
    what: "the generator's codes bear no label",
    find: "const fake = this.#withLabels(this.#memory.fake, Z, labels);\n    const { loss",
    replace:
      "const fake = this.#withLabels(this.#memory.fake, Z, new Int16Array(Z.shape[0]));\n    const { loss",
  },
  {
    file: "aae/labels-in-prior.ts",
    what: "the codes are given the gradient of the labels",
    find: "copyColumns(dFake, 0, dZ, 0, Z.shape[1]); // nobody",
    replace: "copyColumns(dFake, 1, dZ, 0, Z.shape[1]); // nobody",
  },
  {
    file: "aae/labels-in-prior.ts",
    what: "the encoder starts from the gradient of the phase before",
    find: "    this.#zeroGradients(encoder);\n",
    replace: "",
  },
  {
    file: "aae/supervised.ts",
    what: "the encoder is given the gradient of the labels",
    find: "copyColumns(dCodes, 0, dZ, 0, Z.shape[1]); // the label",
    replace: "copyColumns(dCodes, 1, dZ, 0, Z.shape[1]); // the label",
  },
  {
    file: "aae/supervised.ts",
    what: "the decoder is not trained",
    find: 'optimizer("reconstruction", [...encoder.parameters, ...decoder.parameters])',
    replace: 'optimizer("reconstruction", [...encoder.parameters])',
  },
  {
    file: "aae/supervised.ts",
    what: "gradients of the reconstruction add up from step to step",
    find: "    this.#zeroGradients(encoder, decoder);\n",
    replace: "",
  },
  {
    file: "aae/parts/categorical.ts",
    what: "the gradients of y and z are exchanged",
    find: "copyColumns(onCategory.dZ, 0, dCodes, 0, this.#classes);\n    copyColumns(onStyle.dZ, 0, dCodes, this.#classes, this.#prior.latent);",
    replace:
      "copyColumns(onCategory.dZ, 0, dCodes, this.#prior.latent, this.#classes);\n    copyColumns(onStyle.dZ, 0, dCodes, 0, this.#prior.latent);",
  },
  {
    file: "aae/parts/categorical.ts",
    what: "the generator follows the style alone",
    find: "return { loss: onStyle.loss + onCategory.loss, dCodes };",
    replace: "return { loss: onStyle.loss, dCodes };",
  },
  {
    file: "aae/parts/categorical.ts",
    what: "the discriminators' loss is that of one",
    find: "return this.styleLoss + this.categoryLoss;",
    replace: "return this.styleLoss;",
  },
  {
    file: "aae/parts/categorical.ts",
    what: "the discriminator is shown the wrong columns as style",
    find: "copyColumns(codes, this.#classes, Z, 0, this.#prior.latent);",
    replace: "copyColumns(codes, 0, Z, 0, this.#prior.latent);",
  },
  {
    file: "aae/parts/class-cost.ts",
    what: "the gradient of the logits goes to the style as well",
    find: "valuesOf(dEncoded).fill(0); // z is left alone",
    replace: "valuesOf(dEncoded).fill(0.01);",
  },
  {
    file: "aae/parts/classification.ts",
    what: "the encoder keeps the gradient of the phase before",
    find: "    this.#zeroGradients(this.#encoder);\n",
    replace: "",
  },
  {
    file: "aae/parts/class-cost.ts",
    what: "the gradient of the logits goes to the last columns",
    find: "copyColumns(dLogits, 0, dEncoded, 0, classes);",
    replace: "copyColumns(dLogits, 0, dEncoded, columns - classes, classes);",
  },
  {
    file: "aae/parts/class-cost.ts",
    what: "the weight is forgotten in the gradient",
    find: "scale(dEncoded, this.#weight)",
    replace: "scale(dEncoded, 1)",
  },
  {
    file: "aae/parts/class-cost.ts",
    what: "the weight is forgotten in the loss",
    find: "return this.#weight * loss",
    replace: "return loss",
  },
  {
    file: "aae/parts/agreement.ts",
    what: "the encoder keeps the generator's gradient",
    find: "    this.#zeroGradients(this.#encoder);\n",
    replace: "",
  },
  {
    file: "aae/parts/agreement.ts",
    what: "the styles are the target",
    find: "copyColumns(codes, 0, T, 0, this.#classes)",
    replace: "copyColumns(codes, 1, T, 0, this.#classes)",
  },
  {
    file: "aae/clustering.ts",
    what: "what agreement has found is never followed",
    find: "this.#agreement.agree(X, codes, pass);\n    this.optimizers.generator.step();",
    replace: "this.#agreement.agree(X, codes, pass);",
  },
  {
    file: "aae/semi-supervised.ts",
    what: "what agreement has found is never followed",
    find: "this.#agreement.agree(X, codes, pass);\n    this.optimizers.generator.step();",
    replace: "this.#agreement.agree(X, codes, pass);",
  },
  {
    file: "aae/dimensionality-reduction.ts",
    what: "what agreement has found is never followed",
    find: "this.#agreement.agree(X, codes, pass);\n    this.optimizers.generator.step();",
    replace: "this.#agreement.agree(X, codes, pass);",
  },
];
