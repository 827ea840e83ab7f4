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

function splice(file: Uint8Array, start: number, end: number, middle: Uint8Array): Uint8Array {
  const spliced = new Uint8Array(file.length - (end - start) + middle.length);
  spliced.set(file.subarray(0, start));
  spliced.set(middle, start);
  spliced.set(file.subarray(end), start + middle.length);
  return spliced;
}

/** Bytes by chance. */
export const randomBytes = (random: Random, count: number) =>
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
    // Half of the time it is one of the first 16 bytes, where a header says what follows.
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

const STRINGS = [
  ...['""', '"U8"', '"F16"', '"F32"', '"F64"', '"shape"', '"dtype"', '"data_offsets"', '"a"'],
  ...['"\\u0061"', '"\\ud800"', '"\\\\"', '"{"', '"__proto__"', '"constructor"', '"__metadata__"'],
];
const NUMBERS = [
  ...["0", "-0", "1", "-1", "2", "3", "4", "8", "16", "24", "1.5", "1e0", "1e999", "4294967296"],
  ...["9007199254740993", "null", "true", '"1"', "[]", "{}", "1,1", "2,0"],
];
const PUNCTUATION = ["[", "]", "{", "}", ",", ":", " ", "\n", "\\", '"', "\0", "\u{1f642}"];

/** A JSON text's tokens, and where its strings, numbers and commas are; kept, since most texts come again. */
const tokensOf = remembered((json: string) => {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[^\s[\]{}:,"]+|[\s\S]/g) ?? [];
  const placesOf = (pattern: RegExp) => [...tokens.keys()].filter((i) => pattern.test(tokens[i]));
  return { tokens, strings: placesOf(/^"/), numbers: placesOf(/^\d/), commas: placesOf(/^,/) };
});

function remembered<Value>(make: (text: string) => Value): (text: string) => Value {
  const made = new Map<string, Value>();
  return (text) => {
    const value = made.get(text) ?? make(text);
    made.set(text, value);
    return value;
  };
}

/**
 * A JSON text with up to three things done to its tokens. Most leave it JSON, so that a reader has
 * to look at what it says.
 */
export function mutateJson(random: Random, json: string): string {
  const { strings, numbers, commas, ...sound } = tokensOf(json);
  const tokens = [...sound.tokens];
  for (let count = random.integer(4); count > 0; count--) {
    const at = random.integer(tokens.length);
    switch (random.integer(7)) {
      case 0:
      case 1:
        if (numbers.length > 0) tokens[pick(random, numbers)] = pick(random, NUMBERS);
        break;
      case 2:
        if (strings.length > 0) tokens[pick(random, strings)] = pick(random, STRINGS);
        break;
      case 3: // one text for another
        if (strings.length > 0) tokens[pick(random, strings)] = tokens[pick(random, strings)];
        break;
      case 4: // what stands between two commas, twice
        if (commas.length > 1) {
          const [from, to] = [pick(random, commas), pick(random, commas)].sort((a, b) => a - b);
          tokens[from] = tokens.slice(from, to).join("") + tokens[from];
        }
        break;
      case 5:
        tokens[at] = pick(random, PUNCTUATION);
        break;
      case 6:
        tokens[at] = "";
        break;
    }
  }
  return tokens.join("");
}

const CELLS = [
  ...[",", ";", "\t", "\n", "\r\n", "\r", '"', '""', '"a\nb"', " ", "\u{feff}", "\0", "ä"],
  ...["0", "-1", "1e3", "1e999", ".", "-", "e", "NaN", "inf", "NA", "0x1", "1_000", "a", "7,"],
];

/** A table in text with up to three things done to it. Most leave it a text. */
export function mutateTable(random: Random, text: string): Uint8Array {
  let mutated = text;
  for (let count = random.integer(4); count > 0; count--) {
    const start = random.integer(mutated.length + 1);
    const end = random.integer(2) ? start : Math.min(mutated.length, start + random.integer(8));
    mutated = mutated.slice(0, start) + pick(random, CELLS) + mutated.slice(end);
  }
  const bytes = new TextEncoder().encode(mutated);
  return random.integer(10) === 0 ? mutateBytes(random, bytes) : bytes;
}

const NPY_WORDS = [
  ...["'descr'", "'shape'", "'fortran_order'", "True", "False", "'<f4'", "'|u1'", "'>i2'", "'|O'"],
  ...["'<f2'", "'<U1'", "(", ")", ",", ":", "{", "}", "'", '"', "[", "]", " ", "\n", "L", "None"],
  ...["0", "1", "2", "3", "4", "12", "-1", "1.5", "99999999999999999999", "9007199254740993"],
];

/** The header of an NPY file with up to three of its words replaced. */
export function mutateNpyHeader(random: Random, header: string): string {
  const words = header.match(/'[^']*'|\w+|[\s\S]/g) ?? [];
  for (let count = random.integer(4); count > 0; count--) {
    // Most damage goes where the dictionary is, not into the blanks behind it.
    const reach = random.integer(4) === 0 ? words.length : Math.min(words.length, 24);
    words[random.integer(reach)] = random.integer(5) === 0 ? "" : pick(random, NPY_WORDS);
  }
  return words.join("");
}
