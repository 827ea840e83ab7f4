/**
 * Hostile files: sound ones with something done to them, by chance but repeatably.
 */
import type { Random } from "../../src/tensor/random.ts";

const pick = <T>(random: Random, choices: readonly T[]): T =>
  choices[random.integer(choices.length)];

const EDGES = [0, 1, 2, 3, 4, 7, 8, 9, 0x1f, 0x20, 0x22, 0x7b, 0x7f, 0x80, 0x8b, 0xfe, 0xff];

/** A start and an end somewhere in a file, the end not before the start. */
function range(random: Random, file: Uint8Array): [number, number] {
  const a = random.integer(file.length + 1);
  const b = random.integer(2) ? random.integer(file.length + 1) : Math.min(file.length, a + 4);
  return a < b ? [a, b] : [b, a];
}

const splice = (file: Uint8Array, start: number, end: number, middle: Uint8Array) =>
  Uint8Array.from([...file.subarray(0, start), ...middle, ...file.subarray(end)]);

const randomBytes = (random: Random, count: number) =>
  Uint8Array.from({ length: count }, () => random.integer(256));

/** What can happen to a file of any format. */
const BYTE_MUTATIONS: readonly ((random: Random, file: Uint8Array) => Uint8Array)[] = [
  function flipBit(random, file) {
    const copy = Uint8Array.from(file);
    if (copy.length > 0) copy[random.integer(copy.length)] ^= 1 << random.integer(8);
    return copy;
  },
  function setByte(random, file) {
    const copy = Uint8Array.from(file);
    // Half of all damage goes where the promises are made.
    const reach = random.integer(2) ? Math.min(copy.length, 16) : copy.length;
    if (reach > 0) copy[random.integer(reach)] = pick(random, EDGES);
    return copy;
  },
  function truncate(random, file) {
    return file.subarray(0, random.integer(file.length + 1));
  },
  function extend(random, file) {
    return splice(file, file.length, file.length, randomBytes(random, 1 + random.integer(40)));
  },
  function cutOut(random, file) {
    return splice(file, ...range(random, file), new Uint8Array(0));
  },
  function repeat(random, file) {
    const [start, end] = range(random, file);
    return splice(file, end, end, file.subarray(start, end));
  },
  function overwrite(random, file) {
    const [start, end] = range(random, file);
    return splice(file, start, end, randomBytes(random, end - start));
  },
  function fill(random, file) {
    return Uint8Array.from(file).fill(pick(random, EDGES), ...range(random, file));
  },
];

/** A file with up to four things done to it; now and then none, or nothing of it left. */
export function mutateBytes(random: Random, file: Uint8Array): Uint8Array {
  const fate = random.integer(100);
  if (fate === 0) return new Uint8Array(0);
  if (fate === 1) return randomBytes(random, random.integer(100));
  let mutated = file;
  for (let count = random.integer(5); count > 0; count--) {
    mutated = pick(random, BYTE_MUTATIONS)(random, mutated);
  }
  return mutated;
}

const HOSTILE_JSON = [
  ...["0", "-0", "1", "-1", "2", "4", "8", "1.5", "1e0", "1e999", "4294967296", "9007199254740993"],
  ...["null", "true", "[]", "{}", "[[]]", '""', '"U8"', '"F16"', '"F64"', '"shape"', '"dtype"'],
  ...['"__proto__"', '"constructor"', '"__metadata__"', '"a"', '"\\u0061"', '"\\ud800"', '"\\\\"'],
  ...["[", "]", "{", "}", ",", ":", " ", "\n", "\\", '"', "\u0000", "\u{1f642}"],
];

/** A JSON text with up to four of its tokens exchanged, repeated, moved or lost. */
export function mutateJson(random: Random, json: string): string {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[^\s[\]{}:,"]+|[\s\S]/g) ?? [];
  for (let count = random.integer(5); count > 0; count--) {
    const at = random.integer(tokens.length + 1);
    const length = random.integer(random.integer(2) ? 3 : 12);
    const from = random.integer(tokens.length + 1);
    switch (random.integer(4)) {
      case 0:
        tokens.splice(at, 1, pick(random, HOSTILE_JSON));
        break;
      case 1:
        tokens.splice(at, 0, ...tokens.slice(from, from + length));
        break;
      case 2:
        tokens.splice(at, 0, ...tokens.splice(from, length));
        break;
      case 3:
        tokens.splice(at, length);
        break;
    }
  }
  return tokens.join("");
}
