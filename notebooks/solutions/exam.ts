/** A solution of the exam (chapter 13): an adversarial autoencoder from nothing, as plain loops. */
import type { Aae, Page, Row, Sizes } from "../lib/exercises/exam.ts";

const dense = (X: Row, W: Row, b: Row): Row => {
  const O = b.length;
  const I = W.length / O;
  const Y = new Float64Array((X.length / I) * O);
  for (let n = 0; n < X.length / I; n++) {
    for (let o = 0; o < O; o++) Y[n * O + o] = b[o];
    for (let i = 0; i < I; i++) {
      for (let o = 0; o < O; o++) Y[n * O + o] += X[n * I + i] * W[i * O + o];
    }
  }
  return Y;
};

const denseBack = (dY: Row, X: Row, W: Row, dW: Row, db: Row): Row => {
  const O = db.length;
  const I = W.length / O;
  const dX = new Float64Array(X.length);
  for (let n = 0; n < dY.length / O; n++) {
    for (let o = 0; o < O; o++) db[o] += dY[n * O + o];
    for (let i = 0; i < I; i++) {
      let sum = 0;
      for (let o = 0; o < O; o++) {
        dW[i * O + o] += X[n * I + i] * dY[n * O + o];
        sum += dY[n * O + o] * W[i * O + o];
      }
      dX[n * I + i] = sum;
    }
  }
  return dX;
};

const relu = (X: Row): Row => X.map((x) => Math.max(0, x));
const reluBack = (dY: Row, X: Row): Row => dY.map((d, k) => (X[k] > 0 ? d : 0));

const mse = (R: Row, X: Row, dR: Row): number => {
  let sum = 0;
  for (let k = 0; k < R.length; k++) {
    sum += (R[k] - X[k]) ** 2;
    dR[k] = (2 * (R[k] - X[k])) / R.length;
  }
  return sum / R.length;
};

const bce = (A: Row, t: number, dA: Row): number => {
  let sum = 0;
  for (let k = 0; k < A.length; k++) {
    sum += Math.max(A[k], 0) - A[k] * t + Math.log1p(Math.exp(-Math.abs(A[k])));
    dA[k] = (1 / (1 + Math.exp(-A[k])) - t) / A.length;
  }
  return sum / A.length;
};

const adam = (w: Row, g: Row, m: Row, v: Row, t: number, rate: number): void => {
  for (let k = 0; k < w.length; k++) {
    m[k] = 0.5 * m[k] + 0.5 * g[k];
    v[k] = 0.999 * v[k] + 0.001 * g[k] ** 2;
    const [mHat, vHat] = [m[k] / (1 - 0.5 ** t), v[k] / (1 - 0.999 ** t)];
    w[k] -= (rate * mHat) / (Math.sqrt(vHat) + 1e-8);
  }
};

/** Dense, ReLU, dense: four rows of weights, their gradients, and what forward remembers. */
class Net {
  weights: Row[];
  grads: Row[];
  X: Row = new Float64Array(0);
  A: Row = new Float64Array(0);
  H: Row = new Float64Array(0);

  constructor([I, J, O]: [number, number, number], random: () => number) {
    const drawn = (inputs: number, outputs: number) =>
      Float64Array.from({ length: inputs * outputs }, () => random() * Math.sqrt(1 / inputs));
    this.weights = [drawn(I, J), new Float64Array(J), drawn(J, O), new Float64Array(O)];
    this.grads = this.weights.map(({ length }) => new Float64Array(length));
  }

  zero(): void {
    for (const grad of this.grads) grad.fill(0);
  }

  forward(X: Row): Row {
    const [W1, b1, W2, b2] = this.weights;
    this.X = X;
    this.A = dense(X, W1, b1);
    this.H = relu(this.A);
    return dense(this.H, W2, b2);
  }

  backward(dY: Row): Row {
    const [W1, , W2] = this.weights;
    const [dW1, db1, dW2, db2] = this.grads;
    const dH = denseBack(dY, this.H, W2, dW2, db2);
    return denseBack(reluBack(dH, this.A), this.X, W1, dW1, db1);
  }
}

/** Adam for some networks, with a memory of its own. */
const optimizer = (nets: Net[], rate: number) => {
  const weights = nets.flatMap((net) => net.weights);
  const grads = nets.flatMap((net) => net.grads);
  const memory = () => weights.map(({ length }) => new Float64Array(length));
  const [m, v] = [memory(), memory()];
  let t = 0;
  return () => {
    t++;
    weights.forEach((w, k) => {
      adam(w, grads[k], m[k], v[k], t, rate);
    });
  };
};

const aae = ({ inputs, hidden, latent }: Sizes, random: () => number, prior: () => number): Aae => {
  const encoder = new Net([inputs, hidden, latent], random);
  const decoder = new Net([latent, hidden, inputs], random);
  const discriminator = new Net([latent, hidden, 1], random);
  const reconstruct = optimizer([encoder, decoder], 0.002);
  const discriminate = optimizer([discriminator], 0.001);
  const generate = optimizer([encoder], 0.002);

  const step = (X: Row) => {
    const B = X.length / inputs;
    encoder.zero();
    decoder.zero();
    const dR = new Float64Array(X.length);
    const reconstruction = mse(decoder.forward(encoder.forward(X)), X, dR);
    encoder.backward(decoder.backward(dR));
    reconstruct();

    const Z = encoder.forward(X);
    const P = Float64Array.from({ length: B * latent }, prior);
    const dA = new Float64Array(B);
    discriminator.zero();
    const real = bce(discriminator.forward(P), 1, dA);
    discriminator.backward(dA.map((d) => d / 2));
    const fake = bce(discriminator.forward(Z), 0, dA);
    discriminator.backward(dA.map((d) => d / 2));
    discriminate();

    encoder.zero();
    const generator = bce(discriminator.forward(Z), 1, dA);
    encoder.backward(discriminator.backward(dA));
    generate();
    return { reconstruction, discriminator: (real + fake) / 2, generator };
  };

  return {
    weights: {
      encoder: encoder.weights,
      decoder: decoder.weights,
      discriminator: discriminator.weights,
    },
    step,
    encode: (X) => encoder.forward(X),
    decode: (Z) => decoder.forward(Z),
  };
};

export const page: Page = { dense, denseBack, relu, reluBack, mse, bce, adam, aae };
