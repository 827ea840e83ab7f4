/** The faster twins of loops that stand elsewhere: in src/layers, src/losses, src/optim and src/tensor. */
import type { ActivationFunction } from "../layers/activation.ts";
import { overBatch } from "../layers/batch-normalisation.ts";
import { addSumOfRows, addToEachRow } from "../layers/dense.ts";
import { addNoise } from "../layers/gaussian-noise.ts";
import { zeroGradients } from "../layers/layer.ts";
import { relu } from "../layers/relu.ts";
import { sigmoid } from "../layers/sigmoid.ts";
import { tanh } from "../layers/tanh.ts";
import { halfSquaredError } from "../losses/half-squared-error.ts";
import { lossValues } from "../losses/loss.ts";
import { mse } from "../losses/mse.ts";
import { update } from "../optim/adam.ts";
import { moveTowards } from "../optim/weight-average.ts";
import { allFinite } from "../tensor/finite.ts";
import { SeededRandom } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { SimdMemory } from "./memory.ts";
import type { SimdLoops } from "./webassembly.ts";

/** Numbers in a part of a shared loop: they take two to twenty microseconds. */
const PART = 2 ** 13;

/** The address of what is not wanted: no row of numbers starts there. */
const NOWHERE = 0;

/**
 * Finds the twin of a loop; where there is none, it gives the loop itself.
 *
 * @param work does the task that was set, from 0 to just before `count`, in parts of `size`; the last may be smaller
 * @param workByColumns does it in parts of some columns, each with at least that much work
 */
export function simdTwins(
  loops: SimdLoops,
  memory: SimdMemory,
  work: (count: number, size: number) => void,
  workByColumns: (columns: number, workOfOne: number, least: number) => void,
): <Loop extends object>(loop: Loop) => Loop {
  const twins = new Map<object, object>();
  const twin = <Loop extends object>(definition: Loop, faster: Loop) =>
    twins.set(definition, faster);

  twin(addToEachRow, (b, y) => {
    const rows = y.length / b.length;
    loops.addToEachRow(memory.addressOf(b, 0), memory.addressOf(y, 1), rows, b.length);
    memory.bringBack(y, 1);
  });

  twin(addSumOfRows, (dy, db) => {
    const rows = dy.length / db.length;
    loops.addSumOfRows(memory.addressOf(dy, 0), memory.addressOf(db, 1), rows, db.length);
    memory.bringBack(db, 1);
  });

  /** An activation; its backward looks at x, or at y = f(x). */
  const twinOfActivation = (
    definition: ActivationFunction,
    setForward: SimdLoops["setReluForward"],
    setBackward: SimdLoops["setReluBackward"],
    looksAt: "x" | "y",
  ) =>
    twin(definition, {
      name: definition.name,

      forward(x, y) {
        setForward(memory.addressOf(x, 0), memory.addressOf(y, 1));
        work(y.length, PART);
        memory.bringBack(y, 1);
      },

      backward(dy, x, y, dx) {
        const seen = looksAt === "x" ? x : y;
        setBackward(memory.addressOf(dy, 0), memory.addressOf(seen, 1), memory.addressOf(dx, 2));
        work(dx.length, PART);
        memory.bringBack(dx, 2);
      },
    });

  twinOfActivation(relu, loops.setReluForward, loops.setReluBackward, "x");
  twinOfActivation(tanh, loops.setTanhForward, loops.setTanhBackward, "y");
  twinOfActivation(sigmoid, loops.setSigmoidForward, loops.setSigmoidBackward, "y");

  twin(overBatch, {
    name: "batch normalisation",

    forward(x, gamma, beta, y, normalised, inverseDeviation, runningMean, runningVariance) {
      const [rows, columns] = [x.length / gamma.length, gamma.length];
      loops.setNormaliseForward(
        memory.addressOf(x, 0),
        memory.addressOf(gamma, 1),
        memory.addressOf(beta, 2),
        memory.addressOf(y, 3),
        memory.addressOf(normalised, 4),
        memory.addressOf(inverseDeviation, 5),
        memory.addressOf(runningMean, 6),
        memory.addressOf(runningVariance, 7),
        rows,
        columns,
      );
      workByColumns(columns, rows, PART);
      memory.bringBack(y, 3);
      memory.bringBack(normalised, 4);
      memory.bringBack(inverseDeviation, 5);
      memory.bringBack(runningMean, 6);
      memory.bringBack(runningVariance, 7);
    },

    backward(dy, gamma, normalised, inverseDeviation, dGamma, dBeta, dx) {
      const [rows, columns] = [dy.length / gamma.length, gamma.length];
      loops.setNormaliseBackward(
        memory.addressOf(dy, 0),
        memory.addressOf(gamma, 1),
        memory.addressOf(normalised, 2),
        memory.addressOf(inverseDeviation, 3),
        dGamma === null ? NOWHERE : memory.addressOf(dGamma, 4),
        dBeta === null ? NOWHERE : memory.addressOf(dBeta, 5),
        dx === null ? NOWHERE : memory.addressOf(dx, 6),
        rows,
        columns,
      );
      workByColumns(columns, rows, PART);
      if (dGamma !== null) memory.bringBack(dGamma, 4);
      if (dBeta !== null) memory.bringBack(dBeta, 5);
      if (dx !== null) memory.bringBack(dx, 6);
    },
  });

  /** Fills dP with scale·(P − T) and returns Σ (P − T)². */
  const squaredErrors = (loss: string, P: Tensor, T: Tensor, dP: Tensor, scale: number) => {
    const [p, t, dp] = lossValues(loss, P, T, dP);
    const dpAddress = memory.addressOf(dp, 2);
    const sum = loops.squaredErrors(
      memory.addressOf(p, 0),
      memory.addressOf(t, 1),
      dpAddress,
      p.length,
      scale,
    );
    memory.bringBack(dp, 2);
    return sum;
  };

  twin(mse, (P, T, dP) => squaredErrors("mse", P, T, dP, 2 / P.size) / P.size);

  twin(halfSquaredError, (P, T, dP) => {
    const [batch] = P.shape;
    return squaredErrors("halfSquaredError", P, T, dP, 1 / batch) / 2 / batch;
  });

  /** Borrowed room, seen as whole numbers; kept, so that no step makes it anew. */
  let words: Uint32Array = new Uint32Array(0);
  const borrowWords = (length: number) => {
    const room = memory.borrow(2, length);
    if (room.byteOffset !== words.byteOffset || room.length !== words.length) {
      words = new Uint32Array(room.buffer, room.byteOffset, room.length);
    }
    return words;
  };

  twin(addNoise, (x, y, standardDeviation, random) => {
    // What is no multiple of four, or comes from elsewhere, or half from before, is left to the definition.
    const { length } = x;
    if (!(random instanceof SeededRandom) || length % 4 !== 0 || random.state.spare !== null) {
      addNoise(x, y, standardDeviation, random);
      return;
    }
    const { s0, s1, s2, c } = random.state.generator;
    const drawn = borrowWords(length + 4);
    loops.drawWords(drawn.byteOffset, length, s0, s1, s2, c);
    const [from, to] = [memory.addressOf(x, 0), memory.addressOf(y, 1)];
    loops.setNoise(drawn.byteOffset, from, to, standardDeviation);
    work(length, PART);
    memory.bringBack(y, 1);
    const fraction = (place: number) => drawn[length + place] * 2 ** -32;
    const generator = { s0: fraction(0), s1: fraction(1), s2: fraction(2), c: drawn[length + 3] };
    random.state = { generator, spare: null };
  });

  // V8 writes zeros to shared memory one by one.
  twin(zeroGradients, (...layers) => {
    for (const layer of layers) {
      for (const { grad } of layer.parameters) {
        loops.setZero(memory.addressOf(grad.data, 0));
        work(grad.data.length, PART);
        memory.bringBack(grad.data, 0);
      }
    }
  });

  twin(update, (w, g, m, v, { learningRate, beta1, beta2, epsilon, steps }) => {
    loops.setAdam(
      memory.addressOf(w, 0),
      memory.addressOf(g, 1),
      memory.addressOf(m, 2),
      memory.addressOf(v, 3),
      1 - beta1,
      1 - beta2,
      learningRate / (1 - beta1 ** steps),
      1 / (1 - beta2 ** steps),
      epsilon,
    );
    work(w.length, PART);
    memory.bringBack(w, 0);
    memory.bringBack(m, 2);
    memory.bringBack(v, 3);
  });

  twin(moveTowards, (a, w, share) => {
    loops.moveTowards(memory.addressOf(a, 0), memory.addressOf(w, 1), a.length, share);
    memory.bringBack(a, 0);
  });

  twin(allFinite, (x) => {
    loops.setAllFinite(memory.addressOf(x, 0));
    work(x.length, PART);
    return loops.answer() === 1;
  });

  // A twin was put there with its definition's type.
  return <Loop extends object>(loop: Loop) => (twins.get(loop) as Loop | undefined) ?? loop;
}
