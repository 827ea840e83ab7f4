/** JSON that came from a file, and is not believed before it was looked at. */
import type * as z from "zod";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";

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
  let json: unknown;
  try {
    json = JSON.parse(text ?? "");
  } catch {
    throw new InputError(
      `${quoted(source)} does not describe ${what} in JSON; use an undamaged copy of it.`,
    );
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw new InputError(
    `${quoted(source)} does not describe ${what} as it should (${quoted(path.join("."))}: ${message}); use an undamaged copy of it.`,
  );
}
