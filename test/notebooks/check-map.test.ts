/** The map of a gradient check: each element is where it belongs, and looks like what it is. */
import { describe, expect, it } from "vitest";
import { checkMapSvg } from "../../notebooks/lib/check-map.ts";
import { compare } from "../../src/gradcheck/comparison.ts";
import { conclude } from "../../src/gradcheck/result.ts";

const right = [1, 2, 3, 4, 5, 6];
const map = (analytic: number[], kinks: number[] = []) =>
  checkMapSvg(conclude("map", [compare("W", [2, 3], analytic, right, { kinks })]));
const groups = (svg: string) => [...svg.matchAll(/<g [^>]*aria-label="rect">(.*?)<\/g>/gs)];
const counts = (svg: string) => groups(svg).map(([, rects]) => rects.split("<rect").length - 1);

describe("checkMapSvg", () => {
  it("has a square for each element, right, wrong or left out, and a frame for the worst", () => {
    // two wrong, one at a kink, three right
    expect(counts(map([1, 9, 3, 4, 7, 6], [5]))).toEqual([3, 2, 1, 1]);
    expect(map([1, 9, 3, 4, 7, 6]).match(/×/g)).toHaveLength(3); // two, and one in the legend
  });

  it("breaks a long vector into lines", () => {
    const long = Array.from({ length: 40 }, (_, i) => i + 1);
    const svg = checkMapSvg(conclude("map", [compare("v", [40], long, long)]));
    const [, rects] = groups(svg)[0];
    const at = (axis: string) =>
      new Set([...rects.matchAll(new RegExp(` ${axis}="([\\d.]+)"`, "g"))].map(([, x]) => x));
    expect([at("x").size, at("y").size]).toEqual([18, 3]);
  });

  it("says in words what is to be seen", () => {
    expect(map(right)).toContain("all 6 are right");
    expect(map([0, 2, 3, 4, 5, 6])).toContain("1 of 6 are wrong");
    expect(checkMapSvg(conclude("map", [], ["backward threw"]))).toContain("nothing was compared");
    expect(checkMapSvg(conclude("map", [], ["backward threw"]))).toContain("none was compared");
  });

  it("puts the worst element's frame in its row and column", () => {
    const frameOf = (analytic: number[]) => {
      const [, rects] = groups(map(analytic)).at(-1) ?? [];
      return ["x", "y"].map((axis) =>
        Number(new RegExp(` ${axis}="([\\d.]+)"`).exec(rects ?? "")?.[1]),
      );
    };
    const [x, y] = frameOf([9, 2, 3, 4, 5, 6]);
    const [x2, y2] = frameOf([1, 2, 3, 4, 5, 99]);
    expect(x2 - x).toBeCloseTo(44); // two columns to the right
    expect(y2 - y).toBeCloseTo(22); // one row down
  });
});
