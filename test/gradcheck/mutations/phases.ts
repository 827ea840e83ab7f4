/** Mistakes in the phases of the basic model and of the article. */
import type { Mutation } from "./mutations.ts";

export const phases: readonly Mutation[] = [
  {
    file: "aae/parts/reconstruction.ts",
    what: "the encoder gets no gradient",
    find: 'this.#encoder.backward(dZ, "parameters");',
    replace: "",
  },
  {
    file: "aae/parts/reconstruction.ts",
    what: "the encoder is given the codes in place of their gradient",
    find: 'this.#encoder.backward(dZ, "parameters");',
    replace: 'this.#encoder.backward(Z, "parameters");',
  },
  {
    file: "aae/parts/reconstruction.ts",
    what: "the encoder's gradients pile up from step to step",
    find: "this.#zeroGradients(this.#encoder, this.#decoder)",
    replace: "this.#zeroGradients(this.#decoder)",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "real and fake are exchanged",
    find: ".fill(1, 0, batch).fill(0, batch)",
    replace: ".fill(0, 0, batch).fill(1, batch)",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the prior's samples are judged twice, the codes never",
    find: "set(valuesOf(Z), P.size)",
    replace: "set(valuesOf(P), P.size)",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the discriminator is given no gradient",
    find: 'this.#discriminator.backward(dLogits, "parameters"); // Z',
    replace: "// Z",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the discriminator's gradients pile up from step to step",
    find: "    this.#zeroGradients(this.#discriminator);\n",
    replace: "",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "accuracy counts what is classified wrongly",
    find: "logits[i] > 0 === i < real",
    replace: "logits[i] > 0 !== i < real",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the generator tells the truth",
    find: ".fill(1); // the lie",
    replace: ".fill(0); // the lie",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the generator's gradient is added to the discriminator too",
    find: 'this.#discriminator.backward(dLogits, "input")',
    replace: "this.#discriminator.backward(dLogits)",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the generator pushes away from the prior",
    find: "return { loss, dZ: this",
    replace:
      "for (let i = 0; i < dLogits.size; i++) dLogits.data[i] *= -1;\n    return { loss, dZ: this",
  },
  {
    file: "aae/basic.ts",
    what: "the encoder's gradients pile up from phase to phase",
    find: "    this.#zeroGradients(encoder);\n",
    replace: "",
  },
  {
    file: "aae/basic.ts",
    what: "the generator's optimiser moves the discriminator",
    find: 'optimizer("generator", encoder.parameters)',
    replace: 'optimizer("generator", discriminator.parameters)',
  },
  {
    file: "aae/basic.ts",
    what: "the reconstruction's optimiser forgets the decoder",
    find: "[...encoder.parameters, ...decoder.parameters]",
    replace: "[...encoder.parameters]",
  },
  {
    file: "aae/basic.ts",
    what: "the discriminator judges codes from before the first update",
    find: "    const reconstruction = this.reconstruction(X, pass);\n    const Z = this.#model.networks.encoder.forward(X, pass);",
    replace:
      "    const Z = this.#model.networks.encoder.forward(X, pass);\n    const reconstruction = this.reconstruction(X, pass);",
  },
  {
    file: "aae/article.ts",
    what: "codes are labelled as the prior's samples are",
    find: "this.discriminator(Z, 1, pass)",
    replace: "this.discriminator(Z, 0, pass)",
  },
  {
    file: "aae/article.ts",
    what: "the second update still has the first one's gradient",
    find: "    this.#zeroGradients(discriminator);\n",
    replace: "",
  },
];
