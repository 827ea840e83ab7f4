/** The example of a layer of one's own, right and wrong: it prints what its page says. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compiled, mutated } from "./mutations/mutate.ts";

/** As it stands on the page, beside `src`. */
const example = readFileSync(new URL("example/gain.ts", import.meta.url), "utf8").replaceAll(
  "../../../src/",
  "./src/",
);
const overwriting = mutated(example, {
  file: "gain.ts",
  what: "grad is overwritten",
  find: "this.gain.grad.data[j] += dY",
  replace: "this.gain.grad.data[j] = dY",
});

const rightOutput = `\
Gain                                  compared kinks not comp. max error       where
gain [4]                                     4                   1.5e-11 pass  gain[1]
X [3, 4]                                    12                         0 pass  X[0, 0]
`;
const wrongOutput = `\
Gain                                  compared kinks not comp. max error       where
gain [4]                                     4                    9.2e-1 FAIL  gain[0]
X [3, 4]                                    12                         0 pass  X[0, 0]

gain: 4 of 4 elements wrong; the worst is gain[0], analytic 0.18567, numerical 2.3917. Each value is the last term of its sum alone: is there = where += is meant?

gain: backward overwrites grad instead of adding to it; write grad[i] += …, because gradients add up, over the batch and from call to call.
`;

test.each([
  ["right", example, rightOutput],
  ["wrong", overwriting, wrongOutput],
])("the example when it is %s", async (_, code, output) => {
  const program = await compiled(code);
  expect(execFileSync(process.execPath, [program], { encoding: "utf8" })).toBe(output);
});

test("the page on gradient checks shows this code and these outputs", () => {
  const page = readFileSync(new URL("../../docs/gradient-checks.md", import.meta.url), "utf8");
  const shown = page.replaceAll("../src/", "./src/");
  for (const text of [example, rightOutput, wrongOutput]) expect(shown).toContain(text);
});
