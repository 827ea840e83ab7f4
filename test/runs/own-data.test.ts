/** Runs on data of each kind, and what they do besides: start with other weights, stop early, show themselves. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { writeNpy } from "../../src/data/npy.ts";
import type { RowStream } from "../../src/data/row-stream.ts";
import { InputError } from "../../src/input-error.ts";
import { BestWatch } from "../../src/runs/best.ts";
import { loadModel } from "../../src/runs/model-file.ts";
import { dataOf, openRun, streamFor } from "../../src/runs/saved-run.ts";
import { resumeSession, type SessionOptions, startSession } from "../../src/runs/session.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { encodeAll } from "../../src/training/evaluation.ts";
import { namedTensors, type Run } from "../../src/training/run.ts";
import { smallDataSet, temporaryFolder, writeDataSet } from "../small-data.ts";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const random = new SeededRandom("rows");
const lines = Array.from({ length: 60 }, (_, i) => {
  const a = random.normal();
  return `${i},${20 + a},${1000 - 30 * a},${a > 0 ? "warm" : "cold"}`;
});
writeFileSync(at("table.csv"), `number,temperature,pressure,state\n${lines.join("\n")}\n`);
writeFileSync(
  at("other.csv"),
  `pressure,comment,temperature\n${lines.map((line) => `${line.split(",")[2]},text,${line.split(",")[1]}`).join("\n")}\n`,
);

let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const never = new AbortController().signal;
let runs = 0;
async function train(options: SessionOptions): Promise<string> {
  const out = at(`run-${++runs}`);
  const length = options.steps === undefined ? { epochs: 4 } : {};
  const small = { hidden: [8], latent: 2, batchSize: 20, ...length, kernels: "ts" } as const;
  await startSession({ ...small, ...options, out }, never);
  return out;
}

const table = { data: at("table.csv"), label: "state", omit: ["number"] };

describe("a run on a table", () => {
  test("begins with no test row that is too far away to compute with", async () => {
    const data = temporaryFolder();
    const usual = Array.from({ length: 60 }, (_, i) => `${i / 10000},${-i / 5000}`);
    writeFileSync(join(data, "train.csv"), `a,b\n${usual.join("\n")}\n`);
    writeFileSync(join(data, "test.csv"), "a,b\n0.001,-0.002\n3e38,-0.002\n");
    const begun = runs;
    await expect(train({ data })).rejects.toThrow(
      /^Row 2 of the test rows of "[^"]*" has 3e\+38 in column "a", which is 1.732e\+41 as the model reads it,/,
    );
    expect(runs).toBe(begun + 1);
    expect(existsSync(at(`run-${runs}`))).toBe(false);
  });

  test("scales its columns, ends linearly, and is in the user's units", async () => {
    const out = await train(table);
    const { configuration, format } = loadModel(tsKernels, join(out, "model.safetensors"));
    expect(configuration).toMatchObject({ output: "linear", scaling: "standard" });
    expect(format).toMatchObject({
      ...{ inputs: 2, image: null, shown: null },
      ...{ columnNames: ["temperature", "pressure"], classNames: ["cold", "warm"] },
    });
    expect(format.scaling?.offset[1]).toBeCloseTo(1000, -1.5);
    const left = readdirSync(out);
    expect(left).toContain("columns.svg");
    expect(left.filter((name) => name.endsWith(".png"))).toEqual([]);
    expect(readFileSync(join(out, "columns.svg"), "utf8")).toContain("temperature");
    expect(
      said.some((line) =>
        /^epoch 4\/4: training reconstruction \d.*steps\/s, 00:00 left$/.test(line),
      ),
    ).toBe(true);
  });

  test("is found by its columns' names in another table, wherever they stand", async () => {
    const run = openRun(tsKernels, await train(table));
    const [own] = streamFor(run, undefined).chunks;
    const [other] = streamFor(run, at("other.csv")).chunks;
    expect(other.values).toEqual(own.values);
    expect(dataOf(run, at("other.csv")).train.values).toEqual(dataOf(run).train.values);
  });

  test("takes rows of a small range, which is nothing beside that of its training rows", async () => {
    const rows = (numbers: readonly number[]) => numbers.map((x) => `${x},${x % 7}\n`).join("");
    const wide = Array.from({ length: 60 }, (_, i) => i * 4e7);
    for (const names of ["a,b\n", ""]) {
      writeFileSync(at("wide.csv"), names + rows(wide));
      writeFileSync(at("narrow.csv"), names + rows([1_000_000_001, 1_000_000_003]));
      const run = openRun(tsKernels, await train({ data: at("wide.csv") }));
      expect(dataOf(run, at("narrow.csv")).train.count).toBe(2);
    }
  });

  test("refuses a table without one of them", async () => {
    const run = openRun(tsKernels, await train(table));
    writeFileSync(at("short.csv"), "temperature\n20\n");
    expect(() => streamFor(run, at("short.csv"))).toThrow('has no column "pressure"');
  });

  test("takes what is asked for in place of what suits the data", async () => {
    const out = await train({ ...table, scaling: "min-max", set: ["output=sigmoid"] });
    expect(loadModel(tsKernels, join(out, "model.safetensors")).model.range).toEqual([0, 1]);
  });
});

test("images in colour are trained on, and drawn in colour", async () => {
  const colours = Uint8Array.from({ length: 40 * 4 * 4 * 3 }, (_, i) =>
    i % 3 === 0 ? 250 : (i * 7) % 90,
  );
  writeFileSync(at("colours.npy"), writeNpy({ shape: [40, 4, 4, 3], values: colours }));
  const out = await train({ data: at("colours.npy") });
  const png = readFileSync(join(out, "samples.png"));
  expect(png[25]).toBe(2); // red, green and blue
});

test("images of other numbers are brought to [0, 1]", async () => {
  const values = Float32Array.from({ length: 40 * 9 }, (_, i) => -5 + (i % 11));
  writeFileSync(at("floats.npy"), writeNpy({ shape: [40, 3, 3], values }));
  const out = await train({ data: at("floats.npy") });
  const { configuration, format } = loadModel(tsKernels, join(out, "model.safetensors"));
  expect(configuration).toMatchObject({ output: "sigmoid", scaling: "min-max" });
  expect(format).toMatchObject({ shown: [0, 1], image: { rows: 3, columns: 3, channels: 1 } });
});

test("a table of pixels is read as the images are that the model has learned from", async () => {
  const small = smallDataSet(40, 10);
  const out = await train({ data: writeDataSet(small) });
  const rows = Array.from({ length: 10 }, (_, i) =>
    small.test.pixels.subarray(784 * i, 784 * (i + 1)).join(","),
  );
  writeFileSync(at("pixels.csv"), `${rows.join("\n")}\n`);
  const run = openRun(tsKernels, out);
  const codes = (data?: string) => {
    const { train, test } = dataOf(run, data);
    return [...encodeAll(tsKernels, run.model, test ?? train).data];
  };
  expect(codes(at("pixels.csv"))).toEqual(codes());
});

test("other data that does not fit is closed", async () => {
  const run = openRun(tsKernels, await train(table));
  writeFileSync(at("wide.npy"), writeNpy({ shape: [4, 3], values: new Float32Array(12) }));
  const open = () => readdirSync("/proc/self/fd").length;
  const before = open();
  for (let i = 0; i < 20; i++) {
    expect(() => streamFor(run, at("wide.npy"))).toThrow("but those of");
  }
  expect(open()).toBe(before);
});

test("a model without names of columns is offered nothing that its commands do not take", async () => {
  writeFileSync(at("bare.csv"), lines.map((line) => `${line}\n`).join(""));
  const run = openRun(tsKernels, await train({ data: at("bare.csv"), label: "4", omit: ["1"] }));
  writeFileSync(at("wide.csv"), "number,a,b,state,comment\n1,20,1000,warm,text\n");
  writeFileSync(at("narrow.csv"), "number,a,b\n1,20,1000\n");
  writeFileSync(at("unnamed.csv"), "number,,b,state\n1,20,1000,warm\n");
  const remedies: [string, string][] = [
    ["wide.csv", "; mend or remove the line, or remove the column, if it is one too many."],
    ["narrow.csv", "; give it the columns that the model learned from."],
    ["unnamed.csv", "; name it, or remove the column."],
  ];
  for (const [name, remedy] of remedies) {
    expect(() => dataOf(run, at(name))).toThrow(remedy);
    expect(() => [...streamFor(run, at(name)).chunks]).toThrow(
      name === "wide.csv" ? "; choose another --data." : remedy,
    );
  }
  writeFileSync(at("bare.csv"), "1,20,warm\n");
  expect(() => streamFor(run, undefined)).toThrow(remedies[1][1]);
});

describe("the labels of other data", () => {
  const labelsIn = (stream: RowStream) => [...stream.chunks].map(({ labels }) => labels);

  test("are found by the number of their column, as in the run's own", async () => {
    const run = openRun(tsKernels, await train({ ...table, label: "4" }));
    writeFileSync(at("new.csv"), "number,temperature,pressure,state\n1,20,1000,warm\n");
    writeFileSync(at("bare.csv"), "pressure,temperature\n1000,20\n");
    writeFileSync(at("moved.csv"), "a,b,pressure,temperature\n1,2,1000,20\n");
    expect(labelsIn(streamFor(run, at("new.csv")))).toEqual([["warm"]]);
    expect(dataOf(run, at("new.csv")).train.classNames).toEqual(["warm"]);
    for (const name of ["bare.csv", "moved.csv"]) {
      expect(labelsIn(streamFor(run, at(name)))).toEqual([null]);
    }
  });

  test("may be those of the test rows alone", async () => {
    const run = openRun(tsKernels, await train(table));
    mkdirSync(at("parts"));
    writeFileSync(at("parts/train.csv"), "temperature,pressure\n20,1000\n");
    writeFileSync(at("parts/test.csv"), "temperature,pressure,state\n20,1000,cold\n");
    expect(labelsIn(streamFor(run, at("parts")))).toEqual([["cold"]]);
    expect(labelsIn(streamFor(run, at("parts"), "train"))).toEqual([null]);
    const { train: own, test: held } = dataOf(run, at("parts"));
    expect([own.labels, held?.labels, held?.classNames]).toEqual([
      null,
      Uint8Array.of(0),
      ["cold"],
    ]);
  });

  const rows = (names: readonly string[]) =>
    `a,b,kind\n${Array.from({ length: 60 }, (_, i) => `${i % 3},${i % 7},${names[i % names.length]}`).join("\n")}\n`;

  test("are found by their names, in a model that is told classes", async () => {
    writeFileSync(at("three.csv"), rows(["ant", "bee", "cat"]));
    writeFileSync(at("two.csv"), rows(["bee", "cat"]));
    writeFileSync(at("foreign.csv"), rows(["bee", "dog"]));
    const set = ["labels=30"];
    const out = await train({
      recipe: "semi-supervised",
      data: at("three.csv"),
      label: "kind",
      set,
    });
    const run = openRun(tsKernels, out);
    const { labels, classNames } = dataOf(run, at("two.csv")).train;
    expect([...(labels ?? [])].slice(0, 4)).toEqual([1, 2, 1, 2]);
    expect(classNames).toEqual(["ant", "bee", "cat"]);
    expect(() => dataOf(run, at("foreign.csv"))).toThrow(
      'has the label "dog", but the model knows "ant", "bee", "cat"; give data with its labels.',
    );
  });
});

test("MNIST is read in no way of its own", async () => {
  await expect(train({ label: "state" })).rejects.toThrow(
    "The setting reading.label says how a file is to be read, but the data is MNIST; name your own with --data",
  );
});

test("who names the file of training images means them, not the test images beside them", async () => {
  const folder = writeDataSet(smallDataSet(40, 10));
  const run = openRun(tsKernels, await train({ data: folder }));
  const names = readdirSync(folder);
  const file = names.find((name) => name.startsWith("train-images")) ?? "";
  expect(streamFor(run, join(folder, file)).count).toBe(40);
  expect(streamFor(run, folder).count).toBe(10);
});

describe("--init-from", () => {
  const weights = (out: string) =>
    namedTensors(loadModel(tsKernels, join(out, "model.safetensors")).model).map(({ value }) => [
      ...value.data,
    ]);

  test("starts with the weights of another run", async () => {
    const still = ["reconstruction", "discriminator", "generator"].map(
      (phase) => `${phase}.learningRate=1e-30`,
    );
    const set = ["batchNormalisation=none"];
    const first = await train({ ...table, set });
    const again = await train({ ...table, steps: 1, initFrom: first, set: [...set, ...still] });
    expect(weights(again)).toEqual(weights(first));
  });

  test("is over once there is a checkpoint: the run goes on without the other", async () => {
    const first = await train(table);
    const again = await train({ ...table, initFrom: first });
    renameSync(first, `${first}-moved`);
    await resumeSession(again, { initFrom: relative(".", first), epochs: 5 }, never);
    expect(said.join("\n")).toContain("after step 12 of 15");
  });

  test("is where averages begin, too", async () => {
    const set = ["averaging=0.9"];
    const stopped = AbortSignal.abort();
    const first = await train({ ...table, set });
    const again = at(`run-${++runs}`);
    const small = { ...table, hidden: [8], latent: 2, batchSize: 20, kernels: "ts", set } as const;
    await startSession({ ...small, initFrom: first, out: again }, stopped);
    expect(weights(again)).toEqual(weights(first));
  });

  test("refuses networks of another shape, and leaves nothing", async () => {
    const first = await train(table);
    const other = train({ ...table, latent: 3, initFrom: first });
    await expect(other).rejects.toThrow(InputError);
    await expect(other).rejects.toThrow("give it the same recipe, --hidden and --latent");
    expect(existsSync(at(`run-${runs}`))).toBe(false);
  });
});

describe("the best model", () => {
  const watch = (stopping: object, before: number[] = []) =>
    new BestWatch({ configuration: { stopping } } as unknown as Run, before.map(line));
  const line = (reconstruction: number, index = 0) =>
    ({ step: index + 1, epoch: 1, kind: "test", figures: { reconstruction } }) as const;

  test("is the one with the smallest figure, and patience is counted from there", () => {
    const best = watch({ figure: "reconstruction", patience: 2 });
    expect([5, 4, 4.5].map((value, i) => best.look(line(value, i)))).toEqual([true, true, false]);
    expect(best.isOver).toBe(false);
    expect(best.look(line(4.2, 3))).toBe(false);
    expect(best.isOver).toBe(true);
    expect(best.said).toEqual([
      "There was no better model for 2 evaluations, so the run ends here.",
      "The best model by its reconstruction, 4.0000 after step 2, is best.safetensors.",
    ]);
  });

  test("begins patience anew whenever there is a better one", () => {
    const best = watch({ figure: "reconstruction", patience: 2 });
    for (const [i, value] of [5, 5.5, 4, 4.5].entries()) best.look(line(value, i));
    expect(best.isOver).toBe(false);
  });

  test("is remembered by a run that goes on", () => {
    const best = watch({ figure: "reconstruction", patience: 1 }, [5, 3, 4]);
    expect(best.isOver).toBe(false);
    expect(best.look(line(3.5, 3))).toBe(false);
    expect(best.isOver).toBe(true);
  });

  test("is of nobody's concern unless it is asked for", () => {
    const best = watch({ figure: null, patience: null });
    expect(best.look(line(1))).toBe(false);
    expect(best.said).toEqual([]);
  });

  test("by a figure that there is not is refused", () => {
    expect(() => watch({ figure: "error", patience: null }).look(line(1))).toThrow(
      "--best-by asks for the error, but this model's evaluations have only reconstruction; choose one of these.",
    );
  });

  test("ends a run early, and is kept", async () => {
    const rates = ["reconstruction.learningRate=1e-30"];
    const out = await train({ ...table, epochs: 300, patience: 2, set: rates });
    const { step } = JSON.parse(readFileSync(join(out, "evaluation.json"), "utf8"));
    expect(step).toBeLessThan(900);
    expect(existsSync(join(out, "best.safetensors"))).toBe(true);
    expect(said.join("\n")).toContain("There was no better model for 2 evaluations");
  });
});

test("--live leaves a page that no longer refreshes itself where a run fails, without a report", async () => {
  const set = ["reconstruction.learningRate=1000", "batchNormalisation=none"];
  await expect(train({ ...table, live: true, set })).rejects.toThrow(InputError);
  const page = readFileSync(at(`run-${runs}/live.html`), "utf8");
  expect(page).not.toContain("refresh");
  expect(page).not.toContain("report.html");
});

test("--live leaves a page that no longer refreshes itself", async () => {
  const out = await train({ ...table, live: true });
  const page = readFileSync(join(out, "live.html"), "utf8");
  expect(page).toContain("step 12 of 12");
  expect(page).toContain("<svg");
  expect(page).not.toContain('http-equiv="refresh"');
});
