/** Every right solution passes and trains as ours does; every wrong one is refused with its hint. */
import { describe, expect, test } from "vitest";
import { Experiment } from "../../lab/src/engine/experiment.ts";
import { DEFAULTS } from "../../lab/src/engine/settings.ts";
import { spots } from "../../lab/src/engine/spots.ts";
import { EXERCISES } from "../../lab/src/exercises/exercises.ts";
import { judge } from "../../lab/src/exercises/judge.ts";
import { plain, replacementsFor } from "../../lab/src/exercises/learner.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { WRONG } from "./wrong-solutions.ts";

/** What is said about a solution, whether it can be run or not. */
function saidOf(exercise: string, code: string): { passed: boolean; text: string } {
  try {
    const { passed, problems } = judge({ exercise, code });
    return { passed, text: problems.join("\n") };
  } catch (error) {
    return { passed: false, text: error instanceof Error ? error.message : "" };
  }
}

describe("right solutions", () => {
  test.each(EXERCISES.map(({ id }) => id))("%s passes", (id) => {
    expect(saidOf(id, plain(id))).toEqual({ passed: true, text: "" });
  });

  test.each(EXERCISES.map(({ id }) => id))("%s trains, and its curve lies on ours", (id) => {
    const shape = { ...DEFAULTS, latent: 2, hidden: 8, batch: 16 };
    const images = spots(64, "exercise");
    const ours = new Experiment(tsKernels, shape, images);
    const theirs = new Experiment(
      tsKernels,
      shape,
      images,
      null,
      replacementsFor({ exercise: id, code: plain(id) }),
    );
    for (let step = 0; step < 20; step++) {
      for (const experiment of [ours, theirs]) experiment.takeStep(experiment.nextBatch());
      for (const figure of ["reconstruction", "discriminator", "generator"] as const) {
        expect(theirs.figures[figure]).toBeCloseTo(ours.figures[figure], 3);
      }
    }
  });

  test.each(EXERCISES.map((exercise) => [exercise.id, exercise] as const))(
    "the empty body of %s is refused",
    (id, { start, name }) => {
      const code = start.replace(/: (?:Numbers|Game)|\): (?:number|void)(?= \{)/g, (text) =>
        text.startsWith(")") ? ")" : "",
      );
      expect(code).toContain(`function ${name}(`);
      expect(saidOf(id, code).passed).toBe(false);
    },
  );
});

describe("wrong solutions", () => {
  test("there are forty at least", () => expect(WRONG.length).toBeGreaterThanOrEqual(40));

  test.each(WRONG)("%s: %s", (exercise, _, code, hint) => {
    const { passed, text } = saidOf(exercise, code);
    expect(passed).toBe(false);
    expect(text).toMatch(hint);
  });

  test.each([
    ["relu", "function backward({ dx }) { dx.push(1); }", /The code threw TypeError: .*push/],
    ["relu", "function backwards() {}", /There is no function called backward/],
    ["relu", "function backward( {", /The code cannot be run: /],
    [
      "bce",
      "function bce() { return '1'; }",
      /returns a value of type string, but the loss is wanted/,
    ],
    [
      "generator",
      "function phase({ encoder }) { encoder.forward([1, 2]); }",
      /encoder.forward is given 2 numbers, but a whole number of rows of 6/,
    ],
    [
      "generator",
      "function phase({ encoder }) { return encoder.forward(undefined); }",
      /is given no row of numbers/,
    ],
    ["relu", "function backward() { document.title = 'x'; }", /document is not defined/],
    ["what", "", /There is no exercise “what”/],
  ])("%s: %s says what is wrong in one sentence", (exercise, code, words) => {
    const { text } = saidOf(exercise, code);
    expect(text).toMatch(words);
    expect(text).not.toContain("\n");
  });
});
