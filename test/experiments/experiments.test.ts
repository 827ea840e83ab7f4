/** Every experiment and every configuration of the paper runs, with networks of 16 units on few images. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { commandOf, type Experiment, settingsOf } from "../../experiments/experiment.ts";
import { fashionMnist } from "../../experiments/fashion-mnist.ts";
import { experiments } from "../../experiments/index.ts";
import { keptResults } from "../../experiments/kept.ts";
import { charts, resultsPage, summary } from "../../experiments/page.ts";
import { addResult, RESULTS, type RunResult, readResults } from "../../experiments/results.ts";
import { carryOut, setAside } from "../../experiments/run.ts";
import { trialOf, trials } from "../../experiments/trials.ts";
import { doubleKernels } from "../../src/tensor/kernels.ts";
import { configure } from "../../src/training/configuration.ts";
import { startRun } from "../../src/training/run.ts";
import { compile } from "../commands/program.ts";
import { smallerDataSet, temporaryFolder, writeDataSet } from "../small-data.ts";

const never = new AbortController().signal;
const images = smallerDataSet(400, 100);
let data: string;
beforeAll(() => {
  data = writeDataSet(images);
  vi.spyOn(console, "log").mockImplementation(() => {});
});
afterAll(() => {
  vi.restoreAllMocks();
});

/** The experiment with small networks and four epochs of few images. */
function small(experiment: Experiment): Experiment {
  const labels = typeof experiment.settings.labels === "number" ? { labels: 20 } : {};
  const tiny = {
    data,
    hidden: [16],
    epochs: 4,
    batchSize: 50,
    kernels: "simd",
    ...labels,
  } as const;
  return { ...experiment, settings: { ...experiment.settings, ...tiny } };
}

const named = Object.entries(experiments).map(([name, experiment]) => ({ name, experiment }));
const ofThePaper = named.filter(({ experiment }) => experiment.paper !== null);

test.each(ofThePaper)("$name runs and gives its figure and its curve", async ({ experiment }) => {
  const folder = join(temporaryFolder(), "run");
  const result = await carryOut(small(experiment), 1, folder, false, never);
  if (result === null) throw new Error("it stopped");
  expect(result).toMatchObject({ seed: 1, steps: 32 });
  if (experiment.measure === "log-likelihood") {
    expect(result.figure).toBeLessThan(0);
    expect(result.uncertainty).toBeGreaterThan(0);
  } else {
    expect(result.figure).toBeGreaterThan(0);
    expect(result.figure).toBeLessThanOrEqual(1);
    expect(result.curve.at(-1)).toEqual([4, result.figure]);
  }
});

test("a likelihood trial is judged by images held back, whatever the test images are", async () => {
  const dark = { ...images.test, pixels: new Uint8Array(images.test.pixels.length) };
  const figures = [];
  for (const test of [images.test, dark]) {
    const trial = small(experiments.likelihood);
    const settings = {
      ...{ ...trial.settings, validation: 40 },
      data: writeDataSet({ ...images, test }),
    };
    const folder = join(temporaryFolder(), "run");
    figures.push(await carryOut({ ...trial, settings }, 1, folder, false, never));
  }
  expect(figures[1]?.figure).toBe(figures[0]?.figure);
});

test("Fashion-MNIST is learned with the very same settings, but for the data", () => {
  for (const [name, { settings }] of Object.entries(fashionMnist)) {
    const { data, ...others } = settings;
    expect(data).toContain("fashion-mnist");
    expect(others).toEqual(experiments[name.replace("fashion-", "")].settings);
  }
});

test("a run that was stopped goes on, and gives what it would have given", async () => {
  const experiment = small(experiments["semi-supervised-100"]);
  const whole = await carryOut(experiment, 3, join(temporaryFolder(), "run"), false, never);

  const folder = join(temporaryFolder(), "run");
  const stop = new AbortController();
  vi.mocked(console.log).mockImplementation((line) => {
    if (/step 8\//.test(String(line))) stop.abort();
  });
  expect(await carryOut(experiment, 3, folder, false, stop.signal)).toBeNull();
  vi.mocked(console.log).mockImplementation(() => {});
  setAside(folder);
  expect(existsSync(folder)).toBe(true); // because it has not ended
  const resumed = await carryOut(experiment, 3, folder, false, never);
  expect({ ...resumed, minutes: 0 }).toEqual({ ...whole, minutes: 0 });

  setAside(folder);
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(join(`${folder}-earlier-1`, "report.html"))).toBe(true);
});

test("what a run has taken is kept while it goes on, and counts when it does so again", async () => {
  const [folder, stop] = [join(temporaryFolder(), "run"), new AbortController()];
  const time = () => JSON.parse(readFileSync(join(folder, "time.json"), "utf8")).seconds;
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  let kept = false;
  vi.mocked(console.log).mockImplementation((line) => {
    if (!/step 8\//.test(String(line))) return;
    vi.advanceTimersByTime(60_000);
    kept = time() > 0;
    stop.abort();
  });
  const experiment = small(experiments["clustering-16"]);
  expect(await carryOut(experiment, 3, folder, false, stop.signal)).toBeNull();
  vi.useRealTimers();
  vi.mocked(console.log).mockImplementation(() => {});
  expect(kept).toBe(true);

  writeFileSync(join(folder, "time.json"), '{ "seconds": 600 }');
  const result = await carryOut(experiment, 3, folder, false, never);
  expect(result?.minutes).toBeGreaterThanOrEqual(10);
});

test.each(named)("$name: its command trains the very same run", async ({ name, experiment }) => {
  const settings = settingsOf(experiment, 7, false);
  const { recipe, ...options } = settings;
  const command = commandOf(settings);
  expect(command).toContain(`--recipe ${recipe}`);
  expect(command).toContain("--seed 7");
  const set = [...command.matchAll(/--set (\S+)/g)].map(([, setting]) =>
    setting.replaceAll("'", ""),
  );
  expect(set, name).toEqual(options.set ?? []);
  expect(() => configure(recipe, options)).not.toThrow();
  expect(() => configure(recipe, settingsOf(experiment, 7, true))).not.toThrow();
});

const tried = Object.entries(trials).flatMap(([name, some]) =>
  Object.entries(some).map(([short, trial]) => ({ name, short, trial })),
);

test.each(tried)(
  "the trial $short of $name can be trained, by images held back",
  ({ name, trial }) => {
    const experiment = trialOf(name, trial);
    const { recipe, ...options } = settingsOf(experiment, 1, false);
    expect(configure(recipe, options)).toMatchObject({ validation: 10_000 });
  },
);

test("a trial or an experiment that is not there gets one sentence", async () => {
  const { main } = await compile("experiments/main.ts");
  const ended = (...args: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
    return { status, stderr };
  };
  expect(ended("clustering-16", "--trials", "luck")).toEqual({
    status: 1,
    stderr: expect.stringMatching(
      /^error: clustering-16 has no trial "luck"; choose one of [^\n]+\n$/,
    ),
  });
  expect(ended("semi-supervised-1000", "--trials", "luck").stderr).toBe(
    'error: semi-supervised-1000 has no trial "luck"; it has none.\n',
  );
  expect(ended("luck").stderr).toMatch(/^error: There is no experiment "luck"; choose one of /);
  expect(ended("clustering-16", "--trials", "noise", "--seed", "2").stderr).toBe(
    "error: --seed is given, but a trial is one whole run with seed 1; leave it out.\n",
  );
  expect(ended("--trials", "clustering-16").stderr).toBe(
    "error: --trials is followed by the name of an experiment, which stands before it: clustering-16 --trials.\n",
  );
});

test("what has a result already is not trained, and says so", () => {
  const program = join(import.meta.dirname, "..", "..", "experiments", "main.ts");
  const ended = (...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", program, ...args], { encoding: "utf8" });
  const kept = "its result is kept in experiments/results; --again trains it anew.\n";
  expect(ended("clustering-16")).toMatchObject({
    status: 0,
    stderr: "",
    stdout: `clustering-16, seed 1: ${kept}`,
  });
  expect(ended("clustering-16", "--trials", "dropout").stdout).toBe(
    `clustering-16, trial dropout: ${kept}`,
  );
});

describe("the paper's own settings", () => {
  const folder = join(import.meta.dirname, "..", "..", "experiments", "paper");
  const files = readdirSync(folder);

  test("there is a file of them for every experiment", () => {
    const names = files.map((file) => file.replace(".json", "").replace("-2d-", "-"));
    const own = ofThePaper.filter(({ experiment }) => experiment.remark === undefined);
    expect(names).toEqual(expect.arrayContaining(own.map(({ name }) => name)));
  });

  test.each(files)("%s can be trained with", (file) => {
    const { recipe, ...settings } = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const labels = typeof settings.labels === "number" ? { labels: 100 } : {};
    const tiny = { hidden: [16], steps: 2, batchSize: 50, ...labels };
    const configuration = configure(recipe, tiny, settings);
    expect(configuration).toMatchObject({
      initializer: { deviation: 0.01 },
      reconstruction: { kind: "sgd", learningRate: 0.01, momentum: 0.9 },
      discriminator: { kind: "sgd", learningRate: 0.1, momentum: 0.1 },
    });
    const run = startRun(configuration, doubleKernels, images, "small");
    const figures = run.training.step(run.loader.next(), run.pass);
    expect(Object.values(figures).every(Number.isFinite)).toBe(true);
  });
});

const RUN: RunResult = {
  ...{ seed: 1, command: "npx tsx src/train.ts", figure: 0.02, steps: 600, minutes: 3 },
  ...{ machine: "a machine", curve: [] },
};
RUN.curve.push([1, 0.1], [2, 0.02]);

test("a run's result takes the place of an earlier one with the same command", () => {
  const folder = temporaryFolder();
  addResult(folder, "some", { ...RUN, seed: 2, command: "another" });
  addResult(folder, "some", { ...RUN, figure: 0.5 });
  addResult(folder, "some", RUN);
  expect(readResults(folder, "some").map(({ seed, figure }) => [seed, figure])).toEqual([
    [1, 0.02],
    [2, 0.02],
  ]);
  expect(readResults(folder, "none")).toEqual([]);
});

test("several runs give mean ± deviation, one its own uncertainty", () => {
  const runs = [0.018, 0.02, 0.022].map((figure) => ({ ...RUN, figure }));
  expect(summary("classification error", runs)).toBe("**2.00 ± 0.20 %** (3 runs)");
  expect(summary("classification error", [RUN])).toBe("**2.00 %** (one run)");
  const likelihood = { ...RUN, figure: 341.4, uncertainty: 2.2 };
  expect(summary("log-likelihood", [likelihood])).toBe("**341 ± 2** (one run)");
});

test("the page has a row for each experiment, and says which have not run", () => {
  const [ran, tried] = ["semi-supervised-100", "semi-supervised-1000"];
  const reported = named.map(({ name, experiment }) => ({
    ...{ name, experiment, runs: name === ran ? [RUN] : [] },
    trials:
      name === tried
        ? [{ what: "something else", line: "else", runs: [{ ...RUN, figure: 0.3, note: "luck" }] }]
        : [],
  }));
  const drawn = charts(reported);
  const page = resultsPage(
    reported,
    drawn.map(({ file }) => file),
  );
  expect(page.match(/\| not run yet \|/g)).toHaveLength(named.length - 1);
  expect(page).toContain("| **2.00 %** (one run) | 600 | 3 |");
  expect(page).toContain(`| ${ran} | 1 | 2.00 % | a machine | \`${RUN.command}\` |`);
  expect(page).toContain("| something else | 30.00 % (luck) | 600 | 3 |");
  expect(page).not.toContain("undefined");
  for (const { file, svg } of drawn) {
    expect(page).toContain(`](${file})`);
    expect(svg).toContain("<svg");
  }
  expect(drawn.map(({ file }) => file)).toEqual([
    "results-few-labels.svg",
    `results-trials-${tried}.svg`,
  ]);
  expect(charts([])).toEqual([]);
});

test("the page in docs is what the kept results give", () => {
  const docs = join(import.meta.dirname, "..", "..", "docs");
  const reported = keptResults();
  const drawn = charts(reported);
  const files = drawn.map(({ file }) => file);
  expect(readFileSync(join(docs, "results.md"), "utf8")).toBe(resultsPage(reported, files));
  for (const { file, svg } of drawn) {
    expect(readFileSync(join(docs, file), "utf8")).toBe(svg);
  }
});

test("the results that are kept can be read, and belong to an experiment", () => {
  const files = existsSync(RESULTS) ? readdirSync(RESULTS) : [];
  for (const file of files.filter((file) => file.endsWith(".json"))) {
    const name = file.replace(".json", "");
    const [of, trial] = name.split(".");
    const experiment = trial === undefined ? experiments[of] : trialOf(of, trials[of][trial]);
    for (const { seed, command } of readResults(RESULTS, name)) {
      expect(command).toBe(commandOf(settingsOf(experiment, seed, false)));
    }
  }
});
