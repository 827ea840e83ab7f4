import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startProgress } from "../../src/runs/progress.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { configure } from "../../src/training/configuration.ts";
import { startRun } from "../../src/training/run.ts";
import { smallDataSet } from "../small-data.ts";

const FIGURES = { reconstruction: 0.5, discriminator: 0.7, generator: 0.7, accuracy: 0.5 };

let [printed, drawn] = ["", ""];
beforeEach(() => {
  [printed, drawn] = ["", ""];
  vi.spyOn(console, "log").mockImplementation((line: string) => {
    printed += `${line}\n`;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    drawn += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  Reflect.deleteProperty(process.stderr, "isTTY");
});

/** Three steps of a run on a terminal of some kind. */
function threeSteps(TERM: string) {
  vi.stubEnv("TERM", TERM);
  Object.defineProperty(process.stderr, "isTTY", { value: true, configurable: true });
  const configuration = configure("aae", { steps: 3, batchSize: 16, hidden: [4] });
  const run = startRun(configuration, tsKernels, smallDataSet(32, 10), "small");
  const progress = startProgress(run);
  for (run.step = 1; run.step <= 3; run.step++) progress.show(FIGURES);
  run.step = 3;
  progress.say("said");
  progress.stop();
}

test("a terminal that cannot move its cursor gets lines, and not one escape", () => {
  threeSteps("dumb");
  expect(drawn).toBe("");
  expect(printed.match(/^epoch /gm)).toHaveLength(3);
  expect(printed).toContain("said\n");
  expect(printed).not.toContain("\u001b");
});

test("any other gets a bar, and its last line once", () => {
  threeSteps("xterm");
  expect(drawn).toContain("\u001b");
  expect(printed.match(/^epoch /gm)).toHaveLength(1);
});
