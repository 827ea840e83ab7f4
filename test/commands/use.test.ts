/** What the commands on a trained model refuse, what they do not overwrite, and what they print as JSON. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { readNpy, writeNpy } from "../../src/data/npy.ts";
import { startSession } from "../../src/runs/session.ts";
import { smallerDataSet, temporaryFolder, writeDataSet } from "../small-data.ts";
import { compile } from "./program.ts";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
let program: string;

beforeAll(async () => {
  ({ cli: program } = await compile("src/cli.ts"));
  vi.spyOn(console, "log").mockImplementation(() => {});
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${i},${-2 * i},${i % 7 === 0 ? "bad" : "good"}`,
  );
  writeFileSync(at("table.csv"), `a,b,state\n${rows.join("\n")}\n`);
  const small = { hidden: [8], latent: 2, batchSize: 20, steps: 5, kernels: "ts" } as const;
  const never = new AbortController().signal;
  await startSession({ ...small, data: at("table.csv"), label: "state", out: at("rows") }, never);
  const images = writeDataSet(smallerDataSet(60, 20));
  await startSession({ ...small, data: images, out: at("images") }, never);
  vi.restoreAllMocks();
});

/** Runs a command of `aae`. */
function aae(...words: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder,
    encoding: "utf8",
  });
  return { stdout, stderr, status };
}

/** What a command prints with --json. */
function found(...words: string[]) {
  const { stdout, stderr, status } = aae(...words, "--json");
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  return JSON.parse(stdout);
}

describe("what is written is told as JSON", () => {
  test("by encode and decode, on the run's own test images", () => {
    const { file, ...rest } = found("encode", "images");
    expect(file).toBe("images/codes.npy");
    const sizes = { count: 20, codeLength: 2, rowBytes: 196, codeBytes: 8, ratio: 24.5 };
    expect(rest).toEqual({ ...sizes, error: expect.any(Number) });
    expect(found("decode", "images", "images/codes.npy")).toMatchObject({ count: 20 });
    const { shape, values } = readNpy(readFileSync(at("images/decoded.npy")), "decoded.npy");
    expect(shape).toEqual([20, 14, 14]);
    expect(values).toBeInstanceOf(Uint8Array);
    found("decode", "images", "images/codes.npy", "--separate");
    expect(readdirSync(at("images/decoded"))).toHaveLength(20);
  });

  test("by score, with the area under the ROC curve", () => {
    expect(found("score", "rows", "--anomaly", "bad", "--by", "either")).toMatchObject({
      ...{ file: "rows/scores.csv", count: 60, by: "either" },
      areaUnderRoc: { error: expect.any(Number), distance: expect.any(Number) },
    });
  });

  test("by score, held against other usual rows, its chart beside it", () => {
    writeFileSync(at("far.csv"), "a,b\n1000,1000\n2000,-2000\n");
    const far = ["--usual", "far.csv", "--out", "far-scores.csv", "--anomaly", "bad"];
    const scored = found("score", "rows", ...far);
    expect(scored).toMatchObject({
      usual: at("far.csv"),
      anomalies: 0,
      chart: "far-scores-roc.svg",
    });
    expect(scored.thresholds.error).toBeGreaterThan(
      found("score", "rows", "--force").thresholds.error,
    );
  });

  test("by sample, reconstruct, interpolate and export", () => {
    expect(found("sample", "rows", "--count", "7")).toMatchObject({ out: "rows/samples-1-7.csv" });
    expect(readFileSync(at("rows/samples-1-7.csv"), "utf8").split("\n")).toHaveLength(9);
    expect(found("sample", "images", "--count", "3", "--separate", "--out", "three").count).toBe(3);
    expect(readdirSync(at("three"))).toEqual(["000000.png", "000001.png", "000002.png"]);
    expect(found("reconstruct", "rows").out).toBe("rows/reconstructions-0-60.svg");
    expect(found("interpolate", "rows", "--count", "4").file).toBe("rows/interpolation-0-1.csv");
    expect(found("export", "rows", "--onnx").files).toHaveLength(3);
  });
});

describe("is refused in one sentence:", () => {
  test("a file that is there, unless --force is given", () => {
    writeFileSync(at("precious.csv"), "precious");
    const words = ["encode", "rows", "--out", "precious.csv"];
    expect(aae(...words)).toMatchObject({
      status: 1,
      stderr:
        'error: "precious.csv" exists already and is not overwritten; choose another place with --out, or give --force.\n',
    });
    expect(readFileSync(at("precious.csv"), "utf8")).toBe("precious");
    expect(aae(...words, "--force").status).toBe(0);
    expect(readFileSync(at("precious.csv"), "utf8")).toMatch(/^z1,z2\n/);
  });

  test.each<[string, string[], string]>([
    [
      "codes of another width",
      ["decode", "rows", "three.npy"],
      "The codes have 3 numbers each, but the model's have 2",
    ],
    [
      "codes with a word, as decode reads them",
      ["decode", "rows", "codes.csv", "--out", "d.csv"],
      "in column 2; mend or remove the line, or remove the column, if it is one too many.",
    ],
    [
      "a table with other columns",
      ["score", "rows", "--data", "other.csv", "--out", "o.csv"],
      'has no column "b"',
    ],
    ["NaN in a row", ["score", "rows", "--data", "nan.csv", "--out", "n.csv"], 'line 3 of "'],
    ["rows as images", ["sample", "rows", "--separate"], "this model's rows are no images"],
    ["a class", ["sample", "rows", "--class", "1"], "this model has no classes"],
    [
      "a label that no row bears",
      ["score", "rows", "--anomaly", "worse", "--force"],
      '--anomaly is "worse", but no row bears this label; choose one of "bad", "good".',
    ],
    [
      "usual rows that are not there",
      ["score", "rows", "--usual", "nowhere.csv", "--out", "u.csv"],
      '--usual is "nowhere.csv", but nothing is there; check the path.',
    ],
    [
      "a share that is no share",
      ["score", "rows", "--quantile", "2"],
      "Expected a number above 0 and below 1, such as 0.99.",
    ],
    [
      "a row that is not there",
      ["interpolate", "rows", "--to", "60", "--out", "x.csv"],
      "there are 60 examples",
    ],
    [
      "a picture that no screen shows",
      ["sample", "images", "--count", "1000000"],
      "one picture shows at most 342392 of these images",
    ],
    [
      "images as a drawing",
      ["reconstruct", "images", "--out", "x.svg"],
      '"x.svg" is to hold images; name a file that ends in .png, .npy or .csv.',
    ],
    ["samples as a text", ["sample", "images", "--out", "x.txt"], "is to hold images; name a file"],
    ["rows as a picture", ["reconstruct", "rows", "--out", "x.png"], "ends in .svg, .npy or .csv."],
    ["no format", ["export", "rows"], "give --onnx"],
    ["another ending", ["encode", "rows", "--out", "codes.txt"], "ends in neither .npy nor .csv"],
    ["no such command", ["encoding"], 'There is no command "encoding"; choose one of train, '],
  ])("%s", (_, words, sentence) => {
    writeFileSync(at("three.npy"), writeNpy({ shape: [1, 3], values: new Float32Array(3) }));
    writeFileSync(at("other.csv"), "a,c\n1,2\n");
    writeFileSync(at("nan.csv"), "a,b\n1,2\nNaN,3\n");
    writeFileSync(at("codes.csv"), "1,2\n3,x\n");
    const { stderr, status } = aae(...words);
    expect(stderr).toMatch(/^error: [^\n]*\.\n$/);
    expect(stderr).toContain(sentence);
    expect(status).toBe(1);
  });

  test("and scores of a label that no row bears are not left behind", () => {
    const words = ["score", "rows", "--anomaly", "worse", "--out", "worse.csv"];
    for (let k = 0; k < 2; k++) expect(aae(...words).stderr).toContain("no row bears this label");
    expect(existsSync(at("worse.csv"))).toBe(false);
  });

  test("and half a file is not left behind", () => {
    writeFileSync(at("late.csv"), `a,b\n${"1,2\n".repeat(200_000)}1,x\n`);
    const { status, stderr } = aae(
      "score",
      "rows",
      "--data",
      "late.csv",
      "--out",
      "late-scores.csv",
    );
    expect({ status, told: stderr.includes('line 200002 of "') }).toEqual({
      status: 1,
      told: true,
    });
    expect(existsSync(at("late-scores.csv"))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

test("where the rows that the run learned from are gone, score says what it needs them for", () => {
  renameSync(at("table.csv"), at("moved.csv"));
  const words = ["score", "rows", "--data", "moved.csv", "--out", "moved-scores.csv"];
  expect(aae(...words).stderr).toMatch(
    /^error: Scores are held against the rows that the run learned from, but "[^"]*table.csv" is not there any more; name them, or other usual rows, with --usual.\n$/,
  );
  expect(aae(...words, "--usual", "moved.csv").status).toBe(0);
  renameSync(at("moved.csv"), at("table.csv"));
});

describe("a row that is too far away for the model to compute anything", () => {
  beforeAll(async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i / 10000},${-i / 5000},${i % 2}`);
    writeFileSync(at("fine.csv"), `a,b,state\n${rows.join("\n")}\n`);
    const marked = ["0.001,-0.002,0", "1e36,-1e36,1", "0.002,-0.004,0", "3e38,-3e38,1"];
    writeFileSync(at("marked.csv"), `a,b,state\n${marked.join("\n")}\n`);
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    const small = { hidden: [8], latent: 2, batchSize: 20, steps: 5, kernels: "ts" } as const;
    const fine = { ...small, data: at("fine.csv"), label: "state" };
    const never = new AbortController().signal;
    await startSession({ ...fine, out: at("fine") }, never);
    const told = { recipe: "semi-supervised", labels: 10 } as const;
    await startSession({ ...fine, ...told, out: at("fine-told") }, never);
    log.mockRestore();
  });

  test.each(["error", "distance", "either"])("is an anomaly, by %s", (by) => {
    const words = ["--data", "marked.csv", "--anomaly", "1", "--by", by, "--out", `${by}.csv`];
    expect(found("score", "fine", ...words)).toMatchObject({
      ...{ count: 4, anomalies: 2, meanError: "Infinity", meanDistance: "Infinity" },
      areaUnderRoc: { error: 1, distance: 1 },
    });
    const lines = readFileSync(at(`${by}.csv`), "utf8")
      .trim()
      .split("\n");
    expect(lines.filter((line) => line === "Infinity,Infinity,1")).toHaveLength(2);
  });

  const far = "is so far from what the model has learned from that it computes no number for it";
  const large = 'has 1e+36 in column "a", which is 5.774e+38 as the model reads it';

  test.each([
    ["encode", "fine", `Row 2 of the rows given ${far}; mend or remove the row.`],
    ["reconstruct", "fine", `Row 2 of "marked.csv" ${far}; mend or remove the row.`],
    ...["classify", "measure"].map((command) => [
      ...[command, "fine-told"],
      `Row 2 of the rows of "marked" ${large}, and too large to compute with; mend or remove the row.`,
    ]),
  ])("is named and refused by %s", (command, model, sentence) => {
    expect(aae(command, model, "--data", "marked.csv")).toEqual({
      stdout: "",
      stderr: `error: ${sentence}\n`,
      status: 1,
    });
    expect(readdirSync(at("fine")).filter((name) => /codes|reconstructions-0/.test(name))).toEqual(
      [],
    );
  });

  test("is no end of an interpolation", () => {
    const words = ["--from", "0", "--to", "1", "--data", "marked.csv", "--out", "walk.csv"];
    expect(aae("interpolate", "fine", ...words)).toEqual({
      stdout: "",
      stderr: `error: Row 2 of the rows given ${far}; mend or remove the row.\n`,
      status: 1,
    });
    expect(existsSync(at("walk.csv"))).toBe(false);
  });

  test("is no usual row", () => {
    expect(aae("score", "fine", "--usual", "marked.csv", "--out", "none.csv")).toEqual({
      stdout: "",
      stderr:
        "error: More than 1 % of the usual rows are so far from what the model has learned from that their error has no end, and no other would be above it; give other usual rows.\n",
      status: 1,
    });
    expect(existsSync(at("none.csv"))).toBe(false);
  });

  test("a row whose square alone is too large has a code, and no end to its error", () => {
    writeFileSync(at("large.csv"), "a,b,state\n0.001,-0.002,0\n1e17,-0.002,1\n");
    for (const command of ["encode", "reconstruct"]) {
      const out = `${command}-large.npy`;
      expect(found(command, "fine", "--data", "large.csv", "--out", out).error).toBe("Infinity");
    }
  });
});

test("rows without the column of the labels are classified, and not judged", async () => {
  const options = { recipe: "semi-supervised", labels: 10, hidden: [8], latent: 2 } as const;
  const more = { batchSize: 20, steps: 5, kernels: "ts", data: at("table.csv") } as const;
  const never = new AbortController().signal;
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await startSession({ ...options, ...more, label: "state", out: at("told") }, never);
  log.mockRestore();
  writeFileSync(at("bare.csv"), "a,b\n1,2\n3,-6\n5,4\n");
  const { stdout, stderr, status } = aae("classify", "told", "--data", "bare.csv");
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  expect(stdout.trim().split("\n")).toHaveLength(4);
  expect(stdout).toMatch(/^image 0: class (good|bad) \(\d+\.\d %\)$/m);
  const measured = aae("measure", "told", "--data", "bare.csv", "--only", "neighbours");
  expect(measured).toMatchObject({ status: 0, stderr: "" });
  expect(measured.stdout).toContain("neighbours: none, because the images have no labels");
});
