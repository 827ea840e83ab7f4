/** What becomes of a program that prints when what it prints has nowhere to go. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { recipes } from "../../src/aae/index.ts";
import { PRIORS } from "../../src/aae/parts/priors.ts";
import { temporaryFolder } from "../small-data.ts";
import { compile } from "./program.ts";

const ROOT = join(import.meta.dirname, "../..");
const COMMAND = JSON.stringify(join(ROOT, "src/command.ts"));
const COMMANDS = [
  ...["cli", "train", "sample", "reconstruct", "encode", "decode", "score", "interpolate"],
  ...["classify", "measure", "export", "gradcheck"],
];

/** What a program does when it has printed 10,000 lines (some 800 kB). */
const ENDINGS = {
  plainly: "",
  failing: "process.exitCode = 1;",
  complaining: "for (let i = 0; i < 9999; i++) console.error(i);",
  done: 'console.error("done");',
  lost: 'console.error("lost");',
};

let programs: Record<string, string>;
beforeAll(async () => {
  const folder = temporaryFolder();
  const sources = Object.entries(ENDINGS).map(([name, ending]) => {
    const file = join(folder, `${name}.ts`);
    writeFileSync(
      file,
      `import { runCommand } from ${COMMAND};
      await runCommand(async () => {
        for (let line = 0; line < 10_000; line++) {
          console.log(String(line).padEnd(80));
          if (line % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        ${ending}
      });`,
    );
    return file;
  });
  programs = await compile(...COMMANDS.map((name) => `src/${name}.ts`), ...sources);
});

/** Runs a program in bash, its output redirected. */
function redirected(program: string, redirection: string) {
  const { stdout, stderr } = spawnSync(
    "bash",
    ["-c", `"$@" ${redirection}; echo "code \${PIPESTATUS[0]}"`, "bash", process.execPath, program],
    { encoding: "utf8" },
  );
  return { code: stdout.trimEnd().split("\n").at(-1), stdout, stderr };
}

/** The same with one that prints 10,000 lines. */
function printing(ending: keyof typeof ENDINGS, redirection: string) {
  return redirected(programs[ending], redirection);
}

describe("a reader that goes away", () => {
  test("is no failure, and nothing is said of it", () => {
    const { stdout, stderr } = printing("plainly", "| head -1");
    expect(stdout).toMatch(/^0 +\ncode 0\n$/);
    expect(stderr).toBe("");
  });

  test("does not hide that a check failed", () => {
    expect(printing("failing", "| head -1")).toMatchObject({ code: "code 1", stderr: "" });
  });

  test("of errors is no failure either", () => {
    const { code } = printing("complaining", "2>&1 | head -1");
    expect(code).toBe("code 0");
  });
});

const FULL = "error: cannot write what is printed: the disk is full; free some space.\n";

describe.skipIf(!existsSync("/dev/full"))("a full disk", () => {
  test("is told in one sentence, with code 1, when the work is done", () => {
    const { code, stderr } = printing("done", "> /dev/full");
    expect(stderr).toBe(`${FULL}done\n`);
    expect(code).toBe("code 1");
  });

  test("for errors changes nothing", () => {
    const { code, stderr } = printing("lost", "2> /dev/full | tail -1");
    expect(code).toBe("code 0");
    expect(stderr).toBe("");
  });

  const help = (name: string, redirection: string) =>
    redirected(programs[name], `--help ${redirection}`);

  test.each(COMMANDS)("is told by %s --help, too, which is no run", (name) => {
    const told = { code: "code 1", stdout: "code 1\n", stderr: FULL };
    expect(help(name, "> /dev/full")).toEqual(told);
  });

  test("and nothing else is by --help", () => {
    expect(help("sample", "| tail -1")).toMatchObject({ code: "code 0", stderr: "" });
    expect(help("sample", "| true")).toMatchObject({ code: "code 0", stderr: "" });
    expect(help("sample", "2> /dev/full")).toMatchObject({ code: "code 0" });
  });
});

test("train --help names every prior, and sets each recipe apart from its summary", () => {
  const { stdout } = redirected(programs.train, "--help");
  const [options, table] = stdout.split("\nRecipes:\n");
  const [, ofPrior] = /--prior <prior>(.*?)--validation/s.exec(options) ?? [];
  for (const name of Object.keys(PRIORS)) expect(ofPrior).toContain(name);
  const width = Math.max(...Object.keys(recipes).map(({ length }) => length));
  for (const [name, { summary }] of Object.entries(recipes)) {
    const [start] = summary.split(/\s+/);
    expect(table.split("\n")).toContainEqual(
      expect.stringMatching(`^  ${name.padEnd(width)}  ${start}`),
    );
  }
});

/** The files that are started, by npm or by hand: each says so in its first comment, or npm knows it. */
function startedFiles(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const known = Object.values<string>(scripts).flatMap((text) => text.match(/(?<=tsx )\S+/g) ?? []);
  const files = ["src", "bench", "notebooks/tools", "test/gradcheck"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.includes("node_modules"))
      .map((name) => `${folder}/${name}`),
  );
  const told = files.filter((file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    return text.slice(0, text.indexOf("*/")).includes(`npx tsx ${file}`);
  });
  return [...new Set([...known, ...told])];
}

test("every program of the project ends so, and has a --help", () => {
  expect(startedFiles().length).toBeGreaterThan(12);
  for (const file of startedFiles()) {
    const text = readFileSync(join(ROOT, file), "utf8");
    expect([file, /^ *await runCommand\(/m.test(text)]).toEqual([file, true]);
    expect([file, /new Command\(|"--help"/.test(text)]).toEqual([file, true]);
  }
});
