import { expect, test } from "vitest";
import { clustering } from "../../src/measures/clustering.ts";
import { doubleKernels, tensorFrom } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

const q = (rows: number[][]) => tensorFrom(doubleKernels, rows.flat(), rows.length, rows[0].length);

const validation = {
  Q: q([
    [0.6, 0.3, 0.1], // cluster 0
    [0.7, 0.2, 0.1], // cluster 0
    [0.9, 0.1, 0.0], // cluster 0, and surer of it than any other
    [0.1, 0.7, 0.2], // cluster 1
    [0.3, 0.4, 0.3], // cluster 1, but with the most of cluster 2
  ]),
  labels: [5, 5, 8, 3, 2],
};
const tested = {
  Q: q([
    [0.8, 0.1, 0.1],
    [0.8, 0.1, 0.1],
    [0.1, 0.8, 0.1],
    [0.1, 0.1, 0.8],
  ]),
  labels: [5, 8, 3, 2],
};
const oneImage = { Q: q([[1, 0]]), labels: [4] };

test("names by the paper's rule and by majority, by hand", () => {
  expect(clustering(validation, tested)).toEqual({
    names: [8, 3, 2],
    error: 1 / 4, // the first: a 5 in cluster 0
    majorityNames: [5, 2, null], // 3 and 2 have one vote each: the smaller
    majorityError: 3 / 4,
    sizes: [2, 1, 1],
    used: 3,
  });
});

test("a cluster into which no test image falls is not used", () => {
  const { sizes, used } = clustering(tested, validation);
  expect(sizes).toEqual([3, 2, 0]);
  expect(used).toBe(2);
});

test("of equally sure images, the first names the cluster", () => {
  const Q = q([
    [0.5, 0.5],
    [1, 0],
    [1, 0],
    [0, 1],
    [0, 1],
  ]);
  expect(clustering({ Q, labels: [9, 4, 7, 7, 4] }, oneImage).names).toEqual([4, 7]);
});

test("when clusters are the classes in another order and purer than chance, both rules undo the order", () => {
  const random = new SeededRandom(1);
  const order = [2, 0, 3, 1];
  const draw = (count: number) => {
    const labels = Array.from({ length: count }, () => random.integer(4));
    const rows = labels.map((label) => {
      const scores = order.map((name) => Math.exp(3 * Number(name === label) + random.normal()));
      const sum = scores.reduce((total, score) => total + score);
      return scores.map((score) => score / sum);
    });
    return { Q: q(rows), labels, rows };
  };
  const some = draw(500);
  const others = draw(500);
  const result = clustering(some, others);
  expect(result.names).toEqual(order);
  expect(result.majorityNames).toEqual(order);
  const wrong = others.rows.filter(
    (row, i) => order[row.indexOf(Math.max(...row))] !== others.labels[i],
  );
  expect(wrong.length).toBeGreaterThan(0);
  expect(result.error).toBeCloseTo(wrong.length / 500, 12);
  expect(result.majorityError).toBe(result.error);
});

test("what cannot be measured is refused in one sentence", () => {
  expect(() => clustering(validation, oneImage)).toThrow(
    "the validation images' probabilities have 3 numbers a row but those of the test images have 2",
  );
  expect(() => clustering({ ...validation, labels: [1] }, tested)).toThrow("5 rows but 1 labels");
  expect(() => clustering(validation, { ...tested, labels: [1] })).toThrow("4 rows but 1 labels");
  const broken = { Q: q([[0.5, Number.NaN]]), labels: [0] };
  expect(() => clustering(broken, oneImage)).toThrow("NaN");
});
