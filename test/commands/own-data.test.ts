/** A command on a run takes the images that the run was trained on, unless told otherwise, and says which. */
import { spawnSync } from "node:child_process";
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

test("measure", () => {
  const only = ["--only", "neighbours"];
  expect(run("measure", ...only)).toMatch(`On ${basename(own)}:\n`);
  expect(JSON.parse(run("measure", "--json", "--data", other, ...only))).toEqual({
    data: basename(other),
    neighbours: { error: expect.any(Number) },
  });
});
