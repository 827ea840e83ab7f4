/** The exercise of chapter 12: the Wasserstein distance in one dimension. */
import { compare } from "../../../src/gradcheck/comparison.ts";
import { comesFrom } from "../../../src/gradcheck/marks.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";

type Distance = (a: number[], b: number[]) => number;

/** Pairs of heaps: of several sizes, with and without negative numbers, and two that are the same. */
function heaps(): (readonly [number[], number[]])[] {
  const random = new SeededRandom("heaps");
  const heap = (count: number, mean: number, deviation: number) =>
    Array.from({ length: count }, () => mean + deviation * random.normal());
  const pairs = [3, 5, 8, 12, 20, 40, 7].map(
    (count, k) => [heap(count, 0, 4), heap(count, k, 12)] as const,
  );
  return [...pairs, [heap(6, 0, 1), heap(6, 10, 1)]];
}

/** Mistakes that can be told from what they give. */
const KNOWN: readonly (readonly [Distance, string])[] = [
  [(a, b) => root(mean(squares(a, b))), "The pairs are as they come: sort both heaps first."],
  [
    (a, b) => root(mean(squares(asText(a), asText(b)))),
    "The heaps are sorted as text, where 10 comes before 9: give sort a function, (x, y) => x - y.",
  ],
  [(a, b) => mean(squares(rising(a), rising(b))), "Is the root missing?"],
  [
    (a, b) => root(sum(squares(rising(a), rising(b)))),
    "Is it the sum of the squares, where their mean is meant?",
  ],
  [
    (a, b) => sum(squares(rising(a), rising(b))),
    "This is the sum of the squares: their mean is meant, and its root.",
  ],
  [
    (a, b) => mean(squares(rising(a), rising(b)).map(root)),
    "These are means of the differences' sizes, without squares.",
  ],
  [
    (a, b) => root(mean(squares(rising(a), rising(b).toReversed()))),
    "Is one heap sorted upwards and the other downwards?",
  ],
  [(a, b) => root(mean(squares(rising(a), b))), "Is only the first heap sorted?"],
  [(a, b) => root(mean(squares(a, rising(b)))), "Is only the second heap sorted?"],
  [
    (a, b) => root(sum(squares(rising(a), rising(b))) / (a.length - 1)),
    "Is the sum divided by n − 1? There are n pairs.",
  ],
  [
    (a, b) => root(sum(squares(rising(a), rising(b))) / (2 * a.length)),
    "Is the sum divided by 2n? There are n pairs.",
  ],
  [
    (a, b) => root(sum(squares(rising(a), rising(b)).slice(0, -1)) / a.length),
    "The last pair is left out: does the loop stop one too early?",
  ],
  [
    (a, b) => root(sum(squares(rising(a), rising(b)).slice(1)) / a.length),
    "The first pair is left out: does the loop start one too late?",
  ],
];

const sum = (numbers: number[]) => numbers.reduce((total, value) => total + value, 0);
const mean = (numbers: number[]) => sum(numbers) / numbers.length;
const root = Math.sqrt;
const rising = (numbers: number[]) => numbers.toSorted((x, y) => x - y);
const asText = (numbers: number[]) => numbers.toSorted();
const squares = (a: number[], b: number[]) => a.map((value, i) => (value - b[i]) ** 2);

/** What is to be said of a learner's distance. */
export function checkDistance(distance: Distance): CheckResult {
  const pairs = heaps();
  const all = (of: Distance) => pairs.map(([a, b]) => of([...a], [...b]));
  const yours = all(distance).map(Number);
  const right = all((a, b) => root(mean(squares(rising(a), rising(b)))));
  const comparison = compare("distance", [pairs.length], yours, right);
  const [a, b] = pairs[3];
  const [given, other] = [[...a], [...b]];
  distance(given, other);
  const kept =
    given.every((value, i) => value === a[i]) && other.every((value, i) => value === b[i]);
  const faults = kept
    ? []
    : [
        "The heaps that were handed in are in another order afterwards: use toSorted, which makes a new array, in place of sort.",
      ];
  const known = KNOWN.map(([of, said]) => {
    const made = all(of);
    return comesFrom((i) => made[i], said);
  });
  return conclude("distance", [comparison], faults, { patternsOf: () => known });
}
