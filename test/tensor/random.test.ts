import { expect, test } from "vitest";
import { SeededRandom } from "../../src/tensor/random.ts";

const take = (count: number, draw: () => number) => Array.from({ length: count }, draw);

test("equal seeds give equal sequences, other seeds others", () => {
  const [one, same, other] = [1, 1, 2].map((seed) => {
    const random = new SeededRandom(seed);
    return take(20, () => random.normal());
  });
  expect(same).toEqual(one);
  expect(other).not.toEqual(one);
});

test("the numbers of one seed stay what they have always been", () => {
  const random = new SeededRandom(1);
  const numbers = [random.uniform(), random.integer(1000), random.normal(), random.normal()];
  expect(numbers.map((number) => Number(number.toFixed(9)))).toMatchInlineSnapshot(`
    [
      0.526047096,
      122,
      -0.823783836,
      -0.78770693,
    ]
  `);
});

test.each([0, 1, 2, 3])("a state taken after %d normal numbers goes on with the same", (count) => {
  const random = new SeededRandom("state");
  take(count, () => random.normal());
  const state = JSON.parse(JSON.stringify(random.state));
  const expected = take(7, () => random.normal());

  const restored = new SeededRandom("another seed");
  restored.normal();
  restored.state = state;
  expect(take(7, () => restored.normal())).toEqual(expected);
});

test("normal numbers have mean 0, deviation 1, and as many beyond ±2 as they should", () => {
  const random = new SeededRandom("normal");
  const numbers = take(100_000, () => random.normal());
  const mean = numbers.reduce((a, b) => a + b) / numbers.length;
  const variance = numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / numbers.length;
  expect(Math.abs(mean)).toBeLessThan(0.01);
  expect(Math.abs(variance - 1)).toBeLessThan(0.015);
  expect(numbers.filter((z) => Math.abs(z) > 2).length / numbers.length).toBeCloseTo(0.0455, 2);
});

test("whole numbers stay below the count, each as likely as the others", () => {
  const random = new SeededRandom("integer");
  const counts = [0, 0, 0, 0, 0];
  for (let draw = 0; draw < 50_000; draw++) counts[random.integer(5)]++;
  for (const count of counts) expect(count / 50_000).toBeCloseTo(0.2, 1.7);
});

test("a shuffle loses nothing and gives every order", () => {
  const random = new SeededRandom("shuffle");
  const orders = new Map<string, number>();
  for (let draw = 0; draw < 6000; draw++) {
    const elements = Uint32Array.of(0, 1, 2);
    random.shuffle(elements);
    orders.set(elements.join(), (orders.get(elements.join()) ?? 0) + 1);
  }
  expect([...orders.keys()].sort()).toEqual(["0,1,2", "0,2,1", "1,0,2", "1,2,0", "2,0,1", "2,1,0"]);
  for (const count of orders.values()) expect(count / 6000).toBeCloseTo(1 / 6, 1.7);
});
