import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { shellWord } from "../../src/runs/shell.ts";

test.each(["runs/aae-1", "/a/b_c.d", "x:y=z,%+@"])("%j needs no quotes", (path) => {
  expect(shellWord(path)).toBe(path);
});

test.each([
  "r/my run",
  "it's",
  "$HOME",
  "`id`; rm -r *",
  'a"b',
  "back\\slash",
  "two\nlines",
  "läufe/ü",
  "~",
  "",
  "#",
])("a shell takes what is printed for %j as that one word", (path) => {
  const { stdout } = spawnSync("sh", ["-c", `printf '%s|' ${shellWord(path)}`], {
    encoding: "utf8",
  });
  expect(stdout).toBe(`${path}|`);
});

test("a path that begins like an option is none", () => {
  expect(shellWord("-x")).toBe("./-x");
  expect(shellWord("--out me")).toBe("'./--out me'");
});
