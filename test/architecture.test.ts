/** The rooms of the house: who may import whom. Nothing imports upward, and there are no circles. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** The floors, from the ground up: each room may import all that stand below its own. */
const GROUND = ["tensor"];
const FIRST = [...GROUND, "layers", "losses", "optim", "data"];
const SECOND = [...FIRST, "measures"];
const THIRD = [...SECOND, "aae"];
const FOURTH = [...THIRD, "training"];
const FIFTH = [...FOURTH, "report"];

/** What each room may import, beside itself and `input-error.ts`. The files directly in src, the commands, may import all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  tensor: [],
  layers: GROUND,
  losses: GROUND,
  optim: [...GROUND, "layers"], // what it changes is a layer's
  data: GROUND,
  measures: FIRST,
  aae: SECOND,
  training: THIRD,
  report: FOURTH,
  runs: [...FIFTH, "node"],
  // beside them
  simd: ["tensor", "layers", "losses", "optim"],
  node: ["tensor", "data", "simd"],
  gradcheck: [...FOURTH, "simd"],
};

/** What runs in a browser as well. */
const CORE = [...FOURTH, "simd", "gradcheck"];
/** The packages that do so too. */
const PACKAGES_OF_THE_CORE = ["ndarray", "ndarray-ops", "papaparse", "seedrandom", "zod"];

/** Source text without its comments. */
const codeOf = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, "");

/** Whatever a file imports or exports from elsewhere: values, types, as a statement or as a call. */
function importsOf(text: string): string[] {
  const pattern = /\b(?:from|import|require)\s*\(?\s*["'`]([^"'`$\s]+)["'`]/g;
  return [...codeOf(text).matchAll(pattern)].map(([, specifier]) => specifier);
}

/** What only Node has, without an import. */
function nodeGlobalsOf(text: string): string[] {
  const pattern =
    /(?<![\w.$])(?:Buffer|process|require|global|__dirname|__filename|setImmediate|clearImmediate)(?=\s*[.(?[])/g;
  return codeOf(text).match(pattern) ?? [];
}

const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => /\.[cm]?[jt]s$/.test(file) && !file.startsWith("simd/assembly/"))
  .map((file) => ({ file, text: readFileSync(join(ROOT, "src", file), "utf8") }));
const imports = files.flatMap(({ file, text }) =>
  importsOf(text).map((specifier) => ({ file, specifier })),
);
const roomOf = (path: string) => path.split("/")[0];

/** Whether a file may import what stands there, a path from src. */
function mayImport(file: string, target: string): boolean {
  const room = roomOf(file);
  return (
    !(room in MAY_IMPORT) ||
    target === "input-error.ts" ||
    [room, ...MAY_IMPORT[room]].includes(roomOf(target))
  );
}

describe("the rooms", () => {
  test("every import stays in its room or goes to one below", () => {
    const upward = imports
      .filter(({ specifier }) => specifier.startsWith("."))
      .map(({ file, specifier }) => ({ file, target: normalize(join(dirname(file), specifier)) }))
      .filter(({ file, target }) => !mayImport(file, target));
    expect(upward).toEqual([]);
    expect(imports.length).toBeGreaterThan(300);
  });

  test("every room has its rule", () => {
    const rooms = new Set(files.map(({ file }) => file).filter((file) => file.includes("/")));
    expect([...new Set([...rooms].map(roomOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test("the rules make no circle", () => {
    const open = new Map(Object.entries(MAY_IMPORT));
    while (open.size > 0) {
      const free = [...open.keys()].filter((room) => !open.get(room)?.some((it) => open.has(it)));
      expect(free).not.toEqual([]);
      for (const room of free) open.delete(room);
    }
  });

  test("a circle of files would be found, and there is none", () => {
    const targets = new Map(files.map(({ file }): [string, string[]] => [file, []]));
    for (const { file, specifier } of imports) {
      const target = normalize(join(dirname(file), specifier));
      if (specifier.startsWith(".") && targets.has(target)) targets.get(file)?.push(target);
    }
    const circles = [...targets.keys()].filter((file) => {
      const reached = new Set<string>();
      const reach = (from: string) => {
        for (const target of targets.get(from) ?? []) {
          if (!reached.has(target)) reach(reached.add(target) && target);
        }
      };
      reach(file);
      return reached.has(file);
    });
    expect(circles).toEqual([]);
  });
});

describe("the core", () => {
  const inCore = ({ file }: { file: string }) => CORE.includes(roomOf(file));

  test("imports nothing of Node's, and no package that needs it", () => {
    const others = imports
      .filter(inCore)
      .map(({ specifier }) => specifier)
      .filter((specifier) => !specifier.startsWith("."));
    expect([...new Set(others)].sort()).toEqual(PACKAGES_OF_THE_CORE);
  });

  test("uses nothing that only Node has", () => {
    const globals = files
      .filter(inCore)
      .map(({ file, text }) => ({ file, globals: nodeGlobalsOf(text) }));
    expect(globals.filter(({ globals }) => globals.length > 0)).toEqual([]);
  });

  test("is all that the compiler sees without Node's types", () => {
    const { compilerOptions, include } = JSON.parse(
      readFileSync(join(ROOT, "tsconfig.core.json"), "utf8"),
    );
    expect(compilerOptions.types).toEqual([]);
    expect(include.toSorted()).toEqual(CORE.map((room) => `src/${room}`).sort());
  });

  test("is imported by no one that it does not know: gradcheck and simd stand beside it", () => {
    const importers = (room: string) => [
      ...new Set(
        imports
          .filter(
            ({ file, specifier }) => roomOf(normalize(join(dirname(file), specifier))) === room,
          )
          .map(({ file }) => roomOf(file))
          .filter((importer) => importer !== room),
      ),
    ];
    expect(importers("gradcheck").sort()).toEqual(["gradcheck.ts", "index.ts"]);
    expect(importers("simd").sort()).toEqual(["index.ts", "node"]);
  });
});

describe("the page in lab", () => {
  const page = readdirSync(join(ROOT, "lab/src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file, text: readFileSync(join(ROOT, "lab/src", file), "utf8") }));
  const targets = page.flatMap(({ file, text }) =>
    importsOf(text).map((specifier) => ({
      file,
      target: specifier.startsWith(".")
        ? normalize(join("lab/src", dirname(file), specifier))
        : specifier,
    })),
  );

  test("imports the core and simd, and nothing above them", () => {
    const others = targets.filter(
      ({ target }) =>
        target.startsWith("src/") &&
        target !== "src/input-error.ts" &&
        !CORE.includes(roomOf(target.slice("src/".length))),
    );
    expect(others).toEqual([]);
    expect(targets.filter(({ target }) => target.startsWith("src/")).length).toBeGreaterThan(20);
  });

  test("uses nothing that only Node has", () => {
    expect(targets.filter(({ target }) => target.startsWith("node:"))).toEqual([]);
    expect(page.filter(({ text }) => nodeGlobalsOf(text).length > 0)).toEqual([]);
  });
});

describe("what the tests above look with", () => {
  test("sees every form of import", () => {
    const text = `
      import a from "./a.ts"; import "./b.ts"; import type { C } from './c.ts';
      export { d } from "./d.ts"; export * from "./e.ts"; export type { F } from "./f.ts";
      import {
        g,
        type G,
      } from "./g.ts";
      const h = await import("./h.ts"); type I = import("./i.ts").I; require("./j.ts");
      const k = import(\`./k.ts\`);
      // import "./l.ts"
      /* export * from "./m.ts" */`;
    expect(importsOf(text)).toEqual([..."abcdefghijk"].map((name) => `./${name}.ts`));
  });

  test("sees the files that are not TypeScript", () => {
    expect(files.map(({ file }) => file)).toContain("node/helper-thread.mjs");
  });

  test("sees what only Node has", () => {
    expect(nodeGlobalsOf("Buffer.from(x); process.env; a ? process?.pid : 0")).toEqual([
      ...["Buffer", "process", "process"],
    ]);
    expect(nodeGlobalsOf("x.buffer; this.process(); // process.env\nmyBuffer.y")).toEqual([]);
  });

  test("sends an import upward back", () => {
    expect(mayImport("tensor/tensor.ts", "layers/dense.ts")).toBe(false);
    expect(mayImport("measures/judge.ts", "aae/basic.ts")).toBe(false);
    expect(mayImport("aae/basic.ts", "training/run.ts")).toBe(false);
    expect(mayImport("report/report.ts", "runs/metrics.ts")).toBe(false);
    expect(mayImport("data/idx.ts", "command.ts")).toBe(false);
    expect(mayImport("data/idx.ts", "input-error.ts")).toBe(true);
    expect(mayImport("runs/session.ts", "training/run.ts")).toBe(true);
  });
});

test("chance comes from seedrandom alone", () => {
  const culprits = files.filter(({ text }) => /Math\.random|getRandomValues/.test(text));
  expect(culprits.map(({ file }) => file)).toEqual([]);
});
