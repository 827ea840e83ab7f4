/** Nothing that has a gradient, or follows one, goes unchecked: not now and not later. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { suite } from "../../src/gradcheck/suite/suite.ts";
import { zeroGradients } from "../../src/layers/layer.ts";
import { network } from "../../src/layers/network.ts";
import { lossValues } from "../../src/losses/loss.ts";
import { mutations } from "./mutations/mutations.ts";

const SOURCE = new URL("../../src/", import.meta.url);

/** What the rooms export besides, with no gradient of its own to check. */
const HELPERS: readonly unknown[] = [zeroGradients, lossValues, network];

type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const files = [
  ...["layers", "losses", "optim"].flatMap((room) =>
    readdirSync(new URL(room, SOURCE)).map((file) => `${room}/${file}`),
  ),
  ...["basic", "article", "generator-phase", "parts/adversary", "parts/reconstruction"].map(
    (name) => `aae/${name}.ts`,
  ),
];
const modules: Modules = Object.fromEntries(
  await Promise.all(
    files.map(async (file) => [file, await import(new URL(file, SOURCE).href)] as const),
  ),
);

/** Everything exported that runs, whatever it is, but is not among what some check covers. */
function unchecked(exported: Modules): string[] {
  const covered = new Set(suite.flatMap(({ checks }) => checks.flatMap(({ covers }) => covers)));
  return Object.entries(exported).flatMap(([file, exports]) =>
    Object.entries(exports)
      .filter(([, value]) => typeof value === "function" || typeof value === "object")
      .filter(([, value]) => !covered.has(value) && !HELPERS.includes(value))
      .map(([name]) => `${file}: ${name}`),
  );
}

/** Helpers of the phases that are no phase themselves. */
const ELSEWHERE = ["aae/parts/adversary.ts: shareToldRight"];

test("every exported layer, loss, initialiser, optimiser and phase is checked", () => {
  expect(unchecked(modules).filter((name) => !ELSEWHERE.includes(name))).toEqual([]);
});

test("a new one that nobody checks is named", () => {
  class Dropout {}
  const swish = { name: "swish", forward() {}, backward() {} };
  const hinge = () => 0;
  expect(
    unchecked({ ...modules, "layers/new.ts": { Dropout, swish }, "losses/new.ts": { hinge } }),
  ).toEqual([
    ...unchecked(modules),
    "layers/new.ts: Dropout",
    "layers/new.ts: swish",
    "losses/new.ts: hinge",
  ]);
});

test("a mistake is tried in every file that can make one", () => {
  const tried = new Set(mutations.map(({ file }) => file));
  const withCode = Object.keys(modules).filter((file) =>
    Object.values(modules[file]).some(
      (value) => !HELPERS.includes(value) && typeof value !== "number",
    ),
  );
  expect(withCode.filter((file) => !tried.has(file))).toEqual([]);
});
