/** The exercise of chapter 20: dW += Xᵀ·dY in tiles, with the sums of the naive loop. */
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { doubleKernels, naiveKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Values, valuesOf } from "../../../src/tensor/tensor.ts";
import { fillNormal } from "../toy.ts";
import { attempt, judgeNumbers, type Known } from "./numbers.ts";

/** Rows of numbers: X [B, I], dY [B, O] and dW [I, O], which is added to. */
export interface TileNumbers {
  readonly x: Values;
  readonly dy: Values;
  readonly dw: Values;
  readonly B: number;
  readonly I: number;
  readonly O: number;
}

/** dW += Xᵀ·dY. */
export type TiledProduct = (numbers: TileNumbers) => void;

/** Sizes that tiles of 2×2 fit into, and sizes that they do not. */
const SIZES = [
  [3, 4, 6],
  [4, 5, 4],
  [4, 4, 5],
  [3, 5, 7],
] as const;

/** What the numbers of one size are, and what should come of them. */
function problem([B, I, O]: (typeof SIZES)[number]) {
  const random = new SeededRandom(`${I} × ${O}`);
  const drawn = (rows: number, columns: number) =>
    fillNormal(zeros(doubleKernels, rows, columns), random);
  const [X, dY, before] = [drawn(B, I), drawn(B, O), drawn(I, O)];
  const right = zeros(doubleKernels, I, O);
  valuesOf(right).set(valuesOf(before));
  naiveKernels.matmulTransposeA(X, dY, right);
  return { x: valuesOf(X), dy: valuesOf(dY), before: valuesOf(before), right: valuesOf(right) };
}

/** dW as a mistake leaves it. */
function known({ x, dy, before }: ReturnType<typeof problem>, I: number, O: number): Known[] {
  const B = x.length / I;
  const made = (of: (i: number, o: number, sum: number, before: number) => number) =>
    Float64Array.from(before, (value, k) => {
      const [i, o] = [Math.floor(k / O), k % O];
      let sum = 0;
      for (let b = 0; b < B; b++) sum += x[b * I + i] * dy[b * O + o];
      return of(i, o, sum, value);
    });
  const edge = (i: number, o: number) =>
    (I % 2 === 1 && i === I - 1) || (O % 2 === 1 && o === O - 1);
  const twice = (i: number, o: number) =>
    (I % 2 === 1 && i === I - 2 ? 2 : 1) * (O % 2 === 1 && o === O - 2 ? 2 : 1);
  return [
    [made((_i, _o, sum) => sum), "dW is overwritten: add to what stands there, +=."],
    [made((_i, _o, _sum, before) => before), "dW is as it was: is anything added to it?"],
    [made((_i, _o, sum, before) => before - sum), "The sums are taken away from dW: add them."],
    [
      made((i, o, sum, before) => (edge(i, o) ? before : before + sum)),
      "The last row or column, which is left over where the size is odd, has got nothing: the loop over tiles ends before it.",
    ],
    [
      made((i, o, sum, before) => before + twice(i, o) * sum),
      "The last tile begins one earlier and its sums are added a second time: in a product that adds, each result may be computed only once.",
    ],
    [
      made((i, o, sum, before) => (i % 2 === 0 && o % 2 === 0 ? before + sum : before)),
      "Only the first result of each tile is there: a tile has four.",
    ],
    [
      made((i, o, sum, before) => (i % 2 === o % 2 ? before + sum : before)),
      "Only two of the four results of each tile are there, those on its diagonal.",
    ],
    [
      made((i, _o, sum, before) => (i % 2 === 0 ? before + sum : before)),
      "Only the first row of each tile is there.",
    ],
    [
      made((_i, o, sum, before) => (o % 2 === 0 ? before + sum : before)),
      "Only the first column of each tile is there.",
    ],
    [
      made((i, o, sum, before) => before + sum - x[(B - 1) * I + i] * dy[(B - 1) * O + o]),
      "The last example of the batch is left out: does the loop over b stop one too early?",
    ],
    [
      made((i, o, sum, before) => before + sum - x[i] * dy[o]),
      "The first example of the batch is left out: does the loop over b start one too late?",
    ],
    [
      made((i, o, _sum, before) => before + x[i] * dy[o]),
      "Only the first example of the batch is in the sums: they run over b.",
    ],
    [
      made((_i, _o, sum, before) => before + sum / B),
      "The sums are divided by B: they are sums, not means.",
    ],
  ];
}

/** The same numbers, and how often they have been fetched and stored. */
function counted(values: Values): { values: Values; count: { fetched: number; stored: number } } {
  const count = { fetched: 0, stored: 0 };
  const isIndex = (key: string | symbol) => typeof key === "string" && /^\d+$/.test(key);
  const proxy = new Proxy(values, {
    get(target, key) {
      if (isIndex(key)) count.fetched++;
      const found = Reflect.get(target, key, target);
      return typeof found === "function" ? found.bind(target) : found;
    },
    set(target, key, value) {
      if (isIndex(key)) count.stored++;
      return Reflect.set(target, key, value, target);
    },
  });
  return { values: proxy, count };
}

/** How many numbers of X and dY tiles of 2×2 ask for: four for four products, and two for each that is left over. */
function tiled([B, I, O]: (typeof SIZES)[number]): number {
  const inTiles = 4 * Math.floor(I / 2) * Math.floor(O / 2);
  return B * (inTiles + 2 * (I * O - inTiles));
}

/** What is to be said of a learner's product: of its sums first, then of its trips to memory. */
export function checkTiles(answer: TiledProduct): CheckResult {
  return attempt("tiles", () => {
    for (const size of SIZES) {
      const [B, I, O] = size;
      const it = problem(size);
      const dw = it.before.slice();
      answer({ x: it.x.slice(), dy: it.dy.slice(), dw, B, I, O });
      const result = judgeNumbers("tiles", {
        ...{ name: "dW", shape: [I, O], yours: dw, right: it.right, known: known(it, I, O) },
      });
      if (result.passed) continue;
      const problems = result.problems.map((said) => `For B = ${B}, I = ${I}, O = ${O}: ${said}`);
      return { ...result, problems };
    }
    const size = SIZES[3];
    const [B, I, O] = size;
    const it = problem(size);
    const [x, dy, dw] = [it.x, it.dy, it.before.slice()].map(counted);
    answer({ x: x.values, dy: dy.values, dw: dw.values, B, I, O });
    const sums = judgeNumbers("tiles", {
      ...{ name: "dW", shape: [I, O], yours: it.right, right: it.right },
    });
    const fetches = x.count.fetched + dy.count.fetched;
    const products = B * I * O;
    const faults: string[] = [];
    if (fetches > 1.6 * products) {
      faults.push(
        `The sums are right, but for ${products} multiplications X and dY were asked for ${fetches} numbers, ${(fetches / products).toFixed(1)} for each; tiles of 2×2 ask for ${tiled(size)}. Fetch two numbers of X and two of dY, and make four products of them.`,
      );
    } else if (dw.count.fetched + dw.count.stored > 3 * I * O) {
      faults.push(
        `The sums are right, but dW was fetched and stored ${dw.count.fetched + dw.count.stored} times for its ${I * O} numbers: keep the sums of a tile in local variables, and add them to dW at its end.`,
      );
    }
    return conclude("tiles", sums.comparisons, faults, { explained: true });
  });
}
