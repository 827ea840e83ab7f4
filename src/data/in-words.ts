/** What a schema found wrong, in plain English. */
import type * as z from "zod";

/** How messages name the kinds of JSON. */
const KINDS: Readonly<Record<string, string>> = {
  number: "a finite number",
  int: "a whole number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** What is counted of values that have a length. */
const PARTS: Readonly<Record<string, string>> = { array: "entries", string: "characters" };

/** What a value must be, to follow its name: "must be at least 1". */
export function inWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${oneOf(issue.values.map((value) => JSON.stringify(value)))}`;
    case "too_small":
      return bound(issue.origin, issue.inclusive ? "at least" : "above", issue.minimum);
    case "too_big":
      return bound(issue.origin, issue.inclusive ? "at most" : "below", issue.maximum);
    case "unrecognized_keys":
      return `has ${JSON.stringify(issue.keys[0])}, which is not known`;
    case "invalid_union":
      return `must be ${oneOf(alternatives(issue))}`;
    case "invalid_format":
      return `has characters that cannot be (${issue.pattern ?? issue.format})`;
    default:
      return `cannot be so (${issue.message})`;
  }
}

function bound(origin: string, relation: string, limit: number | bigint): string {
  const parts = PARTS[origin];
  return parts === undefined
    ? `must be ${relation} ${limit}`
    : `must have ${relation} ${limit} ${parts}`;
}

/** What each of several schemas would have taken. */
function alternatives(issue: z.core.$ZodIssueInvalidUnion): string[] {
  const { options } = issue as { readonly options?: readonly unknown[] };
  if (options !== undefined) return options.map((option) => JSON.stringify(option));
  const wanted = issue.errors.map(([first]) => {
    if (first.path.length > 0) return `an object whose ${first.path.join(".")} ${inWords(first)}`;
    if (first.code === "unrecognized_keys")
      return `an object without ${JSON.stringify(first.keys[0])}`;
    return inWords(first).replace(/^must be /, "");
  });
  return [...new Set(wanted)];
}

function oneOf(names: readonly string[]): string {
  return names.length < 2
    ? names.join()
    : `${names.slice(0, -1).join(", ")} or ${names[names.length - 1]}`;
}
