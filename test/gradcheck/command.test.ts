/** `npm run gradcheck`, run from a source whose suite is the losses alone. */
import { execFile } from "node:child_process";
import { describe, expect, test } from "vitest";
import { compiled } from "./mutations/mutate.ts";
import type { Mutation } from "./mutations/mutations.ts";

const lossesAlone: Mutation = {
  file: "gradcheck/suite/suite.ts",
  what: "the suite is the losses alone",
  find: "export const suite: readonly Chapter[] = [",
  replace:
    'export const suite: readonly Chapter[] = [{ title: "Losses", checks: losses }];\nexport const all = [',
};
const wrongSign: Mutation = {
  file: "losses/mse.ts",
  what: "the gradient has the wrong sign",
  find: "dp[i] = scale",
  replace: "dp[i] = -scale",
};
const notANumber: Mutation = {
  file: "losses/mse.ts",
  what: "the gradient is not a number",
  find: "const scale = 2",
  replace: "const scale = Number.NaN",
};

/** Runs the command; never throws, whatever code it ends with. */
async function gradcheck(mistakes: readonly Mutation[], ...options: string[]) {
  const program = await compiled('import "./src/gradcheck.ts";', [lossesAlone, ...mistakes]);
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile(process.execPath, [program, ...options], (error, output) => {
      resolve({ code: error ? Number(error.code) : 0, output });
    });
  });
}

describe("when all is well", () => {
  test("a table of at most 100 columns, without colour in a pipe, and code 0", async () => {
    const { code, output } = await gradcheck([]);
    expect(code).toBe(0);
    expect(output).toMatch(/^Losses +compared kinks not comp\. max error +where$/m);
    expect(output).toMatch(/^mse +119 +\d\.\de-\d+ pass {2}7×13: P\[\d, \d+\]$/m);
    expect(output).toMatch(/^bce, kinks are found +5 +2 /m);
    expect(output).toMatch(/^crossEntropyWithLogits, soft +118 +1 +\d\.\de-\d+ pass/m);
    expect(output).toContain("derivatives held against central differences");
    expect(output).toMatch(/^8 more sit at kinks, where there is none; 1 are not comparable/m);
    expect(output).toMatch(/All \d+ checks pass\.$/m);
    expect(output).not.toContain("\u001b");
    for (const line of output.split("\n")) expect([...line].length).toBeLessThanOrEqual(100);
  });

  test("--json gives the same as data, and nothing else", async () => {
    const { code, output } = await gradcheck([], "--json");
    expect(code).toBe(0);
    const { total, checks } = JSON.parse(output);
    expect(total).toMatchObject({ failed: 0, checks: checks.length });
    expect(total).toMatchObject({ kinks: 8, incomparable: 1 });
    expect(total.largestError).toBeLessThan(1e-6);
    expect(checks[0]).toMatchObject({
      chapter: "Losses",
      kind: "derivatives",
      name: "mse",
      passed: true,
      compared: 119,
      kinks: 0,
      incomparable: 0,
      problems: [],
    });
  });
});

describe("when a gradient is wrong", () => {
  test("the row fails, says why, and the code is 1", async () => {
    const { code, output } = await gradcheck([wrongSign]);
    expect(code).toBe(1);
    expect(output).toMatch(/^mse +119 +2\.0e\+0 FAIL/m);
    expect(output).toMatch(/^bce +119 .* pass/m);
    expect(output).toContain("Every value has the opposite sign");
    expect(output).toMatch(/3 of \d+ checks FAIL\.$/m);
  });

  test("--json says so too", async () => {
    const { code, output } = await gradcheck([wrongSign], "--json");
    expect(code).toBe(1);
    expect(JSON.parse(output).total.failed).toBe(3);
  });

  test("an error that is not a number is no null in --json", async () => {
    const { code, output } = await gradcheck([notANumber], "--json");
    expect(code).toBe(1);
    const { total, checks } = JSON.parse(output);
    expect([total.largestError, checks[0].largestError]).toEqual(["Infinity", "Infinity"]);
  });
});

test("an option that is not there is refused", async () => {
  const { code } = await gradcheck([], "--jsno");
  expect(code).toBe(1);
});
