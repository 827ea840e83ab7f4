/**
 * The source as modules that can be loaded again and again, each time with other mistakes in it.
 *
 * Every file is compiled once, to a function of what it imports and exports. To load the source anew
 * is to call these functions again: only a file with a mistake has to be compiled for it.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";

interface Module {
  exports: Record<string, unknown>;
}
/** The body of a CommonJS module. */
type Body = (
  module: Module,
  exports: Module["exports"],
  require: (name: string) => unknown,
) => void;

const bodies = new Map<string, Body>();
const installed = createRequire(import.meta.url);

/**
 * The source, not yet run: calls give what a file exports, and run a file the first time.
 *
 * @param texts other texts of some files, by their paths
 */
export function sourceWith(texts: ReadonlyMap<string, string>): (path: string) => unknown {
  const loaded = new Map<string, Module>();
  const exportsOf = (path: string): unknown => {
    const known = loaded.get(path);
    if (known !== undefined) return known.exports; // perhaps not all of them yet, in a circle
    const module: Module = { exports: {} };
    loaded.set(path, module);
    bodyOf(path, texts.get(path))(module, module.exports, (name) =>
      name.startsWith(".") ? exportsOf(join(dirname(path), name)) : installed(name),
    );
    return module.exports;
  };
  return exportsOf;
}

function bodyOf(path: string, text: string | undefined): Body {
  if (text !== undefined) return compile(text, path);
  const known = bodies.get(path);
  if (known !== undefined) return known;
  const body = compile(readFileSync(path, "utf8"), path);
  bodies.set(path, body);
  return body;
}

function compile(text: string, path: string): Body {
  const { code } = transformSync(text, { loader: "ts", format: "cjs", sourcefile: path });
  return new Function("module", "exports", "require", code) as Body;
}
