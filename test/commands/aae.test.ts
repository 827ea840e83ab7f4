/** The command `aae` as somebody meets it who has a table, and makes the mistakes that people make. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { writeNpy } from "../../src/data/npy.ts";
import { temporaryFolder } from "../small-data.ts";
import { compile, start } from "./program.ts";

const folder = temporaryFolder();
const small = ["--steps", "2", "--batch-size", "8", "--hidden", "4", "--latent", "2"];
let program: string;

function aae(...words: string[]) {
  return spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: "utf8" });
}

beforeAll(async () => {
  ({ cli: program } = await compile("src/cli.ts"));
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${2 * i},${i % 2 ? "odd" : "even"}`);
  writeFileSync(join(folder, "table.csv"), `a,b,kind\n${rows.join("\n")}\n`);
  const values = Float32Array.from({ length: 80 }, (_, i) => i % 7);
  writeFileSync(join(folder, "rows.npy"), writeNpy({ shape: [40, 2], values }));
  const out = ["--label", "kind", "--out", "run"];
  expect(aae("train", "--data", "table.csv", ...small, ...out).stderr).toBe("");
});

test("a command's help calls it by the name that was typed", () => {
  expect(aae("train", "--help").stdout).toMatch(/^Usage: aae train \[options\]/);
  expect(aae("score", "--help").stdout).toMatch(/^Usage: aae score \[options\] <run>/);
});

test("a run that was stopped goes on with the command that was typed", async () => {
  const words = ["train", "--data", "rows.npy", ...small, "--steps", "1000000", "--out"];
  const out = join(folder, "long");
  const life = start([program, ...words.with(2, join(folder, "rows.npy")), out]);
  await life.says(/step 1\//);
  life.child.kill("SIGINT");
  const { code, stdout } = await life.ended;
  expect(code).toBe(0);
  expect(stdout).toContain(`Go on with: npx aae train --resume ${out}\n`);
});

test("labels that are numbers with gaps between them are classes all the same", () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${2 * i},${[1, 2, 2000][i % 3]}`);
  writeFileSync(join(folder, "gaps.csv"), `a,b,kind\n${rows.join("\n")}\n`);
  const words = ["--recipe", "semi-supervised", "--label", "kind", "--labels", "12"];
  const trained = aae("train", "--data", "gaps.csv", ...words, ...small, "--out", "gaps");
  expect({ status: trained.status, stderr: trained.stderr }).toEqual({ status: 0, stderr: "" });
  const [line] = aae("classify", "gaps", "--json").stdout.split("\n");
  expect(JSON.parse(line).probabilities).toHaveLength(3);
});

test("a recipe that learns from labels has as many classes as they name", () => {
  const words = ["--recipe", "semi-supervised", "--label", "kind", "--labels", "10"];
  const trained = aae("train", "--data", "table.csv", ...words, ...small, "--out", "classes");
  expect({ status: trained.status, stderr: trained.stderr }).toEqual({ status: 0, stderr: "" });
  const [line] = aae("classify", "classes", "--json").stdout.split("\n");
  expect(JSON.parse(line).probabilities).toHaveLength(2);
});

describe("a mistake has a sentence that tells what to do", () => {
  test.each([
    [
      ["interpolate", "run", "--from", "0", "--to", "99"],
      "--to is 99 but there are 40 examples; choose a number below 40.",
    ],
    [
      ["interpolate", "run", "--from", "40"],
      "--from is 40 but there are 40 examples; choose a number below 40.",
    ],
    [
      ["sample", "rows.npy"],
      '"rows.npy" cannot be read as safetensors: it is an NPY file; name a safetensors file, such as a run\'s model.safetensors.',
    ],
    [
      ["score", "run", "--data", "rows.npy", "--anomaly", "odd"],
      '--anomaly is "odd", but the rows have no labels; give rows that have, or leave --anomaly out.',
    ],
    [
      ["train", "--data", "table.csv", "--set", "discriminater.learningRate=1"],
      'There is no setting "discriminater.learningRate"; the nearest is discriminator; choose one of recipe, ',
    ],
    [
      ["train", "--data", "rows.npy", "--label", "kind"],
      "is data of the kind npy, but the option label is for csv; leave it out, and give the labels as an NPY file, with --label-file.",
    ],
    [
      ["train", "--data", "table.csv"],
      'has "even", which is not a number, in column 3 ("kind"); mend or remove the line, or train without the column (omit) or with it as the labels (label).',
    ],
    [
      ["train", "--resume", "run", "--data", "rows.npy"],
      "is data of the kind npy, but the option label is for csv; ",
    ],
  ])("aae %j", (words, sentence) => {
    const { status, stderr } = aae(...words);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(sentence) });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
  });
});
