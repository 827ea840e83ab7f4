import { describe, expect, test } from "vitest";
import { nearestName } from "../../src/data/nearest.ts";

describe("the nearest name", () => {
  test("shares the most pairs of letters, in capitals or not", () => {
    const names = ["notes.txt", "TRAIN-IMAGES.png", "t10k-images.png", "x", ""];
    expect(nearestName("train-images-idx3-ubyte", names)).toBe("TRAIN-IMAGES.png");
  });

  test("is none where there are none", () => {
    expect(nearestName("train-images-idx3-ubyte", [])).toBeUndefined();
  });

  test("is found among letters that are two in small", () => {
    expect(nearestName("birim", ["GİRİŞ", "BİRİM"])).toBe("BİRİM");
  });

  test("is the only one, however unlike", () => {
    expect(nearestName("train-images-idx3-ubyte", ["x"])).toBe("x");
  });
});
