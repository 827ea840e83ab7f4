import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { linkFaults, locate, refreshLinks } from "../../notebooks/tools/links.ts";
import type { Notebook } from "../../notebooks/tools/notebook.ts";

const SOURCE = `/** What this file is for. */
import { zeros } from "./zeros.ts";

/** How large. */
export const SIZE = 3; // cells

export type Shape =
  | { readonly kind: "round"; readonly radius: number }
  | {
      readonly kind: "square";
      readonly side: number;
    };

/**
 * A box.
 */
export class Box {
  readonly side: number;

  constructor(side: number) {
    this.side = side;
  }

  /** Its area, as "}" would have it. */
  area(
    scale: number,
  ): number {
    const sizes = [SIZE, scale]
      .map((size) => size * this.side);
    return sizes[0];
  }

  #hidden(): void {}

  /** With a lid or without. */
  closed(lid: true): Box;
  closed(lid?: boolean): Box | null;
  closed(lid = true): Box | null {
    return lid ? this : null;
  }
}

export function area(box: Box): number {
  return box.area(1);
}
`;

describe("locate", () => {
  it.each([
    ["SIZE", [4, 5]],
    ["Shape", [7, 12]],
    ["Box", [14, 41]],
    ["Box.side", [18, 18]],
    ["Box.constructor", [20, 22]],
    ["Box.area", [24, 31]],
    ["Box.area.sizes", [28, 29]],
    ["Box.#hidden", [33, 33]],
    ["Box.closed", [35, 40]],
    ["area", [43, 45]],
  ])("finds %s, from the comment above it to its end", (name, lines) => {
    expect(locate(SOURCE, name)).toEqual(lines);
  });

  it("finds nothing that is only mentioned", () => {
    expect(locate(SOURCE, "zeros")).toBeNull();
    expect(locate(SOURCE, "Box.zeros")).toBeNull();
  });
});

describe("links of a chapter", () => {
  const chapter = (source: string): Notebook => ({
    cells: [{ cell_type: "markdown", id: "text", source }],
    metadata: {},
  });
  const lines = locate(readFileSync("src/layers/dense.ts", "utf8"), "Dense.backward") ?? [];
  const today = `[\`Dense.backward\`](../src/layers/dense.ts#L${lines[0]}-L${lines[1]})`;

  it("are in order where they lead to what they name", () => {
    const text = `See ${today}, [the file](../src/layers/dense.ts) and [a site](https://example.org).`;
    expect(linkFaults(chapter(text))).toEqual([]);
  });

  it("are written anew where the lines have moved", () => {
    const old = chapter("See [`Dense.backward`](../src/layers/dense.ts#L1-L2).");
    expect(linkFaults(old)).toHaveLength(1);
    expect(refreshLinks(old).cells[0].source).toBe(`See ${today}.`);
  });

  it.each([
    ["a file that is not there", "[x](../src/layers/sparse.ts)", "does not exist"],
    ["a name that is not there", "[`Dense.sideways`](../src/layers/dense.ts#L1-L2)", "declare"],
    ["lines without a name", "[this loop](../src/layers/dense.ts#L1-L2)", "one name"],
  ])("are wrong that lead to %s", (_, link, words) => {
    expect(linkFaults(chapter(link))).toEqual([expect.stringContaining(words)]);
  });
});
