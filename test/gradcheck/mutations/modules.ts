/**
 * The source as modules that can be loaded again and again, each time with other mistakes in it.
 *
 * Every file is compiled once, to a function of what it imports and exports. To load the source anew
 * is to call these functions again: those of a file with a mistake, which alone has to be compiled, and of
 * all that import it. The others stay as they are; V8 has learned by then how to run them fast.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";

interface Module {
  exports: Record<string, unknown>;
}
/** A file as a function: the body of a CommonJS module. */
interface Compiled {
  readonly run: (
    module: Module,
    exports: Module["exports"],
    require: (name: string) => unknown,
  ) => void;
  /** The paths of the files of ours that it imports. */
  readonly imports: readonly string[];
}

const files = new Map<string, Compiled>();
/** The files in which there is no mistake, and that import none. */
const sound = new Map<string, Module>();
const installed = createRequire(import.meta.url);

/**
 * The source, not yet run: calls give what a file exports, and run a file the first time.
 *
 * @param texts other texts of some files, by their paths
 */
export function sourceWith(texts: ReadonlyMap<string, string>): (path: string) => unknown {
  const broken = new Map<string, Module>();
  const known = new Map<string, boolean>();
  const isBroken = (path: string): boolean => {
    const answer =
      known.get(path) ?? (texts.has(path) || compiledFile(path).imports.some(isBroken));
    known.set(path, answer);
    return answer;
  };
  const exportsOf = (path: string): unknown => {
    const loaded = isBroken(path) ? broken : sound;
    const before = loaded.get(path);
    if (before !== undefined) return before.exports;
    const module: Module = { exports: {} };
    loaded.set(path, module);
    const text = texts.get(path);
    const { run } = text === undefined ? compiledFile(path) : compiled(text, path);
    run(module, module.exports, (name) =>
      name.startsWith(".") ? exportsOf(join(dirname(path), name)) : installed(name),
    );
    return module.exports;
  };
  return exportsOf;
}

function compiledFile(path: string): Compiled {
  const file = files.get(path) ?? compiled(readFileSync(path, "utf8"), path);
  files.set(path, file);
  return file;
}

function compiled(text: string, path: string): Compiled {
  const { code } = transformSync(text, { loader: "ts", format: "cjs", sourcefile: path });
  const names = [...code.matchAll(/\brequire\("(\.[^"]+)"\)/g)].map(([, name]) => name);
  return {
    run: new Function("module", "exports", "require", code) as Compiled["run"],
    imports: names.map((name) => join(dirname(path), name)),
  };
}
