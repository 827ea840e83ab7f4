/** The exercise of chapter 15: what the discriminator sees of the prior, [point | label]. */
import { writeOneHots } from "../../../src/aae/parts/one-hot.ts";
import { createPrior } from "../../../src/aae/parts/priors.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { copyColumns } from "../../../src/layers/columns.ts";
import { doubleKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Values, valuesOf } from "../../../src/tensor/tensor.ts";
import { fillNormal } from "../toy.ts";
import { attempt, judgeNumbers, type Known } from "./numbers.ts";

/** What is drawn already, and the rows [n, 13] that are to be filled. */
export interface PointNumbers {
  /** What the discriminator is told of each row: 0 to 9, or −1 for "no label known". */
  readonly labels: readonly number[];
  /** The part of the prior that each row comes from, 0 to 9. */
  readonly parts: readonly number[];
  /** Two numbers from N(0, 1) for each row [n, 2]: along the radius, and across it. */
  readonly noise: Values;
  /** How far the middle of a part is from the origin, and the deviations along and across. */
  readonly radius: number;
  readonly along: number;
  readonly across: number;
  readonly rows: Values;
  readonly n: number;
}

/** Fills each row: the point, and eleven columns of its label. */
export type LabelledPoints = (numbers: PointNumbers) => void;

const labels = [3, -1, 0, 7, -1, 9, 3, 5];
const parts = [3, 6, 0, 7, 2, 9, 3, 5];
const n = labels.length;
const WIDTH = 13;
const [radius, along, across] = [1.4, 0.5, 0.1];

/** A way to make a point, and a way to make a one-hot. */
interface Way {
  readonly point?: (part: number, first: number, second: number, label: number) => [number, number];
  readonly column?: (label: number, part: number) => number | null;
}

const turn = (angle: number, a: number, b: number): [number, number] => [
  a * Math.cos(angle) - b * Math.sin(angle),
  a * Math.sin(angle) + b * Math.cos(angle),
];
const angleOf = (part: number) => (2 * Math.PI * part) / 10;

const KNOWN: readonly (readonly [Way, string])[] = [
  [
    { point: (_, e, f, label) => turn(angleOf(label), radius + along * e, across * f) },
    "Is the angle that of the label? A row without a label has a part all the same: parts[i].",
  ],
  [
    { point: (part, e, f) => turn(angleOf(part) / 2, radius + along * e, across * f) },
    "The parts fill half a circle: the angle is 2π·part/10.",
  ],
  [
    { point: (part, e, f) => turn(36 * part, radius + along * e, across * f) },
    "Is the angle in degrees? Math.cos and Math.sin want it in radians, 2π for the whole circle.",
  ],
  [
    { point: (part, e, f) => turn(part, radius + along * e, across * f) },
    "The part itself is taken for the angle, which is 2π·part/10.",
  ],
  [
    { point: (part, e, f) => turn((2 * Math.PI * part) / 11, radius + along * e, across * f) },
    "The circle is cut into eleven: there are ten parts, and the eleventh column is no part.",
  ],
  [
    { point: (part, e, f) => turn(angleOf(part + 1), radius + along * e, across * f) },
    "Every part is one too far: part 0 lies at the angle 0.",
  ],
  [
    { point: (part, e, f) => turn(angleOf(part), along * e, across * f) },
    "Is the radius there? All parts lie around the origin.",
  ],
  [
    { point: (part, e, f) => turn(angleOf(part), radius + e, f) },
    "Are the deviations there? The noise is N(0, 1): it is multiplied by along and by across.",
  ],
  [
    { point: (part, e, f) => turn(angleOf(part), radius + across * e, along * f) },
    "Along and across are exchanged: a part is long along the radius.",
  ],
  [
    { point: (part, e, f) => turn(angleOf(part), radius + along * f, across * e) },
    "The two numbers of the noise are exchanged: the first is for along, the second for across.",
  ],
  [
    { point: (part, e, f) => turn(angleOf(part), radius + along ** 2 * e, across ** 2 * f) },
    "Are the deviations squared? The noise is multiplied by the deviation, not by the variance.",
  ],
  [
    { point: (part, e, f) => turn(angleOf(part), radius * along * e, across * f) },
    "The radius is multiplied by the noise; it is added to it.",
  ],
  [
    {
      point: (part, e, f) => [
        radius * Math.cos(angleOf(part)) + along * e,
        radius * Math.sin(angleOf(part)) + across * f,
      ],
    },
    "The middle of each part is right, and its noise is not turned with it: along is the direction of the radius, not of z₁.",
  ],
  [
    {
      point: (part, e, f) => {
        const [x, y] = turn(angleOf(part), radius + along * e, across * f);
        return [y, x];
      },
    },
    "z₁ and z₂ are exchanged: the cosine belongs to z₁.",
  ],
  [
    { point: (part, e, f) => turn(angleOf(part), radius + along * e, -across * f) },
    "Across has the other sign: z₁ = a·cos − c·sin, z₂ = a·sin + c·cos.",
  ],
  [
    { point: (part, e) => turn(angleOf(part), radius + along * e, 0) },
    "Is the noise across the radius left out? All points lie on ten lines.",
  ],
  [
    { column: (label, part) => (label < 0 ? part : label) },
    "Where no label is known, the discriminator is told the part all the same: the 1 belongs into the eleventh column.",
  ],
  [
    { column: (label) => (label < 0 ? null : label) },
    "Where no label is known, there is no 1 at all: it belongs into the eleventh column.",
  ],
  [
    { column: (label) => (label < 0 ? 0 : label) },
    "Where no label is known, the row says that it is a 0: the 1 belongs into the eleventh column.",
  ],
  [
    { column: (label) => (label < 0 ? 9 : label) },
    "Where no label is known, the row says that it is a 9: the eleventh column is number 10, counted from 0.",
  ],
  [
    { column: (label) => label + 1 },
    "Each 1 is a column too far: the label 0 has the first of the eleven columns, and −1 has the last.",
  ],
  [
    { column: (label) => (label < 0 ? null : label + 1) },
    "Each 1 is a column too far: the label 0 has the first of the eleven columns, and −1 has the last.",
  ],
  [
    {
      point: (part, e, f, label) => {
        const [x, y] = turn(angleOf(part), radius + along * e, across * f);
        return [x, label < 0 ? 1 : y];
      },
      column: (label) => (label < 0 ? null : label),
    },
    "Where no label is known, the 1 lies over z₂: −1 is no column, the eleventh is number 10, counted from 0.",
  ],
  [{ column: () => 10 }, "Every row says that no label is known."],
  [{ column: () => null }, "The eleven columns hold no 1: is the one-hot written?"],
];

/** Rows made in one of these ways, or in the right one. */
function rowsBy(noise: Values, { point, column }: Way): Float64Array {
  const rows = new Float64Array(n * WIDTH);
  const place = point ?? ((part, e, f) => turn(angleOf(part), radius + along * e, across * f));
  const oneHot = column ?? ((label) => (label < 0 ? 10 : label));
  for (let i = 0; i < n; i++) {
    rows.set(place(parts[i], noise[2 * i], noise[2 * i + 1], labels[i]), i * WIDTH);
    const at = oneHot(labels[i], parts[i]);
    if (at !== null) rows[i * WIDTH + 2 + at] = 1;
  }
  return rows;
}

/** What the project makes of the same draws. */
function theProjects(): Float64Array {
  const prior = createPrior(
    {
      kind: "mixture",
      components: 10,
      radius,
      radialDeviation: along,
      tangentialDeviation: across,
    },
    2,
  );
  const P = zeros(doubleKernels, n, 2);
  prior.sample(P, new SeededRandom("points"), parts);
  const rows = zeros(doubleKernels, n, WIDTH);
  copyColumns(P, 0, rows, 0, 2);
  writeOneHots(rows, 2, 11, labels, 10);
  return Float64Array.from(valuesOf(rows));
}

/** What is to be said of a learner's rows. */
export function checkLabelledPoints(answer: LabelledPoints): CheckResult {
  return attempt("labelled points", () => {
    const noise = valuesOf(fillNormal(zeros(doubleKernels, n, 2), new SeededRandom("points")));
    const fill = (before: number) => {
      const rows = new Float64Array(n * WIDTH).fill(before);
      answer({ labels, parts, noise, radius, along, across, rows, n });
      return rows;
    };
    const yours = fill(0);
    const known = KNOWN.map(([way, said]): Known => [rowsBy(noise, way), said]);
    const result = judgeNumbers("labelled points", {
      ...{ name: "rows", shape: [n, WIDTH], yours, right: theProjects(), known },
    });
    if (!result.passed || fill(7).every((value, i) => value === yours[i])) return result;
    const said =
      "What stood in rows before shows in the result: write the zeros of the one-hot as well, and use =, not +=.";
    return conclude("labelled points", result.comparisons, [said], { explained: true });
  });
}
