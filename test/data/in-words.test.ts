/** What a schema finds wrong is said in plain English, whatever it is. */
import { expect, test } from "vitest";
import * as z from "zod";
import { inWords } from "../../src/data/in-words.ts";

test.for([
  [z.number(), "1", "must be a finite number"],
  [z.number(), Number.POSITIVE_INFINITY, "must be a finite number"],
  [z.int(), 1.5, "must be a whole number"],
  [z.string(), 1, "must be a text"],
  [z.boolean(), 1, "must be true or false"],
  [z.array(z.number()), 1, "must be a list"],
  [z.strictObject({}), 1, "must be an object"],
  [z.record(z.string(), z.number()), 1, "must be an object"],
  [z.literal("all"), 1, 'must be "all"'],
  [z.enum(["a", "b", "c"]), 1, 'must be "a", "b" or "c"'],
  [z.number().min(1), 0, "must be at least 1"],
  [z.number().gt(1), 1, "must be above 1"],
  [z.number().max(1), 2, "must be at most 1"],
  [z.number().lt(1), 1, "must be below 1"],
  [z.array(z.number()).min(2), [], "must have at least 2 entries"],
  [z.string().max(2), "abc", "must have at most 2 characters"],
  [z.strictObject({}), { a: 1 }, 'has "a", which is not known'],
  [z.union([z.literal("all"), z.int()]), "b", 'must be "all" or a finite number'],
  [
    z.union([z.strictObject({ a: z.int() }), z.strictObject({ b: z.int() })]),
    { a: 1, b: 2 },
    'must be an object without "b" or an object without "a"',
  ],
  [
    z.union([z.literal("he"), z.strictObject({ a: z.int().min(1) })]),
    { a: "1" },
    'must be "he" or an object whose a must be a finite number',
  ],
  [
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("a") }),
      z.strictObject({ kind: z.literal("b") }),
    ]),
    { kind: "c" },
    'must be "a" or "b"',
  ],
  [z.string().regex(/^[0-9a-f]+$/), "g", "has characters that cannot be (/^[0-9a-f]+$/)"],
  [z.number().refine(() => false, "our own words"), 1, "cannot be so (our own words)"],
] as const)("case %#", ([schema, value, words]) => {
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue === undefined) throw new Error("nothing is wrong with it");
  expect(inWords(issue)).toBe(words);
});
