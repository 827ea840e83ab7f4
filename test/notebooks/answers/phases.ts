/** The phases of reconstruction, discriminator and generator, and twenty ways each to get them wrong. */
import {
  checkDiscriminator,
  checkGenerator,
  checkReconstruction,
  type DiscriminatorPhase,
  type GeneratorPhase,
  type ReconstructionPhase,
} from "../../../notebooks/lib/exercises/phases.ts";
import { zeroGradients } from "../../../src/layers/layer.ts";
import { bceWithLogits } from "../../../src/losses/bce-with-logits.ts";
import { mse } from "../../../src/losses/mse.ts";
import { doubleKernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import type { Exercise } from "./answers.ts";

const scope = { zeroGradients, mse, bceWithLogits, zeros, doubleKernels, tensorFrom };

export const reconstruction: Exercise<ReconstructionPhase> = {
  chapter: "07",
  name: "myReconstruction",
  scope,
  check: checkReconstruction,
  mistakes: [
    [
      "the gradients are not zeroed",
      "zeroGradients(encoder, decoder);",
      "",
      "Called twice, the phase leaves more than called once: gradients add up, so",
    ],
    [
      "the encoder's are not zeroed",
      "zeroGradients(encoder, decoder)",
      "zeroGradients(decoder)",
      "Called twice, the phase leaves more than called once: gradients add up, so",
    ],
    [
      "the decoder's are not zeroed",
      "zeroGradients(encoder, decoder)",
      "zeroGradients(encoder)",
      "Called twice, the phase leaves more than called once: gradients add up, so",
    ],
    [
      "zeroed in the end",
      "return loss;",
      "zeroGradients(encoder, decoder);\n  return loss;",
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "the encoder is left out on the way back",
      'encoder.backward(dZ, "parameters");',
      "",
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "the decoder's parameters are not wanted",
      "decoder.backward(dR)",
      'decoder.backward(dR, "input")',
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "the encoder's parameters are not wanted",
      'encoder.backward(dZ, "parameters")',
      'encoder.backward(dZ, "input")',
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "the targets are the codes' own",
      "mse(R, X, dR)",
      "mse(R, R, dR)",
      "The loss is 0, and should be 1.07712.",
    ],
    [
      "prediction and target are exchanged",
      "mse(R, X, dR)",
      "mse(X, R, dR)",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    [
      "dR is doubled",
      "const dZ =",
      "for (let i = 0; i < dR.size; i++) dR.data[i] *= 2;\n  const dZ =",
      "Every value is 2 times what it should be. Is something counted twice?",
    ],
    [
      "dR has the wrong sign",
      "const dZ =",
      "for (let i = 0; i < dR.size; i++) dR.data[i] *= -1;\n  const dZ =",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    [
      "dR is divided by the batch once more",
      "const dZ =",
      "for (let i = 0; i < dR.size; i++) dR.data[i] /= 4;\n  const dZ =",
      "Every value is 1/4 times what it should be. 4 is the batch size: is it",
    ],
    [
      "the loss is a sum",
      "return loss;",
      "return loss * R.size;",
      "The loss is 25.8509, and should be 1.07712.",
    ],
    [
      "the loss is halved",
      "return loss;",
      "return loss / 2;",
      "The loss is 0.538559, and should be 1.07712.",
    ],
    [
      "nothing is returned",
      "return loss;",
      "",
      "The phase returns undefined; it should return its loss.",
    ],
    [
      "R is decoded from nothing",
      "decoder.forward(Z, pass)",
      "decoder.forward(zeros(doubleKernels, Z.shape[0], Z.shape[1]), pass)",
      "The loss is 1.14783, and should be 1.07712.",
    ],
    [
      "the codes are halved",
      "const R =",
      "for (let i = 0; i < Z.size; i++) Z.data[i] /= 2;\n  const R =",
      "The loss is 1.0937, and should be 1.07712.",
    ],
    [
      "dZ is doubled",
      'encoder.backward(dZ, "parameters")',
      'for (let i = 0; i < dZ.size; i++) dZ.data[i] *= 2;\n  encoder.backward(dZ, "parameters")',
      "Every value is 2 times what it should be. Is something counted twice?",
    ],
    [
      "dR goes to the encoder",
      'encoder.backward(dZ, "parameters")',
      'encoder.backward(dR, "parameters")',
      'Your code threw "matmulTransposeA: the result is [5, 6] but dW is [5, 2].".',
    ],
    [
      "back in the wrong order",
      'const dZ = decoder.backward(dR);\n  encoder.backward(dZ, "parameters");',
      'const dZ = encoder.backward(dR);\n  decoder.backward(dZ, "parameters");',
      'Your code threw "matmulTransposeA: the result is [5, 6] but dW is [5, 2].".',
    ],
    [
      "a second backward",
      "const dZ =",
      "decoder.backward(dR);\n  const dZ =",
      'Your code threw "Sequential: backward belongs to the latest forward, and',
    ],
    [
      "the codes are of noise",
      "encoder.forward(X, pass)",
      "encoder.forward(zeros(doubleKernels, X.shape[0], X.shape[1]), pass)",
      "The loss is 1.14783, and should be 1.07712.",
    ],
  ],
};

export const discriminator: Exercise<DiscriminatorPhase> = {
  chapter: "08",
  name: "myDiscriminatorPhase",
  scope,
  check: checkDiscriminator,
  mistakes: [
    [
      "the gradients are not zeroed",
      "zeroGradients(discriminator);",
      "",
      "Called twice, the phase leaves more than called once: gradients add up, so",
    ],
    [
      "zeroed in the end",
      "return loss;",
      "zeroGradients(discriminator);\n  return loss;",
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "codes above points",
      "[...P.data, ...Z.data]",
      "[...Z.data, ...P.data]",
      "This is the loss with both labels exchanged: points of the prior are real,",
    ],
    [
      "the labels are exchanged",
      "for (let b = 0; b < B; b++) labels.data[b] = 1",
      "for (let b = B; b < 2 * B; b++) labels.data[b] = 1",
      "This is the loss with both labels exchanged: points of the prior are real,",
    ],
    [
      "all are real",
      "b < B; b++) labels.data[b] = 1",
      "b < 2 * B; b++) labels.data[b] = 1",
      "The loss is 0.598746, and should be 0.688723.",
    ],
    [
      "all are fake",
      "labels.data[b] = 1",
      "labels.data[b] = 0",
      "The loss is 0.857833, and should be 0.688723.",
    ],
    [
      "one label too many",
      "b < B; b++)",
      "b <= B; b++)",
      "The loss is 0.661166, and should be 0.688723.",
    ],
    [
      "one label too few",
      "let b = 0; b < B; b++)",
      "let b = 1; b < B; b++)",
      "The loss is 0.664369, and should be 0.688723.",
    ],
    [
      "labels of ½",
      "labels.data[b] = 1",
      "labels.data[b] = 0.5",
      "The loss is 0.773278, and should be 0.688723.",
    ],
    [
      "points alone",
      "[...P.data, ...Z.data]",
      "[...P.data, ...P.data]",
      "The loss is 0.754299, and should be 0.688723.",
    ],
    [
      "codes alone",
      "[...P.data, ...Z.data]",
      "[...Z.data, ...Z.data]",
      "The loss is 0.70228, and should be 0.688723.",
    ],
    [
      "the loss is doubled",
      "return loss;",
      "return 2 * loss;",
      "The loss is 1.37745, and should be 0.688723.",
    ],
    [
      "the loss has the wrong sign",
      "return loss;",
      "return -loss;",
      "The loss is -0.688723, and should be 0.688723.",
    ],
    [
      "nothing is returned",
      "return loss;",
      "",
      "The phase returns undefined; it should return its loss.",
    ],
    [
      "no way back",
      'discriminator.backward(dLogits, "parameters");',
      "",
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "the parameters are not wanted",
      'discriminator.backward(dLogits, "parameters")',
      'discriminator.backward(dLogits, "input")',
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "the logits go back",
      'discriminator.backward(dLogits, "parameters")',
      'discriminator.backward(logits, "parameters")',
    ],
    [
      "the gradient is doubled",
      "discriminator.backward(dLogits",
      "for (let i = 0; i < dLogits.size; i++) dLogits.data[i] *= 2;\n  discriminator.backward(dLogits",
      "Every value is 2 times what it should be. Is something counted twice?",
    ],
    [
      "the gradient has the wrong sign",
      "discriminator.backward(dLogits",
      "for (let i = 0; i < dLogits.size; i++) dLogits.data[i] *= -1;\n  discriminator.backward(dLogits",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    [
      "the gradient is that of the codes alone",
      "discriminator.backward(dLogits",
      "dLogits.data.fill(0, 0, B);\n  discriminator.backward(dLogits",
    ],
    [
      "the batch is divided twice",
      "discriminator.backward(dLogits",
      "for (let i = 0; i < dLogits.size; i++) dLogits.data[i] /= B;\n  discriminator.backward(dLogits",
      "Every value is 1/4 times what it should be. 4 is the batch size: is it",
    ],
    [
      "the codes are changed",
      "return loss;",
      "Z.data.fill(0);\n  return loss;",
      "P or Z has changed: they belong to the caller.",
    ],
  ],
};

export const generator: Exercise<GeneratorPhase> = {
  chapter: "08",
  name: "myGeneratorPhase",
  scope,
  check: checkGenerator,
  mistakes: [
    [
      "the codes are called fake",
      "labels.data.fill(1);",
      "",
      "This is the loss for codes that are called fake, 0: which label does the",
    ],
    [
      "the labels are −1",
      "labels.data.fill(1);",
      "labels.data.fill(-1);",
      "The loss is 1.11461, and should be 0.583766.",
    ],
    [
      "the labels are ½",
      "labels.data.fill(1);",
      "labels.data.fill(0.5);",
      "The loss is 0.716478, and should be 0.583766.",
    ],
    [
      "one label too few",
      "labels.data.fill(1);",
      "labels.data.fill(1, 1);",
      "The loss is 0.793218, and should be 0.583766.",
    ],
    [
      "the gradients are not zeroed",
      "zeroGradients(encoder);",
      "",
      "Called twice, the phase leaves more than called once: gradients add up, so",
    ],
    [
      "the discriminator's are zeroed in its place",
      "zeroGradients(encoder);",
      "zeroGradients(discriminator);",
      "Called twice, the phase leaves more than called once: gradients add up, so",
      "The discriminator's gradients changed: what is wanted of its backward?",
    ],
    [
      "the discriminator's are zeroed as well",
      "zeroGradients(encoder);",
      "zeroGradients(encoder, discriminator);",
      "The discriminator's gradients changed: what is wanted of its backward?",
    ],
    [
      "zeroed in the end",
      "return loss;",
      "zeroGradients(encoder);\n  return loss;",
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "the discriminator's gradients change",
      'backward(dLogits, "input")',
      "backward(dLogits)",
      "The discriminator's gradients changed: what is wanted of its backward?",
    ],
    [
      "the discriminator is asked for its parameters' gradients alone",
      'backward(dLogits, "input")',
      'backward(dLogits, "parameters")',
      "Your code threw \"Cannot read properties of null (reading 'shape')\"",
    ],
    [
      "the encoder is left out on the way back",
      'encoder.backward(dZ, "parameters");',
      "",
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "the encoder is asked for its input alone",
      'encoder.backward(dZ, "parameters")',
      'encoder.backward(dZ, "input")',
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "the encoder is handed the codes",
      'encoder.backward(dZ, "parameters")',
      'encoder.backward(Z, "parameters")',
    ],
    [
      "the encoder is sent backwards twice",
      'encoder.backward(dZ, "parameters");',
      'encoder.backward(dZ, "parameters");\n  encoder.backward(dZ, "parameters");',
      'Your code threw "Sequential: backward belongs to the latest forward, and',
    ],
    [
      "the pushes point the other way",
      'encoder.backward(dZ, "parameters")',
      'for (let k = 0; k < dZ.size; k++) dZ.data[k] *= -1;\n  encoder.backward(dZ, "parameters")',
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    [
      "probabilities for logits",
      "const logits = discriminator.forward(Z, pass);",
      "const logits = discriminator.forward(Z, pass);\n  for (let k = 0; k < logits.size; k++) logits.data[k] = 1 / (1 + Math.exp(-logits.data[k]));",
      "The loss is 0.451384, and should be 0.583766.",
    ],
    [
      "mean squared error",
      "bceWithLogits(logits, labels, dLogits)",
      "mse(logits, labels, dLogits)",
      "The loss is 0.660744, and should be 0.583766.",
    ],
    [
      "the sum of the losses",
      "return loss;",
      "return loss * X.shape[0];",
      "Every value is 1/4 times what it should be. 4 is the batch size: is it",
      "The loss is 2.33506, and should be 0.583766.",
    ],
    [
      "half the loss",
      "return loss;",
      "return loss / 2;",
      "Every value is 2 times what it should be. Is something counted twice?",
      "The loss is 0.291883, and should be 0.583766.",
    ],
    [
      "the loss with the other sign",
      "return loss;",
      "return -loss;",
      "Every value has the opposite sign: is there a minus too many, or one too",
      "The loss is -0.583766, and should be 0.583766.",
    ],
    [
      "the loss is not returned",
      "return loss;",
      "return 0;",
      "The loss is 0, and should be 0.583766.",
    ],
    [
      "nothing is returned",
      "return loss;",
      "",
      "The objective is undefined before anything is nudged: is its forward pass",
      "The phase returns undefined; it should return its loss.",
    ],
    [
      "the gradient is divided by the batch once more",
      "const dZ = discriminator",
      "for (let k = 0; k < dLogits.size; k++) dLogits.data[k] /= dLogits.size;\n  const dZ = discriminator",
      "Every value is 1/4 times what it should be. 4 is the batch size: is it",
    ],
    [
      "the images are handed to the discriminator",
      "discriminator.forward(Z, pass)",
      "discriminator.forward(X, pass)",
      'Your code threw "matmul: X is [4, 6] but W is [2, 4]; X needs as many',
    ],
    [
      "the images are changed",
      "return loss;",
      "X.data[0] += 1;\n  return loss;",
      "X has changed: it is given, and belongs to the caller.",
    ],
  ],
};
