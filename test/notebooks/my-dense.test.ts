/** The layer of chapter 2 whose loops a learner writes: right loops pass, and what the chapter foretells comes true. */
import { describe, expect, it } from "vitest";
import {
  type BackwardNumbers,
  type ForwardNumbers,
  MyDense,
} from "../../notebooks/lib/my-dense.ts";
import { checkLayer } from "../../src/gradcheck/check-layer.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

function forward({ x, w, b, y, B, I, O }: ForwardNumbers): void {
  for (let n = 0; n < B; n++) {
    for (let o = 0; o < O; o++) {
      let sum = b[o];
      for (let i = 0; i < I; i++) sum += x[n * I + i] * w[i * O + o];
      y[n * O + o] = sum;
    }
  }
}

function backward({ x, w, dy, dw, db, dx, B, I, O }: BackwardNumbers): void {
  for (let n = 0; n < B; n++) {
    for (let o = 0; o < O; o++) {
      db[o] += dy[n * O + o];
      for (let i = 0; i < I; i++) {
        dw[i * O + o] += x[n * I + i] * dy[n * O + o];
        dx[n * I + i] += dy[n * O + o] * w[i * O + o];
      }
    }
  }
}

const check = (loops: { forward: typeof forward; backward: typeof backward }) =>
  checkLayer(new MyDense(3, 2, new SeededRandom(7), loops), [4, 3]);

describe("MyDense", () => {
  it("passes with right loops", () => {
    expect(check({ forward, backward }).problems).toEqual([]);
  });

  it("is told when its gradients do not add up", () => {
    const result = check({
      forward,
      backward(numbers) {
        numbers.dw.fill(0);
        backward(numbers);
      },
    });
    expect(result.comparisons.every(({ wrong }) => wrong.length === 0)).toBe(true);
    expect(result.problems.join()).toMatch(/add/);
  });

  it("is told when rows and columns are exchanged", () => {
    const result = check({
      forward,
      backward(numbers) {
        const { dw, I, O } = numbers;
        const own = dw.map(() => 0);
        backward({ ...numbers, dw: own });
        for (let i = 0; i < I; i++) for (let o = 0; o < O; o++) dw[o * I + i] += own[i * O + o];
      },
    });
    expect(result.problems.join()).toContain("transposed");
  });
});
