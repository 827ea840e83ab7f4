/** Every command of docs/own-data.md runs, one after the other, on data of each kind. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readNpy, writeNpy } from "../../src/data/npy.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { compile } from "../commands/program.ts";
import { pngOf } from "../node/png.ts";
import { temporaryFolder } from "../small-data.ts";
import { blocks, fromSource, ROOT, textOf } from "./pages.ts";

const PAGE = textOf("docs/own-data.md");
const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
let program: string;

beforeAll(async () => {
  ({ cli: program } = await compile("src/cli.ts"));
  const random = new SeededRandom("data of one's own");

  mkdirSync(at("shapes"));
  for (const shape of ["bar", "square"]) {
    mkdirSync(at("shapes", shape));
    for (let i = 0; i < 100; i++) {
      const bytes = new Uint8Array(8 * 8);
      const [row, column] = [random.integer(4), random.integer(4)];
      for (let r = row; r < row + 4; r++) {
        for (let c = column; c < column + (shape === "bar" ? 1 : 4); c++) bytes[8 * r + c] = 255;
      }
      writeFileSync(at("shapes", shape, `${i}.png`), pngOf({ rows: 8, columns: 8, bytes }));
    }
  }
  const vectors = new Float32Array(500 * 6);
  for (let i = 0; i < 500; i++) {
    const [a, b] = [random.normal(), random.normal()];
    vectors.set([a, b, a + b, a - b, 100 * a, 1000 + b], 6 * i);
  }
  writeFileSync(at("vectors.npy"), writeNpy({ shape: [500, 6], values: vectors }));
  const colours = new Uint8Array(300 * 32 * 32 * 3);
  for (let i = 0; i < 300; i++) {
    const colour = [random.integer(256), random.integer(256), random.integer(256)];
    for (let j = 0; j < 32 * 32 * 3; j++) colours[i * 32 * 32 * 3 + j] = colour[j % 3];
  }
  writeFileSync(at("colours.npy"), writeNpy({ shape: [300, 32, 32, 3], values: colours }));
  const plain = Uint8Array.from({ length: 1000 * 64 }, (_, i) =>
    i % 64 < (i / 64) % 64 ? 200 : 20,
  );
  writeFileSync(at("plain.npy"), writeNpy({ shape: [1000, 8, 8], values: plain }));
  const [sensors] = blocks(PAGE, "js");
  writeFileSync(at("sensors.mjs"), fromSource(sensors));
  const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
  execFileSync(process.execPath, [tsx, "sensors.mjs"], { cwd: folder });
});

const commands = blocks(PAGE, "sh")
  .flatMap((block) => block.trim().split("\n"))
  .map((line) => line.split(/\s+/));

/** Runs a command of the page, and gives what it prints. */
function run([npx, aae, ...words]: readonly string[]): string {
  expect([npx, aae]).toEqual(["npx", "aae"]);
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

test("the program of the page on libraries trains on one of them, and draws", () => {
  const [, example] = blocks(textOf("docs/library.md"), "js");
  writeFileSync(at("library.mjs"), fromSource(example));
  const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
  const text = execFileSync(process.execPath, [tsx, "library.mjs"], {
    cwd: folder,
    encoding: "utf8",
  });
  const errors = text
    .trim()
    .split("\n")
    .map((line) => Number(line.split(" ")[1]));
  expect(errors).toHaveLength(3);
  expect(errors[2]).toBeLessThan(errors[0]);
  for (const name of ["back.png", "new.png"]) expect(existsSync(at(name))).toBe(true);
  const { stdout } = spawnSync(
    process.execPath,
    [program, "encode", "shapes.safetensors", "--data", "shapes", "--out", "again.npy", "--json"],
    { cwd: folder, encoding: "utf8" },
  );
  expect(JSON.parse(stdout)).toMatchObject({ count: 200, codeLength: 2 });
});

/** A text without its digits and the places of its files. */
const shapeOf = (text: string) => text.replaceAll(/\d+(\.\d+)?/g, "0").trim();

const printed = new Map<string, string>();
test.each(commands.map((words) => [words.join(" "), words] as const))("%s", (line, words) => {
  printed.set(line, run(words));
});

describe("what they leave", () => {
  test("faults are found, and the page shows what is printed", () => {
    const line = "npx aae score runs/sensors --anomaly fault";
    const text = printed.get(line) ?? "";
    expect(Number(/is (\S+) by the error/.exec(text)?.[1])).toBeGreaterThan(0.93);
    expect(blocks(PAGE, "text").map(shapeOf)).toContain(shapeOf(text));
    expect(readFileSync(at("runs/sensors/roc.svg"), "utf8")).toContain("anomalies found");
    expect(readFileSync(at("runs/sensors/scores.csv"), "utf8").split("\n")).toHaveLength(2002);
  });

  test("images have pictures, and rows of numbers a chart of their columns", () => {
    for (const name of ["shapes", "colours", "plain"]) {
      expect(existsSync(at(`runs/${name}/reconstructions.png`))).toBe(true);
    }
    expect(existsSync(at("runs/vectors/columns.svg"))).toBe(true);
    expect(existsSync(at("runs/vectors/reconstructions.png"))).toBe(false);
    expect(existsSync(at("runs/colours/interpolation-0-1.png"))).toBe(true);
    expect(readdirSync(at("samples"))).toHaveLength(10);
  });

  test("codes come back as rows in their units", () => {
    const [given, back] = ["vectors.npy", "decoded.npy"].map((name) =>
      readNpy(readFileSync(at(name)), name),
    );
    expect(readNpy(readFileSync(at("codes.npy")), "codes.npy").shape).toEqual([500, 4]);
    expect(back.shape).toEqual(given.shape);
    const means = [given, back].map(({ values }) => values.filter((_, i) => i % 6 === 5));
    const meanOf = (x: ArrayLike<number>) => Array.from(x).reduce((a, b) => a + b / x.length, 0);
    expect(meanOf(means[1])).toBeCloseTo(meanOf(means[0]), -0.5);
    expect(meanOf(means[0])).toBeCloseTo(1000, 0);
  });

  test("the best model is kept, and can be used", () => {
    const file = "runs/plain/best.safetensors";
    const words = ["reconstruct", file, "--count", "3", "--json"];
    const { stdout } = spawnSync(process.execPath, [program, ...words], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toMatchObject({ count: 3, error: expect.any(Number) });
  });
});
