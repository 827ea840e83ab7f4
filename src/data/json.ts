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
  let hasProto = false;
  try {
    json = JSON.parse(text, (key, value) => {
      hasProto ||= key === "__proto__";
      return value;
    });
  } catch {
    return { fault: "it is not JSON" }; // or nested so deeply that nobody means it
  }
  if (hasProto) return { fault: "it has the key __proto__" };
  const repeated = repeatedKey(text);
  return repeated === undefined ? { json } : { fault: `it says ${repeated} twice` };
}
