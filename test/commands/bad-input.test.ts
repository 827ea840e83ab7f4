/** Every mistake a user can make gets one sentence on stderr, an exit code, and nothing lost. */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { writeIdx } from "../../src/data/idx.ts";
import { smallerDataSet, temporaryFolder, writeDataSet } from "../small-data.ts";
import { compile } from "./program.ts";

const QUICK = ["--steps", "2", "--batch-size", "8", "--hidden", "4"];

let programs: Record<string, string>;
beforeAll(async () => {
  programs = await compile("src/train.ts", "src/sample.ts", "src/reconstruct.ts");
});

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [programs[command], ...args], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

function expectRefused(result: ReturnType<typeof run>, sentence: string | RegExp) {
  expect(result.stderr).toMatch(sentence);
  expect(result.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2); // the second may be a hint
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(result.status).toBe(1);
}

describe("options of train", () => {
  test.each([
    [
      ["--recipe", "cake"],
      "Allowed choices are aae, latent2d, likelihood, article, labels-in-prior, semi-supervised, clustering, dimensionality-reduction, supervised.",
    ],
    [["--epoch", "3"], "unknown option '--epoch'"],
    [["--epochs", "0"], "Expected a whole number from 1 to 100000."],
    [["--epochs", "1", "--steps", "2"], "give one of them"],
    [["--prior", "mixture"], "add --latent 2"],
    [["something"], "too many arguments"],
  ])("%j", (args, sentence) => {
    expectRefused(run("train", ...args), sentence);
  });
});

describe("data folders", () => {
  const files = (folder: string) => ({
    images: join(folder, "train-images-idx3-ubyte"),
    labels: join(folder, "train-labels-idx1-ubyte"),
  });
  const newFolder = () => writeDataSet(smallerDataSet(40, 10));
  const train = (folder: string) =>
    run("train", ...QUICK, "--data", folder, "--out", join(temporaryFolder(), "run"));

  test("missing", () => {
    expectRefused(
      train("/no/such/folder"),
      /"\/no\/such\/folder": there is no such file or folder/,
    );
  });

  test("without one of the files", () => {
    const folder = newFolder();
    rmSync(files(folder).images);
    expectRefused(
      train(folder),
      /has neither train-images-idx3-ubyte nor train-images-idx3-ubyte\.gz/,
    );
  });

  test("with a truncated file", () => {
    const folder = newFolder();
    truncateSync(files(folder).images, 1000);
    expectRefused(train(folder), /train-images-idx3-ubyte.*1000/);
  });

  test("with a wrong magic number", () => {
    const folder = newFolder();
    writeFileSync(files(folder).images, "PNG is not IDX at all");
    expectRefused(train(folder), /train-images-idx3-ubyte/);
  });

  test("whose images and labels differ in count", () => {
    const folder = newFolder();
    writeFileSync(files(folder).labels, writeIdx({ shape: [39], bytes: new Uint8Array(39) }));
    expectRefused(train(folder), /has 39 labels for 40 examples; each example needs one/);
  });

  test("with fewer images than a batch", () => {
    const folder = newFolder();
    const out = join(temporaryFolder(), "run");
    expectRefused(
      run("train", "--data", folder, "--out", out),
      /The batch size is 128 but .* has only 40 training images/,
    );
    expect(existsSync(out)).toBe(false);
  });
});

describe("output folders", () => {
  let data: string;
  beforeAll(() => {
    data = writeDataSet(smallerDataSet(40, 10));
  });
  const train = (out: string) => run("train", ...QUICK, "--data", data, "--out", out);

  test("that hold a run are not overwritten", () => {
    const out = join(temporaryFolder(), "run");
    expect(train(out).status).toBe(0);
    const before = readdirSync(out).map((name) => [name, readFileSync(join(out, name), "base64")]);
    expectRefused(train(out), /is not empty, and a run is never overwritten/);
    expect(readdirSync(out).map((name) => [name, readFileSync(join(out, name), "base64")])).toEqual(
      before,
    );
  });

  test("that are a file, or below a file", () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "mine");
    expectRefused(train(file), /is a file/);
    expectRefused(train(join(file, "run")), /cannot make the output folder/);
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  test("that take no new files", () => {
    expectRefused(train("/proc/run"), /cannot make the output folder/);
  });
});

describe("sample and reconstruct", () => {
  let folder: string;
  let data: string;
  beforeAll(() => {
    data = writeDataSet(smallerDataSet(40, 10));
    folder = join(temporaryFolder(), "run");
    run("train", ...QUICK, "--data", data, "--out", folder);
  });

  test("work on a run folder, and do not overwrite their own pictures", () => {
    const sampled = run("sample", folder, "--count", "9", "--seed", "3");
    expect(sampled).toMatchObject({ status: 0, stderr: "" });
    expect(sampled.stdout).toContain("samples-3-9.png");
    expectRefused(run("sample", folder, "--count", "9", "--seed", "3"), /is not overwritten/);

    const reconstructed = run("reconstruct", folder, "--data", data, "--first", "4");
    expect(reconstructed).toMatchObject({ status: 0, stderr: "" });
    expect(reconstructed.stdout).toMatch(/these 6 images of \S+: \d\.\d{4}/);
    expect(existsSync(join(folder, "reconstructions-4-6.png"))).toBe(true);
  });

  test("the same seed gives the same picture", () => {
    const [one, two] = ["one.png", "two.png"].map((name) => join(temporaryFolder(), name));
    run("sample", folder, "--out", one);
    run("sample", folder, "--out", two);
    expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  });

  test("a folder that is no run", () => {
    const empty = temporaryFolder();
    expectRefused(
      run("sample", empty),
      /^error: The folder "[^"]+" has no model\.safetensors, so it is not that of a run; /,
    );
    expectRefused(run("reconstruct", "/no/such/run"), /there is no such file or folder/);
    mkdirSync(join(empty, "model.safetensors"));
    expectRefused(run("sample", empty), /a regular file is needed/);
  });

  test("a damaged or foreign model", () => {
    const damaged = temporaryFolder();
    const model = readFileSync(join(folder, "model.safetensors"));
    writeFileSync(join(damaged, "model.safetensors"), model.subarray(0, model.length - 5));
    expectRefused(run("sample", damaged), /cannot be read as safetensors/);
    writeFileSync(join(damaged, "model.safetensors"), "GIF89a, not a model");
    expectRefused(run("sample", damaged), /cannot be read as safetensors/);
  });

  test("images of another size", () => {
    const other = temporaryFolder();
    for (const name of ["train", "t10k"]) {
      writeFileSync(
        join(other, `${name}-images-idx3-ubyte`),
        writeIdx({ shape: [9, 2, 2], bytes: new Uint8Array(36) }),
      );
      writeFileSync(
        join(other, `${name}-labels-idx1-ubyte`),
        writeIdx({ shape: [9], bytes: new Uint8Array(9) }),
      );
    }
    expectRefused(
      run("reconstruct", folder, "--data", other),
      /14×14 pixels, but those of .* have 2×2/,
    );
  });

  test("a first image beyond the last", () => {
    expectRefused(run("reconstruct", folder, "--data", data, "--first", "10"), /--first is 10 but/);
  });
});
