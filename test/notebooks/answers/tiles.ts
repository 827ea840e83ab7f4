/** A product in tiles, and ways to get it wrong. */
import { checkTiles, type TiledProduct } from "../../../notebooks/lib/exercises/tiles.ts";
import type { Exercise } from "./answers.ts";

export const tiles: Exercise<TiledProduct> = {
  chapter: "20",
  name: "myTiles",
  check: checkTiles,
  rights: [
    [
      "the edges in loops of their own",
      `function myTiles({ x, dy, dw, B, I, O }) {
  const [i2, o2] = [I - (I % 2), O - (O % 2)];
  for (let i = 0; i < i2; i += 2)
    for (let o = 0; o < o2; o += 2) {
      let a = 0,
        c = 0,
        d = 0,
        e = 0;
      for (let b = 0; b < B; b++) {
        const p = x[b * I + i],
          q = x[b * I + i + 1],
          r = dy[b * O + o],
          s = dy[b * O + o + 1];
        a += p * r;
        c += p * s;
        d += q * r;
        e += q * s;
      }
      dw[i * O + o] += a;
      dw[i * O + o + 1] += c;
      dw[(i + 1) * O + o] += d;
      dw[(i + 1) * O + o + 1] += e;
    }
  const one = (i, o) => {
    let s = 0;
    for (let b = 0; b < B; b++) s += x[b * I + i] * dy[b * O + o];
    dw[i * O + o] += s;
  };
  for (let i = i2; i < I; i++) for (let o = 0; o < O; o++) one(i, o);
  for (let o = o2; o < O; o++) for (let i = 0; i < i2; i++) one(i, o);
}
`,
    ],
    [
      "tiles of 3×2",
      `function myTiles({ x, dy, dw, B, I, O }) {
  for (let i = 0; i < I; i += 3)
    for (let o = 0; o < O; o += 2) {
      const r = Math.min(3, I - i),
        c = Math.min(2, O - o);
      const s = [0, 0, 0, 0, 0, 0];
      for (let b = 0; b < B; b++) {
        const d0 = dy[b * O + o],
          d1 = c > 1 ? dy[b * O + o + 1] : 0;
        for (let p = 0; p < r; p++) {
          const v = x[b * I + i + p];
          s[2 * p] += v * d0;
          s[2 * p + 1] += v * d1;
        }
      }
      for (let p = 0; p < r; p++)
        for (let q = 0; q < c; q++) dw[(i + p) * O + o + q] += s[2 * p + q];
    }
}
`,
    ],
    [
      "the last tile moved back, its old results not added",
      `function myTiles({ x, dy, dw, B, I, O }) {
  for (let row = 0; row < I; row += 2) {
    const i = Math.min(row, I - 2);
    for (let column = 0; column < O; column += 2) {
      const o = Math.min(column, O - 2);
      let a = 0,
        c = 0,
        d = 0,
        e = 0;
      for (let b = 0; b < B; b++) {
        const p = x[b * I + i],
          q = x[b * I + i + 1],
          r = dy[b * O + o],
          s = dy[b * O + o + 1];
        a += p * r;
        c += p * s;
        d += q * r;
        e += q * s;
      }
      if (i === row && o === column) dw[i * O + o] += a;
      if (i === row) dw[i * O + o + 1] += c;
      if (o === column) dw[(i + 1) * O + o] += d;
      dw[(i + 1) * O + o + 1] += e;
    }
  }
}
`,
    ],
  ],
  mistakes: [
    [
      "dW is overwritten",
      "dw[i * O + o] += s00;\n      if (beside) dw[i * O + o + 1] += s01;\n      if (below) dw[(i + 1) * O + o] += s10;\n      if (below && beside) dw[(i + 1) * O + o + 1] += s11;",
      "dw[i * O + o] = s00;\n      if (beside) dw[i * O + o + 1] = s01;\n      if (below) dw[(i + 1) * O + o] = s10;\n      if (below && beside) dw[(i + 1) * O + o + 1] = s11;",
      "For B = 3, I = 4, O = 6: dW[0, 0] is -3.78053, and should be -3.49043; 24 of 24 numbers are wrong. dW is overwritten: add to what stands there, +=.",
    ],
    [
      "nothing is added",
      "dw[i * O + o] += s00;",
      "continue;\n      dw[i * O + o] += s00;",
      "For B = 3, I = 4, O = 6: dW[0, 0] is 0.290099, and should be -3.49043; 24 of 24 numbers are wrong. dW is as it was: is anything added to it?",
    ],
    [
      "taken away",
      "s00 += x0 * d0; s01 += x0 * d1;\n        s10 += x1 * d0; s11 += x1 * d1;",
      "s00 -= x0 * d0; s01 -= x0 * d1;\n        s10 -= x1 * d0; s11 -= x1 * d1;",
      "For B = 3, I = 4, O = 6: dW[0, 0] is 4.07063, and should be -3.49043; 24 of 24 numbers are wrong. The sums are taken away from dW: add them.",
    ],
    [
      "the leftovers are forgotten",
      "for (let i = 0; i < I; i += 2) {\n    for (let o = 0; o < O; o += 2) {",
      "for (let i = 0; i + 1 < I; i += 2) {\n    for (let o = 0; o + 1 < O; o += 2) {",
      "For B = 4, I = 5, O = 4: dW[4, 0] is 1.06716, and should be 3.09177; 4 of 20 numbers are wrong. The last row or column, which is left over where the size is odd, has got",
    ],
    [
      "the last row is forgotten",
      "for (let i = 0; i < I; i += 2)",
      "for (let i = 0; i + 1 < I; i += 2)",
      "For B = 4, I = 5, O = 4: dW[4, 0] is 1.06716, and should be 3.09177; 4 of 20 numbers are wrong. The last row or column, which is left over where the size is odd, has got",
    ],
    [
      "the last column is forgotten",
      "for (let o = 0; o < O; o += 2)",
      "for (let o = 0; o + 1 < O; o += 2)",
      "For B = 4, I = 4, O = 5: dW[0, 4] is 0.804467, and should be 1.01781; 4 of 20 numbers are wrong. The last row or column, which is left over where the size is odd, has got",
    ],
    [
      "the last tile is moved back",
      "for (let i = 0; i < I; i += 2) {\n    for (let o = 0; o < O; o += 2) {",
      "for (let row = 0; row < I; row += 2) {\n    for (let column = 0; column < O; column += 2) {\n      const i = Math.min(row, I - 2);\n      const o = Math.min(column, O - 2);",
      "For B = 4, I = 5, O = 4: dW[3, 0] is 1.98276, and should be 1.81197; 4 of 20 numbers are wrong. The last tile begins one earlier and its sums are added a second time: in",
    ],
    [
      "one result of four",
      "if (beside) dw[i * O + o + 1] += s01;\n      if (below) dw[(i + 1) * O + o] += s10;\n      if (below && beside) dw[(i + 1) * O + o + 1] += s11;",
      "",
      "For B = 3, I = 4, O = 6: dW[0, 1] is -0.178808, and should be 2.98596; 18 of 24 numbers are wrong. Only the first result of each tile is there: a tile has four.",
    ],
    [
      "the diagonal alone",
      "if (beside) dw[i * O + o + 1] += s01;\n      if (below) dw[(i + 1) * O + o] += s10;",
      "",
      "For B = 3, I = 4, O = 6: dW[0, 1] is -0.178808, and should be 2.98596; 12 of 24 numbers are wrong. Only two of the four results of each tile are there, those on its",
    ],
    [
      "the first row of each tile",
      "if (below) dw[(i + 1) * O + o] += s10;\n      if (below && beside) dw[(i + 1) * O + o + 1] += s11;",
      "",
      "For B = 3, I = 4, O = 6: dW[1, 0] is 1.74228, and should be 6.43629; 12 of 24 numbers are wrong. Only the first row of each tile is there.",
    ],
    [
      "the first column of each tile",
      "if (beside) dw[i * O + o + 1] += s01;\n      if (below) dw[(i + 1) * O + o] += s10;\n      if (below && beside) dw[(i + 1) * O + o + 1] += s11;",
      "if (below) dw[(i + 1) * O + o] += s10;",
      "For B = 3, I = 4, O = 6: dW[0, 1] is -0.178808, and should be 2.98596; 12 of 24 numbers are wrong. Only the first column of each tile is there.",
    ],
    [
      "the last example is left out",
      "b < B",
      "b < B - 1",
      "For B = 3, I = 4, O = 6: dW[0, 0] is -3.36416, and should be -3.49043; 24 of 24 numbers are wrong. The last example of the batch is left out: does the loop over b stop",
    ],
    [
      "the first example is left out",
      "let b = 0",
      "let b = 1",
      "For B = 3, I = 4, O = 6: dW[0, 0] is -2.27092, and should be -3.49043; 24 of 24 numbers are wrong. The first example of the batch is left out: does the loop over b start",
    ],
    [
      "the first example alone",
      "b < B",
      "b < 1",
      "For B = 3, I = 4, O = 6: dW[0, 0] is -0.929416, and should be -3.49043; 24 of 24 numbers are wrong. Only the first example of the batch is in the sums: they run over b.",
    ],
    [
      "means",
      "dw[i * O + o] += s00;\n      if (beside) dw[i * O + o + 1] += s01;\n      if (below) dw[(i + 1) * O + o] += s10;\n      if (below && beside) dw[(i + 1) * O + o + 1] += s11;",
      "dw[i * O + o] += s00 / B;\n      if (beside) dw[i * O + o + 1] += s01 / B;\n      if (below) dw[(i + 1) * O + o] += s10 / B;\n      if (below && beside) dw[(i + 1) * O + o + 1] += s11 / B;",
      "For B = 3, I = 4, O = 6: dW[0, 0] is -0.970078, and should be -3.49043; 24 of 24 numbers are wrong. The sums are divided by B: they are sums, not means.",
    ],
    [
      "two sums exchanged",
      "dw[i * O + o + 1] += s01;\n      if (below) dw[(i + 1) * O + o] += s10;",
      "dw[i * O + o + 1] += s10;\n      if (below) dw[(i + 1) * O + o] += s01;",
      "For B = 3, I = 4, O = 6: dW[0, 1] is 4.51521, and should be 2.98596; 12 of 24 numbers are wrong.",
    ],
    [
      "the next row is the next number",
      "dw[(i + 1) * O + o] += s10;\n      if (below && beside) dw[(i + 1) * O + o + 1]",
      "dw[i * O + o + 2] += s10;\n      if (below && beside) dw[i * O + o + 3]",
      "For B = 3, I = 4, O = 6: dW[0, 2] is 3.28366, and should be -1.41036; 20 of 24 numbers are wrong.",
    ],
    [
      "rows of I in dY",
      "dy[b * O + o], d1 = beside ? dy[b * O + o + 1]",
      "dy[b * I + o], d1 = beside ? dy[b * I + o + 1]",
      "For B = 3, I = 4, O = 6: dW[0, 0] is -0.387344, and should be -3.49043; 24 of 24 numbers are wrong.",
    ],
    [
      "the second input is the next row's",
      "x[b * I + i + 1]",
      "x[(b + 1) * I + i]",
      "For B = 3, I = 4, O = 6: dW[1, 0] is NaN, and should be 6.43629; 12 of 24 numbers are wrong.",
    ],
    [
      "the sums are kept from tile to tile",
      "let s00 = 0, s01 = 0, s10 = 0, s11 = 0;",
      "var s00 = s00 ?? 0, s01 = s01 ?? 0, s10 = s10 ?? 0, s11 = s11 ?? 0;",
      "For B = 3, I = 4, O = 6: dW[0, 2] is -5.19089, and should be -1.41036; 20 of 24 numbers are wrong.",
    ],
    [
      "past the end of a row",
      "const beside = o + 1 < O;",
      "const beside = true;",
      "For B = 4, I = 4, O = 5: dW[1, 0] is NaN, and should be 1.29804; 3 of 20 numbers are wrong.",
    ],
    [
      "one column of dY for both",
      "d1 = beside ? dy[b * O + o + 1] : 0",
      "d1 = beside ? dy[b * O + o] : 0",
      "For B = 3, I = 4, O = 6: dW[0, 1] is -3.95934, and should be 2.98596; 12 of 24 numbers are wrong.",
    ],
    [
      "the naive loop",
      "for (let i = 0; i < I; i += 2) {",
      "for (let i = 0; i < I; i++) {\n    for (let o = 0; o < O; o++) {\n      let sum = 0;\n      for (let b = 0; b < B; b++) sum += x[b * I + i] * dy[b * O + o];\n      dw[i * O + o] += sum;\n    }\n  }\n  for (let i = I; i < I; i += 2) {",
      "The sums are right, but for 105 multiplications X and dY were asked for 210 numbers, 2.0 for each; tiles of 2×2 ask for 138. Fetch two numbers of X and two of dY, and",
    ],
    [
      "each number is fetched again",
      "s00 += x0 * d0; s01 += x0 * d1;\n        s10 += x1 * d0; s11 += x1 * d1;",
      "s00 += x[b * I + i] * dy[b * O + o]; s01 += x0 * d1;\n        s10 += x1 * d0; s11 += x1 * d1;",
      "The sums are right, but for 105 multiplications X and dY were asked for 195 numbers, 1.9 for each; tiles of 2×2 ask for 138. Fetch two numbers of X and two of dY, and",
    ],
    [
      "the sums are kept in dW",
      "s00 += x0 * d0; s01 += x0 * d1;\n        s10 += x1 * d0; s11 += x1 * d1;",
      "dw[i * O + o] += x0 * d0;\n        if (beside) dw[i * O + o + 1] += x0 * d1;\n        if (below) dw[(i + 1) * O + o] += x1 * d0;\n        if (below && beside) dw[(i + 1) * O + o + 1] += x1 * d1;",
      "The sums are right, but dW was fetched and stored 280 times for its 35 numbers: keep the sums of a tile in local variables, and add them to dW at its end.",
    ],
    [
      "a name that is not there",
      "s10 += x1 * d0",
      "s10 += x2 * d0",
      'Your code threw "x2 is not defined".',
    ],
  ],
};
