/** The exercise of chapter 18: names for clusters by the paper's rule, and the error that they make. */
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { clustering } from "../../../src/measures/clustering.ts";
import { doubleKernels, tensorFrom } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { attempt, judgeNumbers, type Known, otherValue } from "./numbers.ts";

/** Images as a clustering sees them. */
export interface Sorted {
  /** q[i * K + k] is how sure image i is of cluster k; a row sums to 1. */
  readonly q: Float64Array;
  readonly labels: readonly number[];
  readonly count: number;
}

/** Images that give the names, images that are counted, and the names, to be filled. */
export interface ClusterNumbers {
  readonly naming: Sorted;
  readonly test: Sorted;
  readonly K: number;
  /** Of each cluster [K]. */
  readonly names: number[];
}

/** Fills the names and returns the share of test images that are wrong. */
export type ClusterNames = (numbers: ClusterNumbers) => number;

const K = 4;

/** Images that each lean towards one cluster; which, depends on the label, and chance. */
function images(seed: string, count: number, avoided: number): Sorted {
  const random = new SeededRandom(seed);
  const labels = Array.from({ length: count }, () => 3 + random.integer(4));
  const q = new Float64Array(count * K);
  for (let i = 0; i < count; i++) {
    const home = random.uniform() < 0.7 ? labels[i] - 3 : random.integer(K);
    const row = Array.from(
      { length: K },
      (_, k) => random.uniform() + (k === home && k !== avoided ? 1.5 * random.uniform() : 0),
    );
    if (avoided >= 0) row[avoided] *= 0.3;
    const sum = row.reduce((a, b) => a + b, 0);
    for (let k = 0; k < K; k++) q[i * K + k] = row[k] / sum;
  }
  return { q, labels, count };
}

const naming = images("naming", 30, 2); // no image of these chooses cluster 2
const test = images("test 14", 40, -1);

const columnsOf = ({ q, count }: Sorted, k: number) =>
  Array.from({ length: count }, (_, i) => q[i * K + k]);
const choiceOf = ({ q }: Sorted, i: number) => {
  const row = Array.from(q.subarray(i * K, (i + 1) * K));
  return row.indexOf(Math.max(...row));
};
const surest = (of: Sorted, k: number) => {
  const column = columnsOf(of, k);
  return column.indexOf(Math.max(...column));
};
const each = (name: (k: number) => number) => Array.from({ length: K }, (_, k) => name(k));
const choosing = (of: Sorted, k: number) =>
  of.labels.map((_, i) => i).filter((i) => choiceOf(of, i) === k);

/** The label of the surest image among some; −1 if there is none. */
function surestAmong(of: Sorted, k: number, some: readonly number[]): number {
  const best = some.reduce((a, b) => (a < 0 || of.q[b * K + k] > of.q[a * K + k] ? b : a), -1);
  return best < 0 ? -1 : of.labels[best];
}

function majority(of: Sorted, k: number): number {
  const votes = new Map<number, number>();
  for (const i of choosing(of, k)) votes.set(of.labels[i], (votes.get(of.labels[i]) ?? 0) + 1);
  const [first] = [...votes].sort(([a, m], [b, n]) => n - m || a - b);
  return first?.[0] ?? 0;
}

/** Names that are known mistakes. */
const NAMES: readonly Known[] = [
  [each(() => -1), "They are as they were: are they written?"],
  [
    each((k) => majority(naming, k)),
    "Those are the names by majority: the paper asks the one image that is surest of the cluster.",
  ],
  [
    each((k) => test.labels[surest(test, k)]),
    "The test images have given the names: they are what is judged, so others must name.",
  ],
  [
    each((k) => surest(naming, k)),
    "Those are the numbers of the images: the name is the label of that image.",
  ],
  [
    each((k) => naming.labels[columnsOf(naming, k).indexOf(Math.min(...columnsOf(naming, k)))]),
    "Those are the labels of the images that are least sure.",
  ],
  ...[-1, 0, Number.NaN, naming.labels[0]].map(
    (none): Known => [
      each((k) => {
        const label = surestAmong(naming, k, choosing(naming, k));
        return label < 0 ? none : label;
      }),
      "Only images that chose a cluster are asked about it: cluster 2 is nobody's first choice here, and is named all the same, by the surest of all images.",
    ],
  ),
  [
    each((k) => test.labels[surest(naming, k)]),
    "The surest image is one of those that name, and its label is taken from the test images.",
  ],
  [each((k) => k), "Every cluster has its own number for a name: whose label is it?"],
  [
    each((k) => naming.labels[k]),
    "Those are the labels of the first images: is the surest looked for?",
  ],
  [
    each((k) => naming.labels[choosing(naming, k)[0] ?? 0]),
    "Those are the labels of the first images that chose the cluster: the surest is meant.",
  ],
];

const namesOf = (made: number[]) => each((k) => made[k] ?? Number.NaN);

/** The share of images whose cluster, by some choice, bears another name than their label. */
function errorWith(
  of: Sorted,
  names: readonly number[],
  choice: (i: number) => number = (i) => choiceOf(of, i),
): number {
  return of.labels.filter((label, i) => names[choice(i)] !== label).length / of.count;
}

/** What is to be said of an answer: of its names first, then of its error. */
export function checkClusterNames(answer: ClusterNames): CheckResult {
  return attempt("cluster names", () => {
    const asked = ({ q, labels, count }: Sorted) => ({
      Q: tensorFrom(doubleKernels, q, count, K),
      labels,
    });
    const right = clustering(asked(naming), asked(test));
    const copy = ({ q, labels, count }: Sorted) => ({ q: q.slice(), labels: [...labels], count });
    const names = new Array<number>(K).fill(-1);
    const error = answer({ naming: copy(naming), test: copy(test), K, names });

    const named = judgeNumbers("cluster names", {
      ...{ name: "names", shape: [K], yours: namesOf(names), right: right.names, known: NAMES },
    });
    if (!named.passed) return named;
    const wrong = right.error;
    const chosenBy = (k: number) => surest(test, k);
    const value = otherValue("error", error, wrong, [
      [1 - wrong, "That is the share that is right."],
      [wrong * test.count, "That is the number of images: divide it by how many there are."],
      [100 * wrong, "That is in percent; return the share."],
      [
        errorWith(naming, names),
        "The images that gave the names are counted: the test images are meant.",
      ],
      [
        (wrong * test.count) / naming.count,
        "It is divided by the number of the images that name; the test images are counted.",
      ],
      [
        (wrong * test.count) / K,
        "It is divided by the number of clusters: divide by that of images.",
      ],
      [
        each((k) => Number(names[k] !== test.labels[chosenBy(k)])).reduce((a, b) => a + b) / K,
        "One image of each cluster is counted: count all test images.",
      ],
      [
        errorWith(
          test,
          each((k) => k),
        ),
        "Labels are compared with the numbers of clusters: compare them with the clusters' names.",
      ],
      [
        errorWith(test, names, (i) => {
          const row = Array.from(test.q.subarray(i * K, (i + 1) * K));
          return row.indexOf(Math.min(...row));
        }),
        "Every image is put into the cluster that it is least sure of.",
      ],
      [
        errorWith(test, names, (i) => choiceOf(naming, i % naming.count)),
        "The clusters are those that the naming images chose: the test images choose their own.",
      ],
    ]);
    return conclude("cluster names", named.comparisons, value === null ? [] : [value]);
  });
}
