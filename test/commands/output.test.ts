/** What becomes of a program that prints when what it prints has nowhere to go. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const COMMAND = JSON.stringify(new URL("../../src/command.ts", import.meta.url));

/** Runs, in bash, a program that prints 10,000 lines (some 800 kB) and then does what is given. */
function printing(then: string, redirection: string) {
  const program = `
    import { runCommand } from ${COMMAND};
    await runCommand(async () => {
      for (let line = 0; line < 10_000; line++) {
        console.log(String(line).padEnd(80));
        if (line % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      ${then}
    });`;
  const node = [process.execPath, "--import", "tsx", "--input-type=module", "-e", program];
  const { stdout, stderr } = spawnSync(
    "bash",
    ["-c", `"$@" ${redirection}; echo "code \${PIPESTATUS[0]}"`, "bash", ...node],
    { encoding: "utf8", cwd: ROOT },
  );
  return { code: stdout.trimEnd().split("\n").at(-1), stdout, stderr };
}

describe("a reader that goes away", () => {
  test("is no failure, and nothing is said of it", () => {
    const { stdout, stderr } = printing("", "| head -1");
    expect(stdout).toMatch(/^0 +\ncode 0\n$/);
    expect(stderr).toBe("");
  });

  test("does not hide that a check failed", () => {
    expect(printing("process.exitCode = 1;", "| head -1")).toMatchObject({
      code: "code 1",
      stderr: "",
    });
  });

  test("of errors is no failure either", () => {
    const { code } = printing("for (let i = 0; i < 9999; i++) console.error(i);", "2>&1 | head -1");
    expect(code).toBe("code 0");
  });
});

describe.skipIf(!existsSync("/dev/full"))("a full disk", () => {
  test("is told in one sentence, with code 1, when the work is done", () => {
    const { code, stderr } = printing('console.error("done");', "> /dev/full");
    expect(stderr).toBe(
      "error: cannot write what is printed: the disk is full; free some space.\ndone\n",
    );
    expect(code).toBe("code 1");
  });

  test("for errors changes nothing", () => {
    const { code, stderr } = printing('console.error("lost");', "2> /dev/full | tail -1");
    expect(code).toBe("code 0");
    expect(stderr).toBe("");
  });
});

/** The files that are started, by npm or by hand: each says so in its first comment, or npm knows it. */
function programs(): string[] {
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

test("every program of the project ends so", () => {
  expect(programs().length).toBeGreaterThan(12);
  for (const file of programs()) {
    expect([file, /^await runCommand\(/m.test(readFileSync(join(ROOT, file), "utf8"))]).toEqual([
      file,
      true,
    ]);
  }
});
