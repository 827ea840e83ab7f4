/** A label beside a style, and ways to get it wrong. */
import {
  checkStyleAndLabel,
  type StyleAndLabel,
} from "../../../notebooks/lib/exercises/style-and-label.ts";
import type { Exercise } from "./answers.ts";

export const styleAndLabel: Exercise<StyleAndLabel> = {
  chapter: "16",
  name: "myCodes",
  check: checkStyleAndLabel,
  rights: [
    [
      "with subarray and set",
      `const myCodes = {
  forward({ Z, labels, codes, B, n, K }) {
    codes.fill(0);
    for (let b = 0; b < B; b++) {
      codes.set(Z.subarray(b * n, b * n + n), b * (n + K));
      codes[b * (n + K) + n + labels[b]] = 1;
    }
  },
  backward({ dCodes, dZ, B, n, K }) {
    for (let b = 0; b < B; b++) dZ.set(dCodes.subarray(b * (n + K), b * (n + K) + n), b * n);
  },
};
`,
    ],
    [
      "one loop over every number",
      `const myCodes = {
  forward({ Z, labels, codes, B, n, K }) {
    const w = n + K;
    for (let i = 0; i < B * w; i++) {
      const b = Math.floor(i / w),
        j = i % w;
      codes[i] = j < n ? Z[b * n + j] : Number(j - n === labels[b]);
    }
  },
  backward({ dCodes, dZ, B, n, K }) {
    for (let i = 0; i < B * n; i++) dZ[i] = dCodes[Math.floor(i / n) * (n + K) + (i % n)];
  },
};
`,
    ],
    [
      "a running position",
      `const myCodes = {
  forward({ Z, labels, codes, B, n, K }) {
    let at = 0;
    for (let b = 0; b < B; b++) {
      for (let j = 0; j < n; j++) codes[at++] = Z[b * n + j];
      for (let k = 0; k < K; k++) codes[at++] = labels[b] === k ? 1 : 0;
    }
  },
  backward({ dCodes, dZ, B, n, K }) {
    let at = 0;
    for (let b = 0; b < B; b++) {
      for (let j = 0; j < n; j++) dZ[b * n + j] = dCodes[at++];
      at += K;
    }
  },
};
`,
    ],
  ],
  mistakes: [
    [
      "the label stands first",
      "codes[start + j] = Z[b * n + j];\n      for (let k = 0; k < K; k++) codes[start + n + k]",
      "codes[start + K + j] = Z[b * n + j];\n      for (let k = 0; k < K; k++) codes[start + k]",
      "codes[0, 0] is 0, and should be -0.674308; 26 of 32 numbers are wrong. The label stands before the style: the style comes first.",
    ],
    [
      "no one-hot",
      "for (let k = 0; k < K; k++) codes[start + n + k] = k === labels[b] ? 1 : 0;",
      "",
      "codes[0, 5] is 0, and should be 1; 4 of 32 numbers are wrong. The styles are right; is the one-hot written?",
    ],
    [
      "no style",
      "for (let j = 0; j < n; j++) codes[start + j] = Z[b * n + j];",
      "",
      "codes[0, 0] is 0, and should be -0.674308; 12 of 32 numbers are wrong. The one-hots are right; is z copied?",
    ],
    [
      "a column too early",
      "k === labels[b] ?",
      "k === labels[b] - 1 ?",
      "codes[0, 4] is 1, and should be 0; 7 of 32 numbers are wrong. Each 1 is a column too early: the label 0 has column n, counted from 0.",
    ],
    [
      "a column too far",
      "k === labels[b] ?",
      "k === labels[b] + 1 ?",
      "codes[0, 5] is 0, and should be 1; 7 of 32 numbers are wrong. Each 1 is a column too far: the label 0 has column n, counted from 0.",
    ],
    [
      "the label as a number",
      "codes[start + n + k] = k === labels[b] ? 1 : 0",
      "codes[start + n + k] = k === 0 ? labels[b] : 0",
      "codes[0, 3] is 2, and should be 0; 7 of 32 numbers are wrong. The label stands there as a number: its one-hot is meant, a 1 in the label's column.",
    ],
    [
      "the label in its column",
      "? 1 : 0",
      "? labels[b] : 0",
      "codes[0, 5] is 2, and should be 1; 4 of 32 numbers are wrong. The label stands in its column, where a 1 is meant.",
    ],
    [
      "ones and zeros exchanged",
      "? 1 : 0",
      "? 0 : 1",
      "codes[0, 3] is 1, and should be 0; 20 of 32 numbers are wrong.",
    ],
    [
      "the first label everywhere",
      "k === labels[b]",
      "k === labels[0]",
      "codes[1, 3] is 0, and should be 1; 4 of 32 numbers are wrong. Every row has the label of the first: labels[b] is that of row b.",
    ],
    [
      "the first style everywhere",
      "= Z[b * n + j]",
      "= Z[j]",
      "codes[1, 0] is -0.674308, and should be 0.513676; 9 of 32 numbers are wrong. Every row has the style of the first: row b of Z begins at b·n.",
    ],
    [
      "rows of n",
      "b * (n + K);",
      "b * n;",
      "codes[0, 3] is 0.513676, and should be 0; 18 of 32 numbers are wrong.",
    ],
    [
      "rows of K",
      "b * (n + K);",
      "b * K;",
      "codes[0, 5] is 0.513676, and should be 1; 18 of 32 numbers are wrong.",
    ],
    [
      "the one-hot over the style",
      "codes[start + n + k]",
      "codes[start + k]",
      "codes[0, 0] is 0, and should be -0.674308; 17 of 32 numbers are wrong.",
    ],
    [
      "the row's number for the label",
      "k === labels[b]",
      "k === b",
      "codes[0, 3] is 1, and should be 0; 8 of 32 numbers are wrong.",
    ],
    [
      "the zeros are not written",
      "codes[start + n + k] = k === labels[b] ? 1 : 0",
      "if (k === labels[b]) codes[start + n + k] = 1",
      "What stood in codes before shows in the result: write the zeros of the one-hot as well.",
    ],
    [
      "the last column is not written",
      "k < K",
      "k < K - 1",
      "codes[2, 7] is 0, and should be 1; 1 of 32 numbers is wrong.",
    ],
    [
      "the last row is left out",
      "for (let b = 0; b < B; b++) {\n      const start",
      "for (let b = 0; b < B - 1; b++) {\n      const start",
      "codes[3, 0] is 0, and should be 0.242268; 4 of 32 numbers are wrong.",
    ],
    [
      "added to the codes",
      "codes[start + j] = Z",
      "codes[start + j] += Z",
      "What stood in codes before shows in the result: write the zeros of the one-hot as well.",
    ],
    [
      "no way back",
      "for (let j = 0; j < n; j++) dZ[b * n + j] = dCodes[b * (n + K) + j];",
      "",
      "Every analytic value is 0: is this gradient computed at all, and written where it is looked for?",
    ],
    [
      "rows of n on the way back",
      "dCodes[b * (n + K) + j]",
      "dCodes[b * n + j]",
      "dZ[1, 0] is 0.311834, and should be 0.833065; 9 of 12 numbers are wrong. The rows of dCodes are read as if they had n numbers: they have n + K.",
    ],
    [
      "the last columns",
      "dCodes[b * (n + K) + j]",
      "dCodes[b * (n + K) + K + j]",
      "dZ[0, 0] is 1.2036, and should be 0.174819; 12 of 12 numbers are wrong. Those are the last n columns: the style's are the first n.",
    ],
    [
      "the label's columns",
      "dCodes[b * (n + K) + j]",
      "dCodes[b * (n + K) + n + j]",
      "dZ[0, 0] is 0.311834, and should be 0.174819; 12 of 12 numbers are wrong. Those are the first columns of the label: the style's are the first n.",
    ],
    [
      "the label's first columns added",
      "dCodes[b * (n + K) + j]",
      "dCodes[b * (n + K) + j] + dCodes[b * (n + K) + n + j]",
      "dZ[0, 0] is 0.486653, and should be 0.174819; 12 of 12 numbers are wrong. The label's first columns are added to the style's: they go nowhere, since the label is given.",
    ],
    [
      "all of the label's gradient added",
      "dZ[b * n + j] = dCodes[b * (n + K) + j];",
      "{\n        let sum = dCodes[b * (n + K) + j];\n        for (let k = 0; k < K; k++) sum += dCodes[b * (n + K) + n + k];\n        dZ[b * n + j] = sum;\n      }",
      "dZ[0, 0] is -0.238702, and should be 0.174819; 12 of 12 numbers are wrong. The label's gradient is added to every number of the style: it goes nowhere, since the label is",
    ],
    [
      "dZ in rows of n + K",
      "dZ[b * n + j]",
      "dZ[b * (n + K) + j]",
      "Only these rows are wrong: 1, 2, 3.",
    ],
    [
      "the first row everywhere",
      "dCodes[b * (n + K) + j]",
      "dCodes[j]",
      "dZ[1, 0] is 0.174819, and should be 0.833065; 9 of 12 numbers are wrong. Every row has the gradient of the first: row b of dCodes begins at b·(n + K).",
    ],
    [
      "ones for a gradient",
      "dCodes[b * (n + K) + j]",
      "1",
      "dZ[0, 0] is 1, and should be 0.174819; 12 of 12 numbers are wrong. Every number is 1: that is how much a code moves with its style; dCodes says how much the loss does.",
    ],
    [
      "divided by the batch",
      "dCodes[b * (n + K) + j]",
      "dCodes[b * (n + K) + j] / B",
      "Every value is 1/4 times what it should be. 4 is the batch size: is it divided by once too often?",
    ],
    [
      "the wrong sign",
      "dCodes[b * (n + K) + j]",
      "-dCodes[b * (n + K) + j]",
      "Every value has the opposite sign: is there a minus too many, or one too few?",
    ],
    [
      "added on the way back",
      "dZ[b * n + j] =",
      "dZ[b * n + j] +=",
      "What stood in dZ before shows in the result; write dZ[…] = …, not +=.",
    ],
    [
      "only the first row",
      "for (let b = 0; b < B; b++) {\n      for (let j",
      "for (let b = 0; b < 1; b++) {\n      for (let j",
      "Only these rows are wrong: 1, 2, 3. Does a loop stop early, or start late?",
    ],
    [
      "the last number of a style",
      "j < n; j++) dZ",
      "j < n - 1; j++) dZ",
      "Only these columns are wrong: 2. Does a loop stop early, or start late?",
    ],
    [
      "dCodes is cut",
      "backward({ dCodes, dZ, B, n, K }) {",
      "backward({ dCodes, dZ, B, n, K }) {\n    for (let b = 0; b < B; b++) dCodes.fill(0, b * (n + K) + n - 1, b * (n + K) + n + K);",
      "dCodes has changed: it is given, and belongs to the caller.",
    ],
  ],
};
