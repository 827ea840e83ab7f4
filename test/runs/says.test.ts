/** What a run says of itself: what is wrong with it, where it can go on, and what stopped it. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { AdversarialTraining, basic } from "../../src/aae/basic.ts";
import { Autoencoder } from "../../src/aae/parts/autoencoder.ts";
import { greyImages } from "../../src/data/images.ts";
import { InputError } from "../../src/input-error.ts";
import { findCheckpoint } from "../../src/runs/checkpoint.ts";
import { saveModel } from "../../src/runs/model-file.ts";
import { resumeSession, type SessionOptions, startSession } from "../../src/runs/session.ts";
import { type LabelledImages, smallDataSet, temporaryFolder, writeDataSet } from "../small-data.ts";

vi.mock("../../src/runs/model-file.ts", { spy: true });

let data: string;
let base: SessionOptions;
beforeAll(() => {
  data = writeDataSet(smallDataSet());
  base = { data, epochs: 3, batchSize: 32, hidden: [8], latent: 2, kernels: "ts" };
});

let said: string[];
beforeEach(() => {
  said = [];
  vi.mocked(saveModel).mockClear();
  vi.spyOn(console, "log").mockImplementation((line: string) => said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const never = new AbortController().signal;
const newFolder = () => join(temporaryFolder(), "run");
const recorded = (folder: string) => JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));

describe("what is wrong with it", () => {
  test("exploding codes are told in words, in the report and beside the figures", async () => {
    const out = newFolder();
    await startSession({ ...base, learningRate: 9, out }, never);
    expect(said).toContainEqual(
      expect.stringMatching(
        /^Bad: Deviation of the codes .* a smaller --learning-rate may help\.$/,
      ),
    );
    expect(said).toContainEqual(
      expect.stringMatching(/^Bad: Distance from the prior .* times chance/),
    );
    expect(said).toContainEqual(expect.stringMatching(/^Look here: Steps 30\. .*--epochs 100 or/));
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("✗ Bad.");
    const { verdicts } = JSON.parse(readFileSync(join(out, "evaluation.json"), "utf8"));
    expect(verdicts).toContainEqual({
      ...{ label: "Deviation of the codes", verdict: "bad" },
      reason: expect.stringMatching(/learning-rate/),
    });
  });

  test("images that are all the same are no collapse", async () => {
    const small = smallDataSet(32, 16);
    const same = (images: LabelledImages) =>
      greyImages({
        ...images,
        pixels: images.pixels.map((_, i) => small.train.pixels[i % 784]),
      });
    const equal = writeDataSet({ ...small, train: same(small.train), test: same(small.test) });
    await startSession({ ...base, data: equal, epochs: 300, out: newFolder() }, never);
    expect(said.join("\n")).not.toContain("collapsed");
    expect(said.join("\n")).toContain("All images are the same, so their codes are too.");
  });
});

describe("where it goes on", () => {
  test("is a command that a shell understands, whatever the folder is called", async () => {
    const out = join(temporaryFolder(), "my run's");
    const stop = new AbortController();
    stop.abort();
    await startSession({ ...base, out }, stop.signal);
    const quoted = `'${out.replaceAll("'", "'\\''")}'`;
    expect(said.at(-1)).toBe(`Go on with: npx tsx src/train.ts --resume ${quoted}`);
  });

  test.each<[string, (path: string) => SessionOptions]>([
    ["--data", (path) => ({ data: path })],
    ["--set", (path) => ({ set: [`data=${path}`] })],
    [
      "--config",
      (path) => {
        const config = join(mkdtempSync(join(temporaryFolder(), "c")), "settings.json");
        writeFileSync(config, JSON.stringify({ recipe: "aae", data: path }));
        return { config };
      },
    ],
  ])("does not hang on the folder in which it was started: %s", async (_option, options) => {
    const out = newFolder();
    const { data: _, ...rest } = base;
    await startSession({ ...rest, ...options(relative(process.cwd(), data)), out }, never);
    expect(recorded(out).data).toBe(data);
    await resumeSession(out, { data: relative(process.cwd(), data) }, never);
    expect(recorded(out).data).toBe(data);
  });
});

describe("no memory left", () => {
  const full = () => {
    throw new RangeError("Array buffer allocation failed");
  };
  const failure = async (options: SessionOptions) => {
    const error = await startSession(options, never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    return error instanceof Error ? error.message : "";
  };

  test("in a step leaves the last checkpoint and one sentence, and the run can go on", async () => {
    const out = newFolder();
    const { step } = AdversarialTraining.prototype;
    let steps = 0;
    const spy = vi.spyOn(AdversarialTraining.prototype, "step").mockImplementation(function (
      this: AdversarialTraining,
      ...given
    ) {
      return ++steps === 15 ? full() : step.apply(this, given);
    });
    expect(await failure({ ...base, out, checkpointEvery: { steps: 4 } })).toBe(
      `The run cannot go on after step 14: Array buffer allocation failed. If memory is short, close other programs and go on with --resume, or start another run with smaller --hidden layers or a smaller --batch-size. In ${out}, checkpoint.safetensors holds the run after step 12.`,
    );
    spy.mockRestore();
    expect(findCheckpoint(out).checkpoint?.state.step).toBe(12);
    await resumeSession(out, {}, never);
    expect(existsSync(join(out, "report.html"))).toBe(true);
  });

  test("when all steps are taken loses none of them", async () => {
    const out = newFolder();
    vi.spyOn(Autoencoder.prototype, "accuracy").mockImplementation(full);
    expect(await failure({ ...base, out })).toContain(
      "checkpoint.safetensors holds the run after step 30.",
    );
  });

  test("at the start makes no folder", async () => {
    const out = newFolder();
    vi.spyOn(basic, "create").mockImplementation(full);
    expect(await failure({ ...base, out })).toBe(
      "The run cannot begin: Array buffer allocation failed. Choose smaller --hidden layers or a smaller --batch-size.",
    );
    expect(existsSync(out)).toBe(false);
  });

  test("any other fault keeps its stack trace", async () => {
    vi.spyOn(AdversarialTraining.prototype, "step").mockImplementation(() => {
      throw new TypeError("ours");
    });
    await expect(startSession({ ...base, out: newFolder() }, never)).rejects.toThrow(TypeError);
  });
});

test("a run of one image, a step an epoch, writes its model about once a second", async () => {
  const one = writeDataSet(smallDataSet(1, 1));
  const out = newFolder();
  const set = ["batchNormalisation=none"]; // one image has no variance
  const start = performance.now();
  await startSession({ ...base, data: one, batchSize: 1, epochs: 400, set, out }, never);
  const seconds = (performance.now() - start) / 1000;
  expect(vi.mocked(saveModel).mock.calls.length).toBeLessThanOrEqual(1 + seconds);
  const kinds = readFileSync(join(out, "metrics.jsonl"), "utf8").match(/"kind":"test"/g);
  expect(kinds).toHaveLength(80); // after every fifth step
});
