/**
 * What the page is compared with, in the same browser, on the same sizes: a step of the 2-D model,
 * all three phases, in TensorFlow.js on its wasm backend; and the reconstruction phase alone in
 * ConvNetJS, which has no way to send one network's gradient through another.
 *
 * Each trains for some seconds on random images and answers with steps a second.
 */

import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // nothing of it is used, but it brings the gradients along
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import convnetjs from "convnetjs";

const PIXELS = 784;
const LATENT = 2;

interface Sizes {
  readonly hidden: number;
  readonly batch: number;
  readonly seconds: number;
}

/** Calls a step until the time is over. */
async function rateOf(seconds: number, step: () => Promise<void> | void): Promise<number> {
  for (let warm = 0; warm < 2; warm++) await step();
  const start = performance.now();
  let steps = 0;
  while (performance.now() - start < 1000 * seconds) {
    await step();
    steps++;
  }
  return (1000 * steps) / (performance.now() - start);
}

async function tensorflow({ hidden, batch, seconds }: Sizes): Promise<number> {
  setWasmPaths("tfjs/");
  await tf.setBackend("wasm");
  const network = (...widths: number[]) =>
    widths.slice(1).flatMap((outputs, k) => {
      const limit = Math.sqrt(6 / (widths[k] + outputs));
      return [
        tf.variable(tf.randomUniform([widths[k], outputs], -limit, limit)),
        tf.variable(tf.zeros([outputs])),
      ];
    });
  const run = (layers: tf.Variable[], X: tf.Tensor) => {
    let Y = X;
    for (let k = 0; k < layers.length; k += 2) {
      Y = tf.add(tf.matMul(Y as tf.Tensor2D, layers[k] as unknown as tf.Tensor2D), layers[k + 1]);
      if (k + 2 < layers.length) Y = tf.relu(Y);
    }
    return Y;
  };
  const encoder = network(PIXELS, hidden, hidden, LATENT);
  const decoder = network(LATENT, hidden, hidden, PIXELS);
  const discriminator = network(LATENT, hidden, hidden, 1);
  const X = tf.randomUniform([batch, PIXELS], -1, 1);
  const [one, two, three] = [2e-3, 1e-3, 1e-3].map((rate) => tf.train.adam(rate, 0.5));
  const bce = (logits: tf.Tensor, label: number) =>
    tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, label))) as tf.Scalar;
  return rateOf(seconds, async () => {
    const losses = tf.tidy(() => {
      const update = (weights: tf.Variable[], adam: tf.Optimizer, loss: () => tf.Scalar) => {
        const { value, grads } = tf.variableGrads(loss, weights);
        adam.applyGradients(grads);
        return value;
      };
      const reconstruction = update([...encoder, ...decoder], one, () =>
        tf.mean(tf.squaredDifference(tf.tanh(run(decoder, run(encoder, X))), X)),
      );
      const Z = run(encoder, X);
      const P = tf.randomNormal([batch, LATENT], 0, 3);
      const play = update(discriminator, two, () =>
        tf.mul(tf.add(bce(run(discriminator, P), 1), bce(run(discriminator, Z), 0)), 0.5),
      );
      const generator = update(encoder, three, () => bce(run(discriminator, run(encoder, X)), 1));
      return tf.stack([reconstruction, play, generator]);
    });
    await losses.data();
    losses.dispose();
  });
}

function convnet({ hidden, batch, seconds }: Sizes): Promise<number> {
  const dense = (num_neurons: number, activation?: string) => ({
    ...{ type: "fc", num_neurons },
    ...(activation && { activation }),
  });
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: "input", out_sx: 1, out_sy: 1, out_depth: PIXELS },
    ...[dense(hidden, "relu"), dense(hidden, "relu"), dense(LATENT)],
    ...[dense(hidden, "relu"), dense(hidden, "relu")],
    { type: "regression", num_neurons: PIXELS },
  ]);
  const trainer = new convnetjs.Trainer(net, {
    ...{
      method: "adam",
      learning_rate: 2e-3,
      beta1: 0.5,
      beta2: 0.999,
      eps: 1e-8,
      batch_size: batch,
    },
  });
  const images = Array.from({ length: batch }, () => {
    const image = new convnetjs.Vol(1, 1, PIXELS, 0);
    for (let j = 0; j < PIXELS; j++) image.w[j] = 2 * Math.random() - 1;
    return image;
  });
  return rateOf(seconds, () => {
    for (const image of images) trainer.train(image, Array.from(image.w));
  });
}

Object.assign(globalThis, { peers: { tensorflow, convnet } });
