/** A command on a run takes the images that the run was trained on, unless told otherwise, and says which. */
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { startSession } from "../../src/runs/session.ts";
import { smallDataSet, temporaryFolder, writeDataSet } from "../small-data.ts";
import { compile } from "./program.ts";

let own: string;
let other: string;
let folder: string;
let programs: Record<string, string>;
beforeAll(async () => {
  programs = await compile("src/reconstruct.ts", "src/classify.ts", "src/measure.ts");
  own = writeDataSet(smallDataSet(300, 20));
  other = writeDataSet(smallDataSet(300, 70));
  folder = join(temporaryFolder(), "run");
  vi.spyOn(console, "log").mockImplementation(() => {});
  const network = { hidden: [8], latent: 2, labels: 20, kernels: "ts" } as const;
  const options = { recipe: "semi-supervised", data: own, steps: 5, ...network, out: folder };
  await startSession(options, new AbortController().signal);
});

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [programs[command], folder, ...args],
    { encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

test("reconstruct", () => {
  expect(run("reconstruct")).toContain(`these 20 images of ${basename(own)}: `);
  expect(run("reconstruct", "--data", other)).toContain(`these 50 images of ${basename(other)}: `);
});

test("classify", () => {
  expect(run("classify")).toMatch(`The first 20 images of ${basename(own)}:\n`);
  expect(run("classify", "--data", other, "--count", "3")).toContain(
    `The first 3 images of ${basename(other)}:\n`,
  );
  expect(run("classify", "--json").trim().split("\n")).toHaveLength(20);
});

test("measure", async () => {
  const only = ["--only", "neighbours"];
  expect(run("measure", ...only)).toMatch(`On ${basename(own)}, test rows:\n`);
  expect(JSON.parse(run("measure", "--json", "--data", other, ...only))).toEqual({
    data: basename(other),
    rows: "test",
    neighbours: { error: expect.any(Number) },
  });

  const wrong = spawnSync(process.execPath, [programs.measure, folder, "--validation"], {
    encoding: "utf8",
  });
  expect(wrong).toMatchObject({
    status: 1,
    stderr:
      "error: --validation asks for the rows that the run held back, but it held none back; leave it out.\n",
  });
});

test("measure, by the rows that a run held back, and where there are no test rows", async () => {
  const { train, test } = smallDataSet(200, 20);
  const alone = writeDataSet({ name: "alone", train, test });
  for (const name of readdirSync(alone)) if (name.startsWith("t10k")) rmSync(join(alone, name));
  const out = join(temporaryFolder(), "run");
  const options = {
    recipe: "aae",
    data: alone,
    steps: 5,
    hidden: [8],
    validation: 60,
    kernels: "ts",
    out,
  } as const;
  await startSession(options, new AbortController().signal);
  const measured = (...args: string[]) =>
    spawnSync(process.execPath, [programs.measure, out, "--only", "neighbours", ...args], {
      encoding: "utf8",
    }).stdout;
  expect(measured("--validation")).toMatch(/^On [^\n]+, validation rows:\n/);
  expect(measured()).toMatch(/^On [^\n]+, training rows, which flatter: there are no others:\n/);
  expect(measured().split("(")[0]).not.toBe(measured("--validation").split("(")[0]);
});
