/** What the program of the benchmark says to a mistake of its user's. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { peersInstalled } from "../../bench/contestants.ts";
import { start } from "../commands/program.ts";

const program = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));
const missing = "the peers are not installed; `npm ci --prefix bench` does it";

test.for([
  [
    ["--only", "nobody"],
    /^error: There is no contestant "nobody"; choose some of "naive", [^\n]+\n$/,
  ],
  [
    ["--compare", "package.json"],
    /^error: "package.json" does not describe results of [^\n]+; use an undamaged copy of it\.\n$/,
  ],
  [
    ["--compare", "nowhere.json"],
    /^error: cannot read "nowhere.json": [^\n]+; check the path\.\n$/,
  ],
] as const)("%j", async ([options, sentence], { skip }) => {
  if (!peersInstalled()) skip(missing);
  const { code, stdout, stderr } = await start(["--import", "tsx", program, ...options]).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(sentence);
});
