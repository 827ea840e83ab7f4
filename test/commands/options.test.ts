import { describe, expect, test } from "vitest";
import { collected, every, positiveNumber, prior, wholeNumber, widths } from "../../src/options.ts";

describe("what is understood", () => {
  test.each([
    [wholeNumber(0, 10)("0"), 0],
    [wholeNumber(1, 100)("64"), 64],
    [positiveNumber(10)("2e-4"), 2e-4],
    [positiveNumber(10)("10"), 10],
    [widths("512"), [512]],
    [widths("1000,1000"), [1000, 1000]],
    [prior("gaussian"), { kind: "gaussian" }],
    [prior("gaussian:0.5"), { kind: "gaussian", deviation: 0.5 }],
    [prior("mixture"), { kind: "mixture" }],
    [every("500"), { steps: 500 }],
    [every("30s"), { seconds: 30 }],
    [every("2m"), { seconds: 120 }],
    [collected("a=1"), ["a=1"]],
    [collected("b=2", ["a=1"]), ["a=1", "b=2"]],
  ])("%j", (value, expected) => {
    expect(value).toEqual(expected);
  });
});

describe("what is refused", () => {
  test.each(["", " ", "0", "11", "-1", "2.5", "1e1", "many", "NaN", "Infinity", "0x2", "1 2"])(
    "a whole number from 1 to 10: %j",
    (text) => {
      expect(() => wholeNumber(1, 10)(text)).toThrow("Expected a whole number from 1 to 10.");
    },
  );

  test.each(["", " ", "0", "-1", "11", "NaN", "Infinity", "1e400", "x", "0x1", "0b1", "1_0"])(
    "a number above 0 and at most 10: %j",
    (text) => {
      expect(() => positiveNumber(10)(text)).toThrow("Expected a number above 0 and at most 10.");
    },
  );

  test.each(["", "512,,3", "0", "-5", "1.5", "99999", "512 512"])("widths: %j", (text) => {
    expect(() => widths(text)).toThrow("with commas between them");
  });

  test.each(["", "pareto", "gaussian:", "gaussian2"])("a prior: %j", (text) => {
    expect(() => prior(text)).toThrow(
      "Expected gaussian, mixture, swiss-roll, uniform, or gaussian:DEVIATION, such as gaussian:2.",
    );
  });

  test.each(["gaussian:-1", "gaussian:0", "gaussian:NaN", "gaussian:1:2"])(
    "a prior: %j",
    (text) => {
      expect(() => prior(text)).toThrow("Expected a number above 0");
    },
  );
});
