/** JSON that came from a file, and is not believed before it was looked at. */
import type * as z from "zod";
import { InputError } from "../input-error.ts";
import { inWords } from "./in-words.ts";
import { plain, quoted } from "./quoted.ts";
import { repeatedKey } from "./safetensors.ts";

/**
 * Reads a JSON text that has to be as a schema says.
 *
 * @param what what the text should describe, for messages
 * @param source the file that it came from, for messages
 * @throws InputError that names the first place where it is not.
 */
export function parseJson<Schema extends z.ZodType>(
  text: string | undefined,
  schema: Schema,
  what: string,
  source: string,
): z.infer<Schema> {
  const refuse = (fault: string): never => {
    throw new InputError(
      `${quoted(source)} does not describe ${what} as it should (${plain(fault)}); use an undamaged copy of it.`,
    );
  };
  const parsed = parseStrictly(text ?? "");
  if ("fault" in parsed) return refuse(parsed.fault);
  const result = schema.safeParse(parsed.json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return refuse(`${issue.path.join(".") || "it"} ${inWords(issue)}`);
}

/**
 * The value of a JSON text from which nothing gets lost: of two equal keys in one object
 * `JSON.parse` keeps the last, and a schema passes over `__proto__`.
 */
export function parseStrictly(
  text: string,
): { readonly json: unknown } | { readonly fault: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { fault: "it is not JSON" };
  }
  const fault = faultIn(json, 0);
  if (fault !== undefined) return { fault };
  const repeated = repeatedKey(text);
  return repeated === undefined ? { json } : { fault: `it says ${repeated} twice` };
}

/** More brackets within each other than this nobody means, and a stack that takes each in turn has an end. */
const DEEPEST = 100;

/** What a value has that no schema sees: the key `__proto__`, or a depth without end. */
function faultIn(json: unknown, depth: number): string | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  if (depth === DEEPEST) return `it is nested more than ${DEEPEST} times`;
  if (Object.hasOwn(json, "__proto__")) return "it has the key __proto__";
  for (const value of Object.values(json)) {
    const fault = faultIn(value, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
