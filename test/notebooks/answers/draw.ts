/** Backward through a draw, and ways to get it wrong. */
import { checkDraw, type DrawBackward } from "../../../notebooks/lib/exercises/draw.ts";
import type { Exercise } from "./answers.ts";

export const draw: Exercise<DrawBackward> = {
  chapter: "14",
  name: "myDraw",
  check: checkDraw,
  rights: [
    [
      "one loop over all numbers of z",
      `function myDraw({ X, E, dZ, dX, B, n }) {
  for (let i = 0; i < B * n; i++) {
    const b = Math.floor(i / n);
    const at = b * n + i;
    dX[at] = dZ[i];
    dX[at + n] = (dZ[i] * E[i] * Math.sqrt(Math.exp(X[at + n]))) / 2;
  }
}
`,
    ],
    [
      "the halves one after the other",
      `const myDraw = ({ X, E, dZ, dX, B, n }) => {
  for (let b = 0; b < B; b++) {
    for (let j = 0; j < n; j++) dX[2 * n * b + j] = dZ[n * b + j];
    for (let j = n; j < 2 * n; j++) {
      const sigma = Math.exp(0.5 * X[2 * n * b + j]);
      dX[2 * n * b + j] = 0.5 * sigma * E[n * b + j - n] * dZ[n * b + j - n];
    }
  }
};
`,
    ],
    [
      "from the offset z − μ",
      `function myDraw({ X, E, dZ, dX, B, n }) {
  dX.fill(0);
  for (let j = 0; j < n; j++)
    for (let b = 0; b < B; b++) {
      const offset = Math.exp(X[(2 * b + 1) * n + j] / 2) * E[b * n + j];
      dX[2 * b * n + j] += dZ[b * n + j];
      dX[(2 * b + 1) * n + j] += (dZ[b * n + j] * offset) / 2;
    }
}
`,
    ],
  ],
  mistakes: [
    [
      "no ½",
      "dz * 0.5 * Math",
      "dz * Math",
      "dX[0, 3] is -0.158098, and should be -0.0790492; 12 of 24 numbers are wrong. dμ is right, and ds twice too large: is the ½ there?",
    ],
    [
      "no σ",
      "dz * 0.5 * Math.exp(s / 2) * E",
      "dz * 0.5 * E",
      "dX[0, 3] is -0.0452484, and should be -0.0790492; 12 of 24 numbers are wrong. dμ is right; ds lacks σ = e^(½·s).",
    ],
    [
      "the encoder is thought to give σ",
      "dz * 0.5 * Math.exp(s / 2) * E",
      "dz * E",
      "dX[0, 3] is -0.0904967, and should be -0.0790492; 12 of 24 numbers are wrong. dμ is right; ds lacks ½·e^(½·s): the encoder gives s, not σ.",
    ],
    [
      "no noise",
      " * E[b * n + j];",
      ";",
      "dX[0, 3] is -0.0580088, and should be -0.0790492; 12 of 24 numbers are wrong. dμ is right; ds lacks the noise ε.",
    ],
    [
      "no dz in ds",
      "dz * 0.5 * Math",
      "0.5 * Math",
      "dX[0, 3] is 1.19033, and should be -0.0790492; 12 of 24 numbers are wrong. dμ is right; ds lacks dz.",
    ],
    [
      "the variance for the deviation",
      "Math.exp(s / 2)",
      "Math.exp(s)",
      "dX[0, 3] is -0.1381, and should be -0.0790492; 12 of 24 numbers are wrong. dμ is right; ds has σ² = e^s, where σ = e^(½·s) is meant.",
    ],
    [
      "s for σ",
      "Math.exp(s / 2)",
      "s",
      "dX[0, 3] is -0.0504885, and should be -0.0790492; 12 of 24 numbers are wrong. dμ is right; ds has s itself, where σ = e^(½·s) is meant.",
    ],
    [
      "ε squared",
      "* E[b * n + j];",
      "* E[b * n + j] ** 2;",
      "dX[0, 3] is -0.107721, and should be -0.0790492; 12 of 24 numbers are wrong. dμ is right; ds has ε twice.",
    ],
    [
      "ds has the wrong sign",
      "dz * 0.5 * Math",
      "-dz * 0.5 * Math",
      "dX[0, 3] is 0.0790492, and should be -0.0790492; 12 of 24 numbers are wrong. dμ is right; ds has the other sign.",
    ],
    [
      "ds is dz",
      "dz * 0.5 * Math.exp(s / 2) * E[b * n + j]",
      "dz",
      "dX[0, 3] is -0.0664093, and should be -0.0790492; 12 of 24 numbers are wrong. dμ is right; ds is dz as well, as if s were added to z.",
    ],
    [
      "ds is forgotten",
      "dX[b * 2 * n + n + j] = dz * 0.5 * Math.exp(s / 2) * E[b * n + j];",
      "",
      "dX[0, 3] is 0, and should be -0.0790492; 12 of 24 numbers are wrong. dμ is right; ds is 0: is it written, into the columns from n on?",
    ],
    [
      "dμ is forgotten",
      "dX[b * 2 * n + j] = dz;",
      "",
      "dX[0, 0] is 0, and should be -0.0664093; 12 of 24 numbers are wrong. ds is right; dμ is 0: is it written, into the first n columns?",
    ],
    [
      "dμ has the wrong sign",
      "dX[b * 2 * n + j] = dz;",
      "dX[b * 2 * n + j] = -dz;",
      "dX[0, 0] is 0.0664093, and should be -0.0664093; 12 of 24 numbers are wrong. ds is right; dμ has the other sign.",
    ],
    [
      "dμ is ε",
      "dX[b * 2 * n + j] = dz;",
      "dX[b * 2 * n + j] = E[b * n + j];",
      "dX[0, 0] is 1.36271, and should be -0.0664093; 12 of 24 numbers are wrong. ds is right; dμ is ε, and should be dz.",
    ],
    [
      "dμ has σ in it",
      "dX[b * 2 * n + j] = dz;",
      "dX[b * 2 * n + j] = dz * Math.exp(s / 2);",
      "dX[0, 0] is -0.116018, and should be -0.0664093; 12 of 24 numbers are wrong. ds is right; dμ has the factor σ, but μ is added to z as it is: dμ = dz.",
    ],
    [
      "dμ is divided by the batch",
      "dX[b * 2 * n + j] = dz;",
      "dX[b * 2 * n + j] = dz / B;",
      "dX[0, 0] is -0.0166023, and should be -0.0664093; 12 of 24 numbers are wrong. ds is right; dμ is divided by B: where the loss is a mean, dz is divided already.",
    ],
    [
      "the halves are exchanged",
      "dX[b * 2 * n + j] = dz;\n      dX[b * 2 * n + n + j] =",
      "dX[b * 2 * n + n + j] = dz;\n      dX[b * 2 * n + j] =",
      "dX[0, 0] is -0.0790492, and should be -0.0664093; 24 of 24 numbers are wrong. The halves are exchanged: dμ belongs into the first n columns, ds behind it.",
    ],
    [
      "s is read where μ stands",
      "const s = X[b * 2 * n + n + j]",
      "const s = X[b * 2 * n + j]",
      "Only these columns are wrong: 3, 4, 5.",
    ],
    [
      "rows of n in dX",
      "dX[b * 2 * n + j] = dz;\n      dX[b * 2 * n + n + j]",
      "dX[b * n + j] = dz;\n      dX[b * n + n + j]",
    ],
    [
      "μ and s by turns",
      "dX[b * 2 * n + j] = dz;\n      dX[b * 2 * n + n + j]",
      "dX[2 * (b * n + j)] = dz;\n      dX[2 * (b * n + j) + 1]",
      "dX[0, 1] is -0.0790492, and should be -0.242633; 16 of 24 numbers are wrong. dμ and ds stand there by turns: each row has first its n numbers of dμ, then its n of ds.",
    ],
    [
      "one half below the other",
      "dX[b * 2 * n + j] = dz;\n      dX[b * 2 * n + n + j]",
      "dX[b * n + j] = dz;\n      dX[B * n + b * n + j]",
      "dX[0, 3] is 0.481822, and should be -0.0790492; 18 of 24 numbers are wrong. All of ds stands below all of dμ: each row has first its n numbers of dμ, then its n of ds.",
    ],
    [
      "only the first row",
      "b < B",
      "b < 1",
      "Only these rows are wrong: 1, 2, 3. Does a loop stop early, or start late?",
    ],
    [
      "the last row is left out",
      "b < B",
      "b < B - 1",
      "Only these rows are wrong: 3. Does a loop stop early, or start late?",
    ],
    ["the last dimension is left out", "j < n", "j < n - 1", "Only these columns are wrong: 2, 5."],
    ["the noise of the first row", "E[b * n + j]", "E[j]"],
    ["dz of the first row", "dZ[b * n + j]", "dZ[j]", "Only these rows are wrong: 1, 2, 3."],
    [
      "dμ is added",
      "dX[b * 2 * n + j] =",
      "dX[b * 2 * n + j] +=",
      "What stood in dX before shows in the result; write dX[…] = …, not +=.",
    ],
    [
      "ds is added",
      "dX[b * 2 * n + n + j] =",
      "dX[b * 2 * n + n + j] +=",
      "What stood in dX before shows in the result; write dX[…] = …, not +=.",
    ],
    [
      "a mean over the batch, twice",
      "const dz = dZ[b * n + j]",
      "const dz = dZ[b * n + j] / B",
      "Every value is 1/4 times what it should be. 4 is the batch size: is it divided by once too often?",
    ],
    [
      "the inputs are overwritten",
      "dX[b * 2 * n + j] = dz;",
      "X[b * 2 * n + j] = dz;",
      "X has changed: it is given, and belongs to the caller.",
    ],
  ],
};
