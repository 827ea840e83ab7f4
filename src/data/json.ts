/** JSON that came from a file, and is not believed before it was looked at. */
import type * as z from "zod";
import { InputError } from "../input-error.ts";
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
  let json: unknown;
  try {
    json = JSON.parse(text ?? "");
  } catch {
    return refuse("it is not JSON");
  }
  const repeated = repeatedKey(text ?? "");
  if (repeated !== undefined) return refuse(`it says ${repeated} twice`);
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  return refuse([...path, message].join(": "));
}
