import { beforeAll, describe, expect, test } from "vitest";
import { reconstruct } from "../../src/aae/parts/use.ts";
import type { Examples } from "../../src/data/examples.ts";
import { scaledRows } from "../../src/data/format.ts";
import { InputError } from "../../src/input-error.ts";
import { tensorFrom, tsKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { valuesOf } from "../../src/tensor/tensor.ts";
import { configure, settingsFor } from "../../src/training/configuration.ts";
import { type Run, startRun } from "../../src/training/run.ts";
import { writeModel } from "../../src/training/saved-model.ts";
import { openModel, TrainedModel } from "../../src/training/trained-model.ts";
import { smallDataSet } from "../small-data.ts";

/** Three columns in units far apart, of which two numbers tell all. */
function table(count: number): Examples {
  const random = new SeededRandom("table");
  const values = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    const [a, b] = [random.normal(), random.normal()];
    values.set([1000 + 10 * a, 0.01 * b, 5 * a - 5 * b], 3 * i);
  }
  const nothing = { labels: null, classNames: null, columnNames: null };
  return { count, inputs: 3, image: null, values, ...nothing };
}

function trainedOn(train: Examples, recipe = "aae", set: string[] = []): Run {
  const options = { hidden: [16], latent: 2, batchSize: 50, steps: 300, set };
  const configuration = configure(recipe, options, settingsFor(train));
  const run = startRun(configuration, tsKernels, { name: "table", train, test: null }, "table");
  for (run.step = 0; run.step < run.steps; run.step++)
    run.training.step(run.loader.next(), run.pass);
  return run;
}

const rows = table(300);
let run: Run;
let model: TrainedModel;
beforeAll(() => {
  run = trainedOn(rows);
  model = new TrainedModel(tsKernels, run);
});

describe("rows of numbers", () => {
  test("come back in the user's units", () => {
    const back = model.reconstruct(rows.values);
    for (const [column, deviation] of [10, 0.01, 7].entries()) {
      let squares = 0;
      for (let i = column; i < back.length; i += 3)
        squares += (back[i] - rows.values[i]) ** 2 / 300;
      expect(Math.sqrt(squares)).toBeLessThan(deviation / 2);
    }
  });

  test("are what decode makes of encode", () => {
    const codes = model.encode(rows.values);
    expect(codes).toHaveLength(600);
    expect(model.decode(codes)).toEqual(model.reconstruct(rows.values));
  });

  test("may be given one by one", () => {
    const some = [Array.from(rows.values.subarray(0, 3)), Array.from(rows.values.subarray(3, 6))];
    expect(model.encode(some)).toEqual(model.encode(rows.values).subarray(0, 4));
  });

  test("are encoded as the networks do it", () => {
    const { scaling } = run.format;
    if (scaling === null) throw new Error("There is no scaling.");
    const X = tensorFrom(tsKernels, scaledRows(scaling, rows.values), 300, 3);
    const codes = model.encode(rows.values);
    const all = Array.from(valuesOf(run.model.encode(X)));
    expect(Math.max(...all.map((z, i) => Math.abs(z - codes[i])))).toBeLessThan(1e-6);
  });
});

test("what is returned stays, whatever is computed next", () => {
  const codes = model.encode(rows.values);
  const [kept, samples] = [codes.slice(), model.sample(5, { seed: 1 })];
  const others = samples.slice();
  model.encode(table(20).values);
  model.sample(5, { seed: 2 });
  expect(codes).toEqual(kept);
  expect(samples).toEqual(others);
  expect(model.sample(5, { seed: 1 })).toEqual(others);
  expect(model.sample(5, { seed: 2 })).not.toEqual(others);
});

describe("scores", () => {
  test("are the squared error of each row, as the model reads it, and how far its code is", () => {
    const { errors, distances } = model.score(rows.values);
    const { scaling } = run.format;
    if (scaling === null) throw new Error("There is no scaling.");
    const X = scaledRows(scaling, rows.values);
    const R = scaledRows(scaling, model.reconstruct(rows.values));
    const codes = model.encode(rows.values);
    for (const row of [0, 17, 256, 299]) {
      const squares = [0, 1, 2].map((j) => (R[3 * row + j] - X[3 * row + j]) ** 2 / 3);
      expect(errors[row]).toBeCloseTo(squares[0] + squares[1] + squares[2], 4);
      const [a, b] = codes.subarray(2 * row);
      expect(distances[row]).toBeCloseTo(
        Math.hypot(a, b) / Math.SQRT2 / run.model.prior.deviations[0],
        5,
      );
    }
  });

  test("are high for a row that the others contradict", () => {
    const { errors } = model.score([Array.from(rows.values.subarray(0, 3)), [1000, 0.01, 60]]);
    expect(errors[1]).toBeGreaterThan(10 * errors[0]);
  });

  test("are Infinity for a row that is too far away for the networks to compute anything", () => {
    const usual = Array.from(rows.values.subarray(0, 3));
    const { errors, distances } = model.score([usual, [1000, 3e38, 0], [-3e38, -3e38, 3e38]]);
    expect(Array.from(errors, Number.isFinite)).toEqual([true, false, false]);
    expect([errors[1], errors[2]]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(distances.some(Number.isNaN)).toBe(false);
  });
});

describe("images of bytes", () => {
  const { train } = smallDataSet(64, 10);
  const images = new TrainedModel(tsKernels, trainedOn(train, "semi-supervised", ["labels=20"]));

  test("are given and come back as bytes", () => {
    const some = train.pixels.subarray(0, 3 * 784);
    const back = images.reconstruct(some);
    expect(back).toBeInstanceOf(Uint8Array);
    const X = tensorFrom(
      tsKernels,
      Float32Array.from(some, (byte) => byte / 255),
      3,
      784,
    );
    const R = valuesOf(reconstruct(images.model, X));
    expect(Array.from(back.subarray(0, 784))).toEqual(
      Array.from(R.subarray(0, 784), (r) => Math.round(255 * r)),
    );
  });

  test("are classified, and drawn of a class", () => {
    const P = images.classify(train.pixels.subarray(0, 2 * 784)) ?? new Float32Array(0);
    expect(P).toHaveLength(20);
    expect(P.slice(0, 10).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(images.sample(2, { label: 3 })).toHaveLength(2 * 784);
    const codes = images.sampleCodes(4, { label: 3 });
    for (let i = 0; i < 4; i++) expect(codes[i * images.codeLength + 3]).toBe(1);
  });

  test("have no class that the model does not have", () => {
    expect(() => images.sample(1, { label: 10 })).toThrow("has the classes 0 to 9");
  });
});

test("a model that does not classify says so", () => {
  expect(model.classify(rows.values)).toBeNull();
});

test("the bytes of its file are the same model", () => {
  const again = openModel(writeModel(run));
  expect(again.format).toEqual(model.format);
  expect(again.encode(rows.values)).toEqual(model.encode(rows.values));
  const { buffer } = Uint8Array.from(writeModel(run)); // as fetch gives it
  expect(openModel(buffer).encode(rows.values)).toEqual(model.encode(rows.values));
});

describe("what cannot be", () => {
  test.each<[string, () => unknown, string]>([
    ["too few numbers", () => model.encode(new Float32Array(4)), "give whole rows"],
    ["a row of another width", () => model.encode([[1, 2, 3], [1]]), "The row 2 has 1 numbers"],
    ["NaN", () => model.score([[1, Number.NaN, 2]]), "NaN in row 1, column 2"],
    ["a code of another width", () => model.decode([[1, 2, 3]]), "The code 1 has 3 numbers"],
    [
      "no rows at all",
      () => model.encode("rows" as unknown as number[][]),
      "The rows are given in another form than is read",
    ],
    ["a class", () => model.sample(1, { label: 0 }), "this model has no classes"],
    ["less than one sample", () => model.sample(-1), "-1 samples are asked for"],
    ["half a sample", () => model.sample(1.5), "1.5 samples are asked for"],
    ["a path as a model", () => openModel("model" as unknown as ArrayBuffer), "no file's bytes"],
  ])("is refused: %s", (_, act, sentence) => {
    expect(act).toThrow(InputError);
    expect(act).toThrow(sentence);
  });
});
