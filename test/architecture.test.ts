/** The rooms of the house: who may import whom. Nothing imports upward, and there are no circles. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect, test } from "vitest";

const SRC = join(import.meta.dirname, "../src");

/** What each room may import, beside itself. The files directly in src are the commands and what they share. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  tensor: [],
  simd: ["tensor", "layers", "losses", "optim"],
  layers: ["tensor"],
  losses: ["tensor"],
  optim: ["tensor", "layers"],
  aae: ["tensor", "layers", "losses", "optim"],
  measures: ["tensor", "layers", "losses", "optim", "aae", "data", "node"],
  gradcheck: ["tensor", "layers", "losses", "optim", "aae"],
  data: ["tensor", "input-error.ts"],
  node: ["tensor", "simd", "data", "input-error.ts"],
  report: ["tensor", "data", "node", "aae", "measures", "runs", "training"],
  training: [
    ...["tensor", "layers", "losses", "optim", "aae", "data", "measures", "runs", "node"],
    ...["input-error.ts"],
  ],
  runs: [
    ...["tensor", "layers", "losses", "optim", "aae", "data", "measures", "training", "report"],
    ...["node", "input-error.ts"],
  ],
};

/** What runs in a browser as well: no module that only Node has. */
const CORE = ["tensor", "simd", "layers", "losses", "optim", "aae", "gradcheck"];

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.includes("assembly"),
);
const imports = files.flatMap((file) =>
  [...readFileSync(join(SRC, file), "utf8").matchAll(/from "([^"]+)"/g)].map(([, specifier]) => ({
    file: normalize(file),
    specifier,
  })),
);
const roomOf = (path: string) => path.split("/")[0];

test("every import stays in its room or goes to one below", () => {
  const upward = imports
    .filter(({ file, specifier }) => specifier.startsWith(".") && roomOf(file) in MAY_IMPORT)
    .map(({ file, specifier }) => ({
      file,
      target: relative(SRC, join(SRC, dirname(file), specifier)),
    }))
    .filter(
      ({ file, target }) => ![roomOf(file), ...MAY_IMPORT[roomOf(file)]].includes(roomOf(target)),
    );
  expect(upward).toEqual([]);
  expect(imports.length).toBeGreaterThan(100);
});

test("every room has its rule", () => {
  const rooms = new Set(files.filter((file) => file.includes("/")).map(roomOf));
  expect([...rooms].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

test("the core needs no Node", () => {
  const node = imports.filter(
    ({ file, specifier }) => CORE.includes(roomOf(file)) && specifier.startsWith("node:"),
  );
  expect(node).toEqual([]);
});

test("chance comes from seedrandom alone", () => {
  const culprits = files.filter((file) =>
    /Math\.random|getRandomValues/.test(readFileSync(join(SRC, file), "utf8")),
  );
  expect(culprits).toEqual([]);
});
