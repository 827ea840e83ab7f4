/** Codes that are drawn: each with a class, and a style from the whole prior where classes do not lie in it. */
import { expect, test } from "vitest";
import { drawCodes } from "../../../src/aae/parts/use.ts";
import { tsKernels } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, valuesOf } from "../../../src/tensor/tensor.ts";
import { configure } from "../../../src/training/configuration.ts";
import { startRun } from "../../../src/training/run.ts";
import { smallDataSet } from "../../small-data.ts";

const data = smallDataSet(64, 20);
const mixture = { kind: "mixture", components: 3 };

function codesOf(recipe: string, prior: { kind: string; components?: number }, label?: number) {
  const labels = recipe === "labels-in-prior" ? { labels: 20 } : {};
  const options = { hidden: [8], batchSize: 16, latent: 2, prior, ...labels };
  const { model } = startRun(configure(recipe, options), tsKernels, data, "");
  return drawCodes(tsKernels, model, 200, new SeededRandom("codes"), label);
}

/** In which of three directions each style lies: 0, 1 or 2. */
function directions(Z: Tensor, x: number): Set<number> {
  const third = (2 * Math.PI) / 3;
  const at = (row: number) => Math.atan2(Z.get(row, x + 1), Z.get(row, x));
  return new Set(Array.from({ length: 200 }, (_, row) => (Math.round(at(row) / third) + 3) % 3));
}

test("a class that stands beside the style is drawn of all classes, the style of the whole prior", () => {
  const codes = codesOf("supervised", mixture); // [z | one-hot]
  const classes = new Set(
    Array.from({ length: 200 }, (_, row) =>
      Array.from({ length: 10 }, (_, k) => codes.get(row, 2 + k)).indexOf(1),
    ),
  );
  expect(classes.size).toBe(10);
  expect(directions(codes, 0).size).toBe(3);
});

test("a class beyond the components of the prior has styles of all of them", () => {
  const codes = codesOf("supervised", mixture, 7);
  expect(valuesOf(codes).every(Number.isFinite)).toBe(true);
  for (let row = 0; row < 200; row++) expect(codes.get(row, 2 + 7)).toBe(1);
  expect(directions(codes, 0).size).toBe(3);
});

test("a class that is a part of the prior is drawn there", () => {
  const codes = codesOf("labels-in-prior", { kind: "mixture" }, 0); // around (8, 0)
  for (let row = 0; row < 200; row++) {
    expect(Math.hypot(codes.get(row, 0) - 8, codes.get(row, 1))).toBeLessThan(8);
  }
});
