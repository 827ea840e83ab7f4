/** Backward through a map, and ways to get it wrong. */
import { checkMap, type MapBackward } from "../../../notebooks/lib/exercises/map.ts";
import type { Exercise } from "./answers.ts";

export const map: Exercise<MapBackward> = {
  chapter: "19",
  name: "myMap",
  check: checkMap,
  rights: [
    [
      "all pairs, each with half",
      `function myMap({ y, W, dC, dy, dz, dW, B, K, distance, cost }) {
  dz.set(dC);
  dy.fill(0);
  for (let k = 0; k < K; k++)
    for (let d = 0; d < 2; d++)
      for (let b = 0; b < B; b++) {
        dy[b * K + k] += dC[2 * b + d] * W[2 * k + d];
        dW[2 * k + d] += y[b * K + k] * dC[2 * b + d];
      }
  let L = 0;
  for (let i = 0; i < K; i++)
    for (let j = 0; j < K; j++) {
      if (i === j) continue;
      const u = [0, 1].map((d) => W[2 * i + d] - W[2 * j + d]);
      const r = Math.hypot(...u);
      L += 0.5 * cost * Math.max(0, distance - r);
      if (r < distance) for (let d = 0; d < 2; d++) dW[2 * i + d] -= (cost * u[d]) / r;
    }
  return L;
}
`,
    ],
    [
      "a gradient of its own, added in the end",
      `const myMap = ({ y, W, dC, dy, dz, dW, B, K, distance, cost }) => {
  const g = new Float64Array(2 * K);
  for (let b = 0; b < B; b++) {
    dz[2 * b] = dC[2 * b];
    dz[2 * b + 1] = dC[2 * b + 1];
    for (let k = 0; k < K; k++) {
      let s = 0;
      for (let d = 0; d < 2; d++) {
        s += dC[2 * b + d] * W[2 * k + d];
        g[2 * k + d] += y[b * K + k] * dC[2 * b + d];
      }
      dy[b * K + k] = s;
    }
  }
  let missing = 0;
  for (let j = 1; j < K; j++)
    for (let i = 0; i < j; i++) {
      const a = W[2 * i] - W[2 * j],
        c = W[2 * i + 1] - W[2 * j + 1];
      const r = Math.sqrt(a ** 2 + c ** 2);
      if (r < distance) {
        missing += distance - r;
        g[2 * i] += (-cost * a) / r;
        g[2 * i + 1] += (-cost * c) / r;
        g[2 * j] += (cost * a) / r;
        g[2 * j + 1] += (cost * c) / r;
      }
    }
  g.forEach((v, i) => {
    dW[i] += v;
  });
  return cost * missing;
};
`,
    ],
    [
      "heads before codes",
      `function myMap({ y, W, dC, dy, dz, dW, B, K, distance, cost }) {
  let total = 0;
  for (let i = 0; i < K - 1; i++)
    for (let j = i + 1; j < K; j++) {
      const r = ((W[2 * i] - W[2 * j]) ** 2 + (W[2 * i + 1] - W[2 * j + 1]) ** 2) ** 0.5;
      const missing = distance - r;
      if (missing > 0) {
        total += missing * cost;
        for (const d of [0, 1]) {
          const push = (cost * (W[2 * j + d] - W[2 * i + d])) / r;
          dW[2 * i + d] += push;
          dW[2 * j + d] -= push;
        }
      }
    }
  for (let i = 0; i < dC.length; i++) {
    dz[i] = dC[i];
    for (let k = 0; k < K; k++) dW[2 * k + (i % 2)] += dC[i] * y[(i >> 1) * K + k];
  }
  for (let i = 0; i < B * K; i++)
    dy[i] =
      W[2 * (i % K)] * dC[2 * Math.floor(i / K)] +
      W[2 * (i % K) + 1] * dC[2 * Math.floor(i / K) + 1];
  return total;
}
`,
    ],
  ],
  mistakes: [
    [
      "no price",
      "total += cost * (distance - r)",
      "total += distance - r",
      "The cost of the heads is 1.2917, and should be 0.904187. Is c, the price of a unit, left out?",
    ],
    [
      "every pair twice",
      "let j = i + 1",
      "let j = 0",
      "The cost of the heads is 7.40837, and should be 0.904187. Every pair is counted twice, and each head with itself: let j begin at i + 1.",
    ],
    [
      "heads with themselves",
      "let j = i + 1",
      "let j = i",
      "The cost of the heads is 6.50419, and should be 0.904187. Each head is counted with itself: let j begin at i + 1.",
    ],
    [
      "far heads with a minus",
      "if (r >= distance) continue;",
      "",
      "The cost of the heads is -1.81561, and should be 0.904187. Heads that are farther apart than η are counted with a minus: they cost nothing.",
    ],
    [
      "the other condition",
      "r >= distance",
      "r < distance",
      "The cost of the heads is -2.7198, and should be 0.904187. The condition is the other way round: heads that are nearer than η cost, the others do not.",
    ],
    [
      "a squared cost",
      "(distance - r);",
      "(distance - r) ** 2;",
      "The cost of the heads is 0.613747, and should be 0.904187. That is the square of what is missing: the cost is linear.",
    ],
    [
      "no root",
      "Math.sqrt(across * across + up * up)",
      "across * across + up * up",
      "The cost of the heads is 0.378, and should be 0.904187. Is it the squared distance? Take its root.",
    ],
    [
      "the distance itself",
      "cost * (distance - r)",
      "cost * r",
      "The cost of the heads is 1.89581, and should be 0.904187. That is the distance itself: what is missing of η is meant.",
    ],
    [
      "all of η",
      "cost * (distance - r)",
      "cost * distance",
      "The cost of the heads is 2.8, and should be 0.904187. Every near pair costs the whole η: only what is missing costs.",
    ],
    [
      "a mean over the heads",
      "return total",
      "return total / K",
      "The cost of the heads is 0.226047, and should be 0.904187. It is divided by the number of heads: the sum is meant.",
    ],
    [
      "no cost",
      "return total",
      "return 0",
      "The cost of the heads is 0, and should be 0.904187. Is the cost of the heads computed?",
    ],
    [
      "the sign of the cost",
      "return total",
      "return -total",
      "The cost of the heads is -0.904187, and should be 0.904187. The sign is the other one: heads that are near cost something.",
    ],
    [
      "nothing is returned",
      "return total;",
      "",
      "The cost of the heads is undefined; return a number.",
    ],
    [
      "the sides' lengths added",
      "Math.sqrt(across * across + up * up)",
      "Math.abs(across) + Math.abs(up)",
      "The cost of the heads is 0.28, and should be 0.904187.",
    ],
    [
      "the cost is not in dW",
      "if (r >= distance) continue;\n      total += cost * (distance - r);",
      "if (r < distance) total += cost * (distance - r);\n      continue;",
      "dW[0, 0] is 0.775472, and should be 1.19547; 8 of 8 numbers are wrong. The part of y·W is right; the cost of the heads is in what you return and not in dW.",
    ],
    [
      "heads pulled together",
      "dW[2 * i] -= (cost * across) / r;\n      dW[2 * i + 1] -= (cost * up) / r;\n      dW[2 * j] += (cost * across) / r;\n      dW[2 * j + 1] += (cost * up) / r;",
      "dW[2 * i] += (cost * across) / r;\n      dW[2 * i + 1] += (cost * up) / r;\n      dW[2 * j] -= (cost * across) / r;\n      dW[2 * j + 1] -= (cost * up) / r;",
      "dW[0, 0] is 0.355472, and should be 1.19547; 8 of 8 numbers are wrong. The part of y·W is right; the push of the heads has the other sign: it would pull them together.",
    ],
    [
      "only the first of a pair",
      "dW[2 * j] += (cost * across) / r;\n      dW[2 * j + 1] += (cost * up) / r;",
      "",
      "dW[1, 0] is -2.93043, and should be -3.35043; 4 of 8 numbers are wrong. The part of y·W is right; of each pair only the first head is pushed.",
    ],
    [
      "both the same way",
      "dW[2 * j] += (cost * across) / r;\n      dW[2 * j + 1] += (cost * up) / r;",
      "dW[2 * j] -= (cost * across) / r;\n      dW[2 * j + 1] -= (cost * up) / r;",
      "dW[1, 0] is -2.51043, and should be -3.35043; 4 of 8 numbers are wrong. The part of y·W is right; both heads of a pair are pushed the same way: the second goes the",
    ],
    [
      "the push is not divided",
      "dW[2 * i] -= (cost * across) / r;\n      dW[2 * i + 1] -= (cost * up) / r;\n      dW[2 * j] += (cost * across) / r;\n      dW[2 * j + 1] += (cost * up) / r;",
      "dW[2 * i] -= cost * across;\n      dW[2 * i + 1] -= cost * up;\n      dW[2 * j] += cost * across;\n      dW[2 * j + 1] += cost * up;",
      "dW[0, 0] is 1.40547, and should be 1.19547; 8 of 8 numbers are wrong. The part of y·W is right; the push is not divided by the distance: its size is c, however near two",
    ],
    [
      "the push lacks the price",
      "dW[2 * i] -= (cost * across) / r;\n      dW[2 * i + 1] -= (cost * up) / r;\n      dW[2 * j] += (cost * across) / r;\n      dW[2 * j + 1] += (cost * up) / r;",
      "dW[2 * i] -= across / r;\n      dW[2 * i + 1] -= up / r;\n      dW[2 * j] += across / r;\n      dW[2 * j + 1] += up / r;",
      "dW[0, 0] is 1.37547, and should be 1.19547; 8 of 8 numbers are wrong. The part of y·W is right; the push lacks c, the price of a unit.",
    ],
    [
      "far heads are pushed",
      "if (r >= distance) continue;\n      total += cost * (distance - r);",
      "if (r < distance) total += cost * (distance - r);",
      "dW[0, 0] is 2.57484, and should be 1.19547; 8 of 8 numbers are wrong. The part of y·W is right; heads that are farther apart than η are pushed as well.",
    ],
    [
      "dz is forgotten",
      "for (let i = 0; i < 2 * B; i++) dz[i] = dC[i];",
      "",
      "Every analytic value is 0: is this gradient computed at all, and written where it is looked for?",
    ],
    ["half of dz", "i < 2 * B; i++) dz", "i < B; i++) dz"],
    [
      "dy has one dimension only",
      "dC[2 * b] * W[2 * k] + dC[2 * b + 1] * W[2 * k + 1]",
      "dC[2 * b] * W[2 * k]",
    ],
    [
      "dy with W the other way round",
      "dC[2 * b] * W[2 * k] + dC[2 * b + 1] * W[2 * k + 1]",
      "dC[2 * b] * W[k] + dC[2 * b + 1] * W[K + k]",
    ],
    [
      "dy through a softmax",
      "dC[2 * b] * W[2 * k] + dC[2 * b + 1] * W[2 * k + 1]",
      "y[b * K + k] * (dC[2 * b] * W[2 * k] + dC[2 * b + 1] * W[2 * k + 1])",
    ],
    [
      "dy is forgotten",
      "dy[b * K + k] = dC[2 * b] * W[2 * k] + dC[2 * b + 1] * W[2 * k + 1];",
      "",
      "Every analytic value is 0: is this gradient computed at all, and written where it is looked for?",
    ],
    [
      "dy is added",
      "dy[b * K + k] =",
      "dy[b * K + k] +=",
      "What stood in dy before shows in the result; write dy[…] = …, not +=.",
    ],
    [
      "no yᵀ·dC",
      "dW[2 * k] += y[b * K + k] * dC[2 * b];\n      dW[2 * k + 1] += y[b * K + k] * dC[2 * b + 1];",
      "",
      "dW[0, 0] is 0.42, and should be 1.19547; 8 of 8 numbers are wrong. That is the gradient of the cost alone: where is yᵀ·dC?",
    ],
    [
      "every head the same gradient",
      "y[b * K + k] * dC[2 * b];\n      dW[2 * k + 1] += y[b * K + k] * dC[2 * b + 1]",
      "dC[2 * b];\n      dW[2 * k + 1] += dC[2 * b + 1]",
    ],
    [
      "dW is overwritten",
      "let total = 0;",
      "let total = 0;\n  dW.fill(0);",
      "dW[0, 0] is 0.42, and should be 1.19547; 8 of 8 numbers are wrong. That is the gradient of the cost alone: where is yᵀ·dC?",
    ],
    [
      "dW starts at zero",
      "for (let i = 0; i < 2 * B; i++) dz[i] = dC[i];",
      "dW.fill(0);\n  for (let i = 0; i < 2 * B; i++) dz[i] = dC[i];",
      "dW is overwritten: add to what stands there, +=, as every layer does with its gradients.",
    ],
    [
      "only the last row",
      "dW[2 * k] += y[b * K + k] * dC[2 * b];\n      dW[2 * k + 1] +=",
      "dW[2 * k] = y[b * K + k] * dC[2 * b];\n      dW[2 * k + 1] =",
    ],
  ],
};
