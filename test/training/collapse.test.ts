import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Figures } from "../../src/aae/parts/model.ts";
import { tensorFrom, tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { CollapseWatch } from "../../src/training/collapse.ts";
import { configure } from "../../src/training/configuration.ts";
import type { Overrides } from "../../src/training/overrides.ts";
import { namedTensors, type Run, startRun } from "../../src/training/run.ts";
import { train } from "../../src/training/train.ts";
import { smallDataSet } from "../small-data.ts";
import { quiet } from "./quiet.ts";

const data = smallDataSet(64, 10);
const start = (options: Overrides = {}, recipe = "aae") =>
  startRun(configure(recipe, { hidden: [8], batchSize: 16, ...options }), tsKernels, data, "small");

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
const healthy: Figures = { reconstruction: 1, discriminator: 1, generator: 1, accuracy: 0.5 };

function lookAt(
  results: Figures[],
  run = start(),
  images = X,
  watch = new CollapseWatch(run, say),
) {
  for (const result of results) {
    run.step++;
    watch.look(result, images);
  }
  return watch;
}
const times = (count: number, result: Figures) => Array.from({ length: count }, () => result);
const sure: Figures = { ...healthy, accuracy: 0.98 };

function collapse(run: Run): Run {
  const [weight, bias] = run.model.networks.encoder.parameters.slice(-2);
  weight.value.data.fill(0);
  bias.value.data.fill(7);
  return run;
}

describe("a discriminator that wins", () => {
  test("is pointed out after 200 steps in a row, once", () => {
    lookAt([...times(199, sure), healthy, ...times(199, sure)]);
    expect(say).not.toHaveBeenCalled();
    lookAt(times(1000, sure));
    expect(say).toHaveBeenCalledOnce();
    expect(say.mock.calls[0][0]).toMatch(
      /^Step 200: for 200 steps now, the discriminator has told at least 98 % .* smaller --learning-rate/,
    );
  });

  test("is explained where there is no generator phase", () => {
    const { generator: _, ...figures } = sure;
    lookAt(times(300, figures), start({}, "article"));
    expect(say.mock.calls).toEqual([[expect.stringContaining("--recipe aae has one")]]);
  });
});

describe("an encoder that gives every image the same code", () => {
  test("is pointed out after 200 steps, once", () => {
    lookAt(times(199, healthy), collapse(start()));
    expect(say).not.toHaveBeenCalled();
    lookAt(times(1000, healthy), collapse(start()));
    expect(say).toHaveBeenCalledOnce();
    expect(say.mock.calls[0][0]).toMatch(/^Step 200: .*deviates by more than 0.*deviate by 3\.0/);
  });

  test("is not seen where codes differ, or where a batch is a single image", () => {
    lookAt(times(500, healthy));
    lookAt(
      times(500, healthy),
      collapse(start({ batchSize: 1, set: ["batchNormalisation=none"] })),
      tensorFrom(tsKernels, new Float32Array(784), 1, 784),
    );
    expect(say).not.toHaveBeenCalled();
  });

  test("is no wonder where all images are the same", () => {
    const image = Array.from({ length: 784 }, (_, i) => Math.sin(i));
    const same = tensorFrom(tsKernels, Array(16).fill(image).flat(), 16, 784);
    lookAt(times(500, healthy), start(), same);
    lookAt(times(500, healthy), collapse(start()), same);
    expect(say).not.toHaveBeenCalled();
  });
});

/** Codes that deviate by so many times the prior's deviation; the rest of the model is as it was. */
function spread(run: Run, times: number): Run {
  const batch = X.shape[0];
  const Z = zeros(tsKernels, batch, run.model.prior.latent);
  for (let i = 0; i < Z.size; i++) {
    Z.data[i] = (i < Z.size / 2 ? -1 : 1) * times * run.model.prior.deviations[0];
  }
  vi.spyOn(run.model, "style").mockReturnValue(Z);
  return run;
}

describe("codes that fly apart", () => {
  test("are pointed out after 200 steps in a row, once, while the run goes on", () => {
    lookAt(times(199, healthy), spread(start(), 11));
    expect(say).not.toHaveBeenCalled();
    lookAt(times(1000, healthy), spread(start(), 11));
    expect(say.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^Step 200: .* far apart .* deviates by 33, where the prior's deviate by 3\.0.* smaller --learning-rate/,
        ),
      ],
    ]);
  });

  test("are none at nine times the prior's deviation, or with a rest between", () => {
    lookAt(times(1000, healthy), spread(start(), 9));
    const run = start();
    const watch = lookAt(times(180, healthy), spread(run, 11));
    lookAt(times(20, healthy), spread(run, 1), X, watch);
    lookAt(times(180, healthy), spread(run, 11), X, watch);
    expect(say).not.toHaveBeenCalled();
    expect(watch.counts.far).toBe(180);
  });

  test("are seen in a real run with far too large a learning rate", async () => {
    const run = start({ steps: 240, learningRate: 9, set: ["activation=leakyRelu"] });
    await train(run, new CollapseWatch(run, say), quiet);
    expect(say.mock.calls).toContainEqual([
      expect.stringMatching(/^Step 2\d\d: .* far apart .* smaller --learning-rate/),
    ]);
  });
});

describe("the counts", () => {
  test("begin at 0, and are those of the steps until now", () => {
    expect(new CollapseWatch(start(), say).counts).toEqual({
      sure: { accuracy: 0 },
      same: 0,
      far: 0,
    });
    const { counts } = lookAt(times(45, sure), collapse(start()));
    expect(counts).toEqual({ sure: { accuracy: 45 }, same: 40, far: 0 });
    const { counts: after } = lookAt(times(250, sure), collapse(start()));
    expect(after).toEqual({ sure: { accuracy: null }, same: null, far: 0 }); // both were pointed out
  });

  test("codes that fly apart are counted on from a checkpoint, too", () => {
    const { counts } = lookAt(times(150, healthy), spread(start(), 11));
    expect(counts).toEqual({ sure: { accuracy: 0 }, same: 0, far: 140 });
    const again = spread(start(), 11);
    again.step = 150;
    lookAt(times(50, healthy), again, X, new CollapseWatch(again, say, counts));
    expect(say).toHaveBeenCalledOnce();
  });

  test.each([1, 77, 199, 200, 201, 333])(
    "that are kept after step %d let another watch say what this one would",
    (kept) => {
      const run = collapse(start());
      const whole = lookAt(times(400, sure), run);
      const expected = say.mock.calls.map(([line]) => line);
      expect(expected).toHaveLength(2);

      say.mockClear();
      const again = collapse(start());
      const { counts } = lookAt(times(kept, sure), again);
      const restored = new CollapseWatch(again, say, JSON.parse(JSON.stringify(counts)));
      lookAt(times(400 - kept, sure), again, X, restored);
      expect(say.mock.calls.map(([line]) => line)).toEqual(expected);
      expect(restored.counts).toEqual(whole.counts);
    },
  );
});

test("looking changes nothing: not the weights, not the chance", async () => {
  const [watched, unwatched] = [start({ steps: 60 }), start({ steps: 60 })];
  const watch = new CollapseWatch(watched, say);
  const look = vi.spyOn(watch, "look");
  await train(watched, watch, quiet);
  expect(look).toHaveBeenCalledTimes(60);
  const blind = new CollapseWatch(unwatched, say);
  vi.spyOn(blind, "look").mockImplementation(() => {});
  await train(unwatched, blind, quiet);
  expect(watched.random.state).toEqual(unwatched.random.state);
  expect(namedTensors(watched.model).map(({ value }) => value.data)).toEqual(
    namedTensors(unwatched.model).map(({ value }) => value.data),
  );
});
