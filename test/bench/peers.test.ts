/** Whoever is compared in the benchmark computes the same: PyTorch's values in float64 are the judge. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { contestants, doJob, peersInstalled } from "../../bench/contestants.ts";
import type { Fixture } from "../../bench/problem.ts";

const path = fileURLToPath(new URL("../fixtures/aae-step-small.json", import.meta.url));
const { steps }: Fixture = JSON.parse(readFileSync(path, "utf8"));
const expected = steps.map(({ reconstruction, discriminator, generator }) => [
  reconstruction.loss,
  discriminator.loss,
  generator.loss,
]);

describe("three steps from the same weights and batches have the same losses", async () => {
  const whole = (await contestants()).entries.filter(({ kind }) => kind !== "part");
  test.for(whole)("$name", async (entry, { skip }) => {
    if (typeof entry.command === "string") skip(entry.command);
    const { losses } = await doJob(entry, { kind: "losses", fixture: path });
    expect(losses.length).toBe(expected.length);
    for (const [step, values] of losses.entries()) {
      for (const [index, value] of values.entries()) {
        expect(Math.abs(value - expected[step][index])).toBeLessThan(1e-5);
      }
    }
  });
});

test("the programs of the peers are strictly typed", ({ skip }) => {
  if (!peersInstalled()) skip("the peers are not installed; `npm ci --prefix bench` does it");
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const run = () => execFileSync("npx", ["tsc", "-p", "bench"], { cwd: root, encoding: "utf8" });
  expect(run).not.toThrow();
});
