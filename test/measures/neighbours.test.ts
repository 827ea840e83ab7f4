import { expect, test } from "vitest";
import { nearestNeighbours, neighbourError } from "../../src/measures/neighbours.ts";
import { type Rows, rowsOf } from "../../src/measures/rows.ts";
import { doubleKernels, type Kernels, tensorFrom, tsKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

const points = (kernels: Kernels, rows: number[][]): Rows =>
  rowsOf(tensorFrom(kernels, rows.flat(), rows.length, rows[0].length));

const random = new SeededRandom(1);
const draw = (count: number, width: number, mean = 0) =>
  Array.from({ length: count }, () => Array.from({ length: width }, () => mean + random.normal()));

/** The same search by sorting all distances of each query. */
function sorted(X: number[][], queries: number[][], k: number) {
  return queries.map((query) =>
    X.map((row, index) => ({
      index,
      distance: Math.sqrt(row.reduce((sum, x, j) => sum + (x - query[j]) ** 2, 0)),
    }))
      .sort((a, b) => a.distance - b.distance || a.index - b.index)
      .slice(0, k),
  );
}

// More rows than a block has, so that neighbours come from several blocks.
const X = draw(1300, 3);
const queries = draw(300, 3);

test.each([1, 5])("the %i nearest are those that sorting finds", (k) => {
  const found = nearestNeighbours(
    doubleKernels,
    points(doubleKernels, X),
    points(doubleKernels, queries),
    k,
  );
  const expected = sorted(X, queries, k).flat();
  expect([...found.indices]).toEqual(expected.map(({ index }) => index));
  for (const [i, { distance }] of expected.entries()) {
    expect(found.distances[i]).toBeCloseTo(distance, 12);
  }
});

test("single precision finds them too, however far all of them lie from 0", () => {
  const far = (rows: number[][]) => rows.map((row) => row.map((x) => Math.fround(1000 + x)));
  const [farX, farQueries] = [far(X), far(queries)];
  const found = nearestNeighbours(
    tsKernels,
    points(tsKernels, farX),
    points(tsKernels, farQueries),
    5,
  );
  expect([...found.indices]).toEqual(
    sorted(farX, farQueries, 5).flatMap((row) => row.map(({ index }) => index)),
  );
});

test("a sample that is a training image is found, at distance 0", () => {
  const found = nearestNeighbours(tsKernels, points(tsKernels, X), points(tsKernels, [X[777]]), 1);
  expect([...found.indices]).toEqual([777]);
  expect([...found.distances]).toEqual([0]);
});

test("of equally near rows, the first comes first", () => {
  const found = nearestNeighbours(
    tsKernels,
    points(tsKernels, [[2], [1], [3], [1]]),
    points(tsKernels, [[1], [2]]),
    4,
  );
  expect([...found.indices]).toEqual([1, 3, 0, 2, 0, 1, 2, 3]);

  const one = nearestNeighbours(
    tsKernels,
    points(tsKernels, [[1], [1]]),
    points(tsKernels, [[1]]),
    1,
  );
  expect([...one.indices]).toEqual([0]);
});

test("what is equally near counts as such, though rounding within the product may favour one", () => {
  const found = nearestNeighbours(
    tsKernels,
    points(tsKernels, [[-1], [1], [50.3]]),
    points(tsKernels, [[0]]),
    2,
  );
  expect([...found.indices]).toEqual([0, 1]);
  expect([...found.distances]).toEqual([1, 1]);
});

test("the majority of the neighbours names a row; of equal votes, the nearest one's", () => {
  const train = { rows: points(doubleKernels, [[0], [1], [2], [3.1]]), labels: [7, 8, 8, 7] };
  const called = (at: number, k: number) =>
    neighbourError(doubleKernels, train, { rows: points(doubleKernels, [[at]]), labels: [7] }, k);
  expect(called(0.1, 1)).toEqual({ error: 0, called: new Uint32Array([7]) });
  expect(called(0.1, 3)).toEqual({ error: 1, called: new Uint32Array([8]) });
  expect(called(0.1, 4)).toEqual({ error: 0, called: new Uint32Array([7]) }); // 2 : 2, and 0 is nearest
  expect(called(1.9, 4)).toEqual({ error: 1, called: new Uint32Array([8]) }); // 2 : 2, and 2 is nearest
});

test("the error of five neighbours is that of sorting and counting", () => {
  const labelOf = (row: number[]) => Number(row[0] + 0.5 * random.normal() > 0);
  const trainLabels = X.map(labelOf);
  const testLabels = queries.map(labelOf);
  const wrong = sorted(X, queries, 5).filter((row, i) => {
    const ones = row.filter(({ index }) => trainLabels[index] === 1).length;
    return Number(ones > 2) !== testLabels[i];
  });
  const { error } = neighbourError(
    doubleKernels,
    { rows: points(doubleKernels, X), labels: trainLabels },
    { rows: points(doubleKernels, queries), labels: testLabels },
  );
  expect(error).toBeCloseTo(wrong.length / queries.length, 12);
  expect(error).toBeGreaterThan(0);
  expect(error).toBeLessThan(0.5);
});

test("what cannot be measured is refused in one sentence", () => {
  const three = points(doubleKernels, [
    [0, 0],
    [1, 1],
    [2, 2],
  ]);
  const one = points(doubleKernels, [[0, 0]]);
  const none = rowsOf(tensorFrom(doubleKernels, [], 0, 2));
  expect(() => nearestNeighbours(doubleKernels, three, one, 4)).toThrow(
    "4 neighbours are asked for among 3 rows; ask for 1 to 3.",
  );
  expect(() => nearestNeighbours(doubleKernels, three, one, 0)).toThrow("0 neighbours");
  expect(() => nearestNeighbours(doubleKernels, three, none, 1)).toThrow("there are no queries");
  expect(() => nearestNeighbours(doubleKernels, three, points(doubleKernels, [[0]]), 1)).toThrow(
    "the rows have 2 numbers a row but the queries have 1; they need the same width.",
  );
  expect(() =>
    nearestNeighbours(doubleKernels, three, points(doubleKernels, [[0, Number.NaN]]), 1),
  ).toThrow("holds NaN");
  expect(() =>
    neighbourError(doubleKernels, { rows: three, labels: [1] }, { rows: one, labels: [1] }),
  ).toThrow("3 rows but 1 labels");
});
