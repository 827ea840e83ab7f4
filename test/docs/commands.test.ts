/** What README and docs tell a reader to run is there, and understands the options that are given. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import { describe, expect, test, vi } from "vitest";
import { recipes } from "../../src/aae/index.ts";
import { configure } from "../../src/training/configuration.ts";
import type { Overrides } from "../../src/training/overrides.ts";
import { commandsOf, PAGES, ROOT, textOf } from "./pages.ts";

const { scripts, devDependencies } = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
) as Record<"scripts" | "devDependencies", Record<string, string>>;

/** Are the lab's packages installed? In CI they must be, and nothing is skipped. */
const hasLab = Boolean(process.env.CI) || existsSync(join(ROOT, "lab/node_modules"));

/** Programs that are no part of the project. */
const ELSEWHERE = ["pip", "jupyter", "apt-get"];

/** What was found, because a program is started once: commander can parse again and again. */
const programs = new Map<string, Promise<Command | null>>();

/** The options of a program of ours, as the program itself declares them; null if it has none. */
function programOf(file: string): Promise<Command | null> {
  const program = programs.get(file) ?? started(file);
  programs.set(file, program);
  return program;
}

async function started(file: string): Promise<Command | null> {
  if (!readFileSync(join(ROOT, file), "utf8").includes("new Command(")) return null;
  let program: Command | null = null;
  const parse = vi.spyOn(Command.prototype, "parse").mockImplementation(function (this: Command) {
    program = this;
    throw new Error("caught before it ran");
  });
  const [, own] = process.argv;
  process.argv[1] = join(ROOT, file); // some do their work only where they are what was started
  await expect(import(pathToFileURL(join(ROOT, file)).href)).rejects.toThrow(
    "caught before it ran",
  );
  process.argv[1] = own;
  parse.mockRestore();
  return program;
}

/** Asks that a program takes these words, and that `train` could begin with them. */
async function expectProgram(file: string, words: readonly string[]): Promise<void> {
  const program = await programOf(file);
  if (program === null || words.includes("--help")) return;
  program.exitOverride().configureOutput({ writeErr: () => {} });
  program.parse(words, { from: "user" });
  if (file !== "src/train.ts") return;
  const { recipe = "aae", ...options } = program.opts<Overrides & { recipe?: string }>();
  configure(recipe, options);
}

/** Asks that a command is there and takes its words. */
async function expectCommand([program, ...words]: readonly string[]): Promise<void> {
  const rest = words.filter((word) => word !== "--");
  if (program === "npm") {
    const [verb, ...others] = words.filter((word) => word !== "--silent");
    if (["ci", "install", "pack"].includes(verb)) return;
    const [name, ...options] = verb === "run" ? others : [verb, ...others];
    expect(Object.keys(scripts)).toContain(name);
    const file = /^(?:node --import )?tsx (\S+)$/.exec(scripts[name])?.[1];
    if (file !== undefined) {
      await expectProgram(
        file,
        options.filter((word) => word !== "--"),
      );
    }
    return;
  }
  if (program !== "npx") {
    expect(ELSEWHERE).toContain(program);
    return;
  }
  if (rest[0] === "--prefix") {
    const [, room, inRoom] = rest; // a tool that only that room needs
    const text = readFileSync(join(ROOT, room, "package.json"), "utf8");
    expect(Object.keys(JSON.parse(text).dependencies)).toContain(inRoom);
    return;
  }
  const [tool, named, ...options] = rest;
  // The command of the package has those of the source, by their names.
  const file = tool === "aae" && named !== "--help" ? `src/${named}.ts` : named;
  if (tool === "vitest") {
    expect(file).toBe("run");
    for (const path of options) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
    return;
  }
  if (tool === "aae" && named === "--help") return;
  if (tool !== "tsx" && tool !== "aae") {
    expect(Object.keys(devDependencies)).toContain(tool === "biome" ? "@biomejs/biome" : tool);
    return;
  }
  if (!file.includes("/")) return; // a file that the page itself tells the reader to write
  expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
  await expectProgram(file, options);
  for (const word of options) {
    const recipe = /^runs\/(.+)-\d+/.exec(word)?.[1];
    if (recipe !== undefined) expect(Object.keys(recipes)).toContain(recipe);
  }
}

const all = PAGES.flatMap((page) =>
  commandsOf(textOf(page)).map((words) => [page, words.join(" "), words] as const),
);

test.for(all)("%s: %s", async ([_page, _command, words], { skip }) => {
  if (words.includes("bench:lab") && !hasLab) skip("its packages are missing: npm ci --prefix lab");
  await expectCommand(words);
});

test("there are commands to hold", () => {
  expect(all.length).toBeGreaterThan(30);
  expect(new Set(all.map(([page]) => page))).toContain("README.md");
});

describe("what is not there is refused", () => {
  test.each([
    ["npm run nothing", /nothing/],
    ["npm run gradcheck -- --xml", /unknown option/],
    ["npm run experiments -- --xml", /unknown option/],
    ["npx tsx src/nothing.ts", /nothing/],
    ["npx tsx src/train.ts --epoch 3", /unknown option/],
    ["npx tsx src/train.ts --epochs few", /whole number/],
    ["npx tsx src/train.ts --recipe gan", /Allowed choices/],
    ["npx tsx src/train.ts --set discriminator.rate=1", /There is no setting/],
    ["npx tsx src/sample.ts", /missing required argument/],
    ["npx tsx src/sample.ts runs/gan-1", /gan/],
    ["npx vitest run test/nothing.test.ts", /nothing/],
    ["npx nothing", /nothing/],
    ["npx --prefix notebooks nothing", /nothing/],
    ["npx aae nothing", /nothing/],
    ["npx aae train --epoch 3", /unknown option/],
    ["make", /make/],
  ])("%s", async (command, message) => {
    await expect(expectCommand(command.split(" "))).rejects.toThrow(message);
  });
});
