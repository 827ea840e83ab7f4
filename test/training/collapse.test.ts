import { beforeEach, describe, expect, test, vi } from "vitest";
import type { StepResult } from "../../src/aae/parts/model.ts";
import { tensorFrom, tsKernels } from "../../src/tensor/kernels.ts";
import { CollapseWatch } from "../../src/training/collapse.ts";
import { configure, type Overrides } from "../../src/training/configuration.ts";
import { startRun } from "../../src/training/run.ts";
import { train } from "../../src/training/train.ts";
import { smallDataSet } from "../small-data.ts";

const data = smallDataSet(64, 10);
const start = (options: Overrides = {}) =>
  startRun(configure("aae", { hidden: [8], batchSize: 16, ...options }), tsKernels, data);

const say = vi.fn<(line: string) => void>();
beforeEach(() => {
  say.mockClear();
});

/** Images that differ, so that their codes do too. */
const X = tensorFrom(
  tsKernels,
  Float32Array.from({ length: 16 * 784 }, (_, i) => Math.sin(i)),
  16,
  784,
);
const healthy: StepResult = { reconstruction: 1, discriminator: 1, generator: 1, accuracy: 0.5 };

function lookAt(results: StepResult[], run = start()) {
  const watch = new CollapseWatch(run, say);
  for (const result of results) {
    run.step++;
    watch.look(result, X);
  }
}
const times = (count: number, result: StepResult) => Array.from({ length: count }, () => result);

describe("a discriminator that wins", () => {
  test("is pointed out after 200 steps in a row, once", () => {
    const sure = { ...healthy, accuracy: 0.98 };
    lookAt([...times(199, sure), healthy, ...times(199, sure)]);
    expect(say).not.toHaveBeenCalled();
    lookAt(times(1000, sure));
    expect(say).toHaveBeenCalledOnce();
    expect(say.mock.calls[0][0]).toMatch(
      /^Step 200: for 200 steps now, the discriminator has told at least 98 % .* smaller --learning-rate/,
    );
  });

  test("is explained where there is no generator phase", () => {
    lookAt(times(300, { ...healthy, accuracy: 1, generator: null }));
    expect(say.mock.calls).toEqual([[expect.stringContaining("--recipe aae has one")]]);
  });
});

describe("an encoder that gives every image the same code", () => {
  const collapse = (run: ReturnType<typeof start>) => {
    const [weight, bias] = run.model.encoder.parameters.slice(-2);
    weight.value.data.fill(0);
    bias.value.data.fill(7);
    return run;
  };

  test("is pointed out after 200 steps, once", () => {
    lookAt(times(199, healthy), collapse(start()));
    expect(say).not.toHaveBeenCalled();
    lookAt(times(1000, healthy), collapse(start()));
    expect(say).toHaveBeenCalledOnce();
    expect(say.mock.calls[0][0]).toMatch(/^Step 200: .*deviates by more than 0.*deviate by 3\.0/);
  });

  test("is not seen where codes differ, or where a batch is a single image", () => {
    lookAt(times(500, healthy));
    const run = collapse(start({ batchSize: 1 }));
    const watch = new CollapseWatch(run, say);
    for (run.step = 1; run.step < 500; run.step++) {
      watch.look(healthy, tensorFrom(tsKernels, new Float32Array(784), 1, 784));
    }
    expect(say).not.toHaveBeenCalled();
  });
});

test("looking changes nothing: not the weights, not the chance", async () => {
  const [watched, unwatched] = [start({ steps: 60 }), start({ steps: 60 })];
  const look = vi.spyOn(CollapseWatch.prototype, "look");
  const hooks = {
    progress: { show() {}, say, stop() {} },
    record() {},
    keep() {},
    isCheckpointDue: () => false,
    checkpoint() {},
    stop: new AbortController().signal,
  };
  await train(watched, hooks);
  expect(look).toHaveBeenCalledTimes(60);
  look.mockImplementation(() => {});
  await train(unwatched, hooks);
  look.mockRestore();
  expect(watched.random.state).toEqual(unwatched.random.state);
  expect(watched.model.namedParameters.map(([, { value }]) => value.data)).toEqual(
    unwatched.model.namedParameters.map(([, { value }]) => value.data),
  );
});
