/** The suite bites: no mistake made on purpose gets past it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { mutated, Trial } from "./mutations/mutate.ts";
import { mutations } from "./mutations/mutations.ts";
import { smallGradients } from "./mutations/small-gradients.ts";

describe("with one mistake in the source, some check fails", () => {
  const trial = new Trial();

  test("and without one, none", () => {
    expect(trial.caughtBy(null)).toBeNull();
  });

  test.each(mutations)("$file: $what", (mutation) => {
    expect(trial.caughtBy(mutation)).not.toBeNull();
  });
});

test("at least 25 mistakes, and 40 that touch small gradients alone, no two alike", () => {
  expect(mutations.length).toBeGreaterThanOrEqual(65);
  expect(smallGradients.length).toBeGreaterThanOrEqual(40);
  expect(new Set(mutations.map((it) => JSON.stringify(it))).size).toBe(mutations.length);
});

test.each(mutations)("$file: $what: the text stands exactly once", (mutation) => {
  const text = readFileSync(new URL(`../../src/${mutation.file}`, import.meta.url), "utf8");
  expect(mutated(text, mutation)).not.toBe(text);
});

test("a text that stands nowhere, or twice, is an error", () => {
  const mutation = { file: "x.ts", what: "a sign", find: "a", replace: "b" };
  expect(() => mutated("ccc", mutation)).toThrow(
    'the text "a" stands 0 times in src/x.ts, not once',
  );
  expect(() => mutated("aca", mutation)).toThrow("stands 2 times");
  expect(mutated("cac", mutation)).toBe("cbc");
});
