/** Nothing that has a gradient, or follows one, goes unchecked: not now and not later. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { ArticleAutoencoder } from "../../src/aae/article.ts";
import { Autoencoder } from "../../src/aae/parts/autoencoder.ts";
import { RunningMean } from "../../src/aae/parts/running-mean.ts";
import { suite } from "../../src/gradcheck/suite/suite.ts";
import { expectForward, zeroGradients } from "../../src/layers/layer.ts";
import { network, tensorShapesOf } from "../../src/layers/network.ts";
import { lossValues } from "../../src/losses/loss.ts";
import { optimizerSchema } from "../../src/optim/description.ts";
import { milestoneSchema } from "../../src/optim/schedule.ts";
import { moveTowards, WeightAverage } from "../../src/optim/weight-average.ts";
import { mutations } from "./mutations/mutations.ts";

const SOURCE = new URL("../../src/", import.meta.url);

/** What the rooms export besides, with no gradient of its own to check. */
const HELPERS: readonly unknown[] = [
  ...[zeroGradients, expectForward, lossValues, network, tensorShapesOf, RunningMean],
  ...[optimizerSchema, milestoneSchema],
  ...[WeightAverage, moveTowards], // follow weights, not gradients
  ...[Autoencoder, ArticleAutoencoder], // players, which the trainings train
];

type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const files = [
  ...["layers", "losses", "optim"].flatMap((room) =>
    readdirSync(new URL(room, SOURCE)).map((file) => `${room}/${file}`),
  ),
  ...["aae", "aae/parts"].flatMap((room) =>
    readdirSync(new URL(room, SOURCE))
      .filter((file) => file.endsWith(".ts") && file !== "index.ts")
      .map((file) => `${room}/${file}`),
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
      .filter(([, value]) => (file.startsWith("aae/") ? isClass(value) : isLoop(value)))
      .filter(([, value]) => !covered.has(value) && !HELPERS.includes(value))
      .map(([name]) => `${file}: ${name}`),
  );
}

const isLoop = (value: unknown) => typeof value === "function" || typeof value === "object";

/** What computes a model's gradients is a class; beside it stand settings, figures and pictures. */
const isClass = (value: unknown) =>
  typeof value === "function" && Function.prototype.toString.call(value).startsWith("class");

test("every exported layer, loss, initialiser, optimiser and phase is checked", () => {
  expect(unchecked(modules)).toEqual([]);
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
  const covered = new Set(suite.flatMap(({ checks }) => checks.flatMap(({ covers }) => covers)));
  const withCode = Object.keys(modules).filter((file) =>
    Object.values(modules[file]).some((value) => covered.has(value)),
  );
  expect(withCode.filter((file) => !tried.has(file))).toEqual([]);
  expect(withCode.length).toBeGreaterThan(40);
});
