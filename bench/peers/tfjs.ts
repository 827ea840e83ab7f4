/**
 * TensorFlow.js as a contestant; the first argument names a backend, `cpu` or `wasm`.
 *
 * Gradients are asked for explicitly, for the weights of the phase alone; whatever a step makes is
 * disposed of, and its losses stay where they are until somebody reads them.
 *
 * With `wasm-transposing`, matrices are transposed before they are multiplied. The gradients that
 * TensorFlow.js brings let the product transpose its operands, for which the backend has nothing
 * but a slow loop; this is a detour around it, for whoever knows that.
 */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // nothing of it is used, but it brings the gradients along
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { answer, type Contestant, type Trainer } from "../contestant.ts";
import type { ProductName, ProductShape } from "../job.ts";
import { type Layers, type Matrix, matrix, type Problem } from "../problem.ts";

const [backend, detour] = process.argv[2].split("-");
await tf.setBackend(backend);
if (detour === "transposing") transposeInGradients();

const tensorOf = ({ shape, data }: Matrix) => tf.tensor2d(data, [shape[0], shape[1]]);

const contestant: Contestant = {
  product(name: ProductName, [B, I, O]: ProductShape) {
    const filled = (...shape: number[]) => tensorOf(matrix(shape, () => Math.random() - 0.5));
    switch (name) {
      case "matmul": {
        const [X, W] = [filled(B, I), filled(I, O)];
        return () => tf.matMul(X, W).dispose();
      }
      case "matmulTransposeA": {
        const [X, dY] = [filled(B, I), filled(B, O)];
        return detour === "transposing"
          ? () => tf.tidy(() => tf.matMul(tf.transpose(X), dY)).dispose()
          : () => tf.matMul(X, dY, true, false).dispose();
      }
      case "matmulTransposeB": {
        const [dY, W] = [filled(B, O), filled(I, O)];
        return detour === "transposing"
          ? () => tf.tidy(() => tf.matMul(dY, tf.transpose(W))).dispose()
          : () => tf.matMul(dY, W, false, true).dispose();
      }
    }
  },

  start(problem: Problem): Trainer {
    const { learningRate, beta1, beta2, epsilon } = problem.adam;
    const variables = (layers: Layers) =>
      layers.map(({ shape, data }) => tf.variable(tf.tensor(data, [...shape])));
    const encoder = variables(problem.encoder);
    const decoder = variables(problem.decoder);
    const discriminator = variables(problem.discriminator);
    const [reconstructionAdam, discriminatorAdam, generatorAdam] = [1, 2, 3].map(() =>
      tf.train.adam(learningRate, beta1, beta2, epsilon),
    );
    const batches = problem.batches.map(({ X, P }) => ({ X: tensorOf(X), P: tensorOf(P) }));

    /** One update of these weights; returns the loss before it. */
    const update = (weights: tf.Variable[], adam: tf.Optimizer, loss: () => tf.Scalar) => {
      const { value, grads } = tf.variableGrads(loss, weights);
      adam.applyGradients(grads);
      return value;
    };

    const step = (X: tf.Tensor2D, P: tf.Tensor2D): tf.Scalar[] => {
      const reconstruction = update([...encoder, ...decoder], reconstructionAdam, () => {
        const R = tf.tanh(network(decoder, network(encoder, X)));
        return tf.mean(tf.squaredDifference(R, X));
      });

      const Z = network(encoder, X);
      const codes = tf.concat([P, Z]);
      const labels = tf.concat([tf.ones([P.shape[0], 1]), tf.zeros([Z.shape[0], 1])]);
      const judgement = update(discriminator, discriminatorAdam, () =>
        binaryCrossEntropy(network(discriminator, codes), labels),
      );

      // The encoder runs again: a gradient is taken of what runs inside the function alone.
      const generator = update(encoder, generatorAdam, () =>
        tf.mean(tf.softplus(tf.neg(network(discriminator, network(encoder, X))))),
      );
      return [reconstruction, judgement, generator];
    };

    let latest: tf.Scalar[] = [];
    return {
      step(batch) {
        tf.dispose(latest);
        const { X, P } = batches[batch];
        latest = tf.tidy(() => step(X, P));
      },
      losses() {
        const [reconstruction, judgement, generator] = latest.map((loss) => loss.dataSync()[0]);
        return [reconstruction, judgement, generator];
      },
    };
  },
};

/** Dense layers with ReLU between them. */
function network(weights: tf.Variable[], X: tf.Tensor2D): tf.Tensor2D {
  let Y: tf.Tensor2D = tf.add(tf.matMul(X, weights[0]), weights[1]);
  for (let i = 2; i < weights.length; i += 2) {
    Y = tf.add(tf.matMul(tf.relu(Y), weights[i]), weights[i + 1]);
  }
  return Y;
}

/** Replaces the gradient of Y = X·W: dX = dY·Wᵀ and dW = Xᵀ·dY, each transposed before its product. */
function transposeInGradients(): void {
  tf.unregisterGradient("BatchMatMul");
  tf.registerGradient({
    kernelName: "BatchMatMul",
    inputsToSave: ["a", "b"],
    gradFunc(dY, [X, W]) {
      if (Array.isArray(dY)) throw new Error("A product has one result.");
      return {
        a: () => tf.matMul(dY, tf.transpose(W)),
        b: () => tf.matMul(tf.transpose(X), dY),
      };
    },
  });
}

/** The mean of −t·ln σ(x) − (1 − t)·ln(1 − σ(x)), which is ln(1 + eˣ) − x·t. */
function binaryCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  return tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, labels)));
}

await answer(contestant);
