/** Points of the mixture with their labels, and ways to get them wrong. */
import {
  checkLabelledPoints,
  type LabelledPoints,
} from "../../../notebooks/lib/exercises/labelled-point.ts";
import type { Exercise } from "./answers.ts";

export const labelledPoint: Exercise<LabelledPoints> = {
  chapter: "15",
  name: "myPoints",
  check: checkLabelledPoints,
  rights: [
    [
      "everything 0 at first",
      `function myPoints({ labels, parts, noise, radius, along, across, rows, n }) {
  rows.fill(0);
  for (let i = 0; i < n; i++) {
    const t = (Math.PI * parts[i]) / 5;
    const [u, v] = [Math.cos(t), Math.sin(t)];
    const a = noise[2 * i] * along + radius;
    const c = noise[2 * i + 1] * across;
    rows[i * 13] = u * a - v * c;
    rows[i * 13 + 1] = v * a + u * c;
    rows[i * 13 + 2 + (labels[i] === -1 ? 10 : labels[i])] = 1;
  }
}
`,
    ],
    [
      "the middle, and steps from it",
      `const myPoints = (it) => {
  for (let i = 0; i < it.n; i++) {
    const t = 2 * Math.PI * (it.parts[i] / 10);
    const [e, f] = [it.noise[2 * i], it.noise[2 * i + 1]];
    const row = [
      it.radius * Math.cos(t) + it.along * e * Math.cos(t) - it.across * f * Math.sin(t),
      it.radius * Math.sin(t) + it.along * e * Math.sin(t) + it.across * f * Math.cos(t),
    ];
    for (let k = -1; k < 10; k++) row[k < 0 ? 12 : 2 + k] = it.labels[i] === k ? 1 : 0;
    it.rows.set(row, 13 * i);
  }
};
`,
    ],
    [
      "by an angle and a distance",
      `function myPoints({ labels, parts, noise, radius, along, across, rows, n }) {
  for (let i = 0; i < n; i++) {
    const a = radius + along * noise[2 * i];
    const c = across * noise[2 * i + 1];
    const t = Math.atan2(c, a) + 0.2 * Math.PI * parts[i];
    rows[13 * i] = Math.hypot(a, c) * Math.cos(t);
    rows[13 * i + 1] = Math.hypot(a, c) * Math.sin(t);
    for (let k = 0; k <= 10; k++)
      rows[13 * i + 2 + k] = Number(k === labels[i] || (k === 10 && labels[i] < 0));
  }
}
`,
    ],
  ],
  mistakes: [
    [
      "the angle of the label",
      "parts[i]",
      "labels[i]",
      "rows[1, 0] is 0.952919, and should be -0.850319; 4 of 104 numbers are wrong. Is the angle that of the label? A row without a label has a part all the same: parts[i].",
    ],
    [
      "half a circle",
      "2 * Math.PI *",
      "Math.PI *",
      "rows[0, 0] is 1.16586, and should be -0.45632; 14 of 104 numbers are wrong. The parts fill half a circle: the angle is 2π·part/10.",
    ],
    [
      "degrees",
      "(2 * Math.PI * parts[i]) / 10",
      "36 * parts[i]",
      "rows[0, 0] is 0.79146, and should be -0.45632; 14 of 104 numbers are wrong. Is the angle in degrees? Math.cos and Math.sin want it in radians, 2π for the whole circle.",
    ],
    [
      "the part as an angle",
      "(2 * Math.PI * parts[i]) / 10",
      "parts[i]",
      "rows[0, 0] is -1.79253, and should be -0.45632; 14 of 104 numbers are wrong. The part itself is taken for the angle, which is 2π·part/10.",
    ],
    [
      "eleven parts",
      "parts[i]) / 10",
      "parts[i]) / 11",
      "rows[0, 0] is -0.147367, and should be -0.45632; 14 of 104 numbers are wrong. The circle is cut into eleven: there are ten parts, and the eleventh column is no part.",
    ],
    [
      "parts counted from 1",
      "* parts[i])",
      "* (parts[i] + 1))",
      "rows[0, 0] is -1.41109, and should be -0.45632; 16 of 104 numbers are wrong. Every part is one too far: part 0 lies at the angle 0.",
    ],
    [
      "no radius",
      "radius + along",
      "along",
      "rows[0, 0] is -0.0236962, and should be -0.45632; 14 of 104 numbers are wrong. Is the radius there? All parts lie around the origin.",
    ],
    [
      "no deviations",
      "along * noise[2 * i];\n    const c = across * noise",
      "noise[2 * i];\n    const c = noise",
      "rows[0, 0] is 0.385682, and should be -0.45632; 16 of 104 numbers are wrong. Are the deviations there? The noise is N(0, 1): it is multiplied by along and by across.",
    ],
    [
      "along and across exchanged",
      "along * noise[2 * i];\n    const c = across * noise",
      "across * noise[2 * i];\n    const c = along * noise",
      "rows[0, 0] is 0.0820559, and should be -0.45632; 16 of 104 numbers are wrong. Along and across are exchanged: a part is long along the radius.",
    ],
    [
      "the noise exchanged",
      "along * noise[2 * i];\n    const c = across * noise[2 * i + 1]",
      "along * noise[2 * i + 1];\n    const c = across * noise[2 * i]",
      "rows[0, 0] is -0.338017, and should be -0.45632; 16 of 104 numbers are wrong. The two numbers of the noise are exchanged: the first is for along, the second for across.",
    ],
    [
      "variances",
      "along * noise[2 * i];\n    const c = across * noise",
      "along ** 2 * noise[2 * i];\n    const c = across ** 2 * noise",
      "rows[0, 0] is -0.487757, and should be -0.45632; 16 of 104 numbers are wrong. Are the deviations squared? The noise is multiplied by the deviation, not by the variance.",
    ],
    [
      "the radius multiplied",
      "radius + along",
      "radius * along",
      "rows[0, 0] is -0.0764596, and should be -0.45632; 14 of 104 numbers are wrong. The radius is multiplied by the noise; it is added to it.",
    ],
    [
      "the noise is not turned",
      "a * Math.cos(angle) - c * Math.sin(angle);\n    rows[13 * i + 1] = a * Math.sin(angle) + c * Math.cos(angle)",
      "radius * Math.cos(angle) + a - radius;\n    rows[13 * i + 1] = radius * Math.sin(angle) + c",
      "rows[0, 0] is -0.00575904, and should be -0.45632; 14 of 104 numbers are wrong. The middle of each part is right, and its noise is not turned with it: along is the",
    ],
    [
      "z₁ and z₂ exchanged",
      "rows[13 * i] = a * Math.cos(angle) - c * Math.sin(angle);\n    rows[13 * i + 1] =",
      "rows[13 * i + 1] = a * Math.cos(angle) - c * Math.sin(angle);\n    rows[13 * i] =",
      "rows[0, 0] is 1.77261, and should be -0.45632; 16 of 104 numbers are wrong. z₁ and z₂ are exchanged: the cosine belongs to z₁.",
    ],
    [
      "turned the other way",
      "const c = across",
      "const c = -across",
      "rows[0, 0] is -0.672745, and should be -0.45632; 14 of 104 numbers are wrong. Across has the other sign: z₁ = a·cos − c·sin, z₂ = a·sin + c·cos.",
    ],
    [
      "no noise across",
      "- c * Math.sin(angle);\n    rows[13 * i + 1] = a * Math.sin(angle) + c * Math.cos(angle)",
      ";\n    rows[13 * i + 1] = a * Math.sin(angle)",
      "rows[0, 0] is -0.564532, and should be -0.45632; 14 of 104 numbers are wrong. Is the noise across the radius left out? All points lie on ten lines.",
    ],
    [
      "one sign of the turn",
      "- c * Math.sin",
      "+ c * Math.sin",
      "rows[0, 0] is -0.672745, and should be -0.45632; 6 of 104 numbers are wrong.",
    ],
    [
      "the noise of the first row",
      "noise[2 * i];",
      "noise[0];",
      "rows[1, 0] is -1.42666, and should be -0.850319; 12 of 104 numbers are wrong.",
    ],
    [
      "noise in two halves",
      "noise[2 * i];\n    const c = across * noise[2 * i + 1]",
      "noise[i];\n    const c = across * noise[n + i]",
      "rows[0, 0] is -0.591587, and should be -0.45632; 15 of 104 numbers are wrong.",
    ],
    [
      "the part told without a label",
      "labels[i] < 0 ? 10 :",
      "labels[i] < 0 ? parts[i] :",
      "rows[1, 8] is 1, and should be 0; 4 of 104 numbers are wrong. Where no label is known, the discriminator is told the part all the same: the 1 belongs into the eleventh",
    ],
    [
      "no 1 without a label",
      "rows[13 * i + 2 + column] = 1;",
      "if (labels[i] >= 0) rows[13 * i + 2 + column] = 1;",
      "rows[1, 12] is 0, and should be 1; 2 of 104 numbers are wrong. Where no label is known, there is no 1 at all: it belongs into the eleventh column.",
    ],
    [
      "no label is a 0",
      "? 10 :",
      "? 0 :",
      "rows[1, 2] is 1, and should be 0; 4 of 104 numbers are wrong. Where no label is known, the row says that it is a 0: the 1 belongs into the eleventh column.",
    ],
    [
      "no label is the tenth column",
      "? 10 :",
      "? 9 :",
      "rows[1, 11] is 1, and should be 0; 4 of 104 numbers are wrong. Where no label is known, the row says that it is a 9: the eleventh column is number 10, counted from 0.",
    ],
    [
      "columns counted from 1",
      "2 + column]",
      "3 + column]",
      "rows[0, 5] is 0, and should be 1; 14 of 104 numbers are wrong. Each 1 is a column too far: the label 0 has the first of the eleven columns, and −1 has the last.",
    ],
    [
      "−1 as it is",
      "labels[i] < 0 ? 10 : labels[i]",
      "labels[i]",
      "rows[1, 1] is 1, and should be -0.725672; 4 of 104 numbers are wrong. Where no label is known, the 1 lies over z₂: −1 is no column, the eleventh is number 10, counted",
    ],
    [
      "nobody has a label",
      "labels[i] < 0 ? 10 : labels[i]",
      "10",
      "rows[0, 5] is 0, and should be 1; 12 of 104 numbers are wrong. Every row says that no label is known.",
    ],
    [
      "no one-hot",
      "rows[13 * i + 2 + column] = 1;",
      "",
      "rows[0, 5] is 0, and should be 1; 8 of 104 numbers are wrong. The eleven columns hold no 1: is the one-hot written?",
    ],
    [
      "the one-hot over the point",
      "2 + column]",
      "column]",
      "rows[0, 3] is 1, and should be 0; 16 of 104 numbers are wrong.",
    ],
    [
      "the zeros are not written",
      "for (let j = 0; j < 11; j++) rows[13 * i + 2 + j] = 0;",
      "",
      "What stood in rows before shows in the result: write the zeros of the one-hot as well, and use =, not +=.",
    ],
    [
      "the eleventh zero is not written",
      "j < 11",
      "j < 10",
      "What stood in rows before shows in the result: write the zeros of the one-hot as well, and use =, not +=.",
    ],
    [
      "rows of twelve",
      "rows[13 * i + 2 + column] = 1",
      "rows[12 * i + 2 + column] = 1",
      "rows[1, 11] is 1, and should be 0; 14 of 104 numbers are wrong.",
    ],
    [
      "the last row is left out",
      "i < n",
      "i < n - 1",
      "rows[7, 0] is 0, and should be -1.75523; 3 of 104 numbers are wrong.",
    ],
    [
      "only the points are written",
      "for (let j = 0;",
      "continue;\n    for (let j = 0;",
      "rows[0, 5] is 0, and should be 1; 8 of 104 numbers are wrong. The eleven columns hold no 1: is the one-hot written?",
    ],
  ],
};
