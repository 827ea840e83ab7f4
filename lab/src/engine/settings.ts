/**
 * What the visitor has set, and the same as an address: a link holds all of it, and nothing else.
 *
 * Whatever stands in an address was written by somebody else, so every part is held against its
 * rule here; a part that breaks it is left at its default, and one sentence says so.
 */

/** The scenes by name, in the order in which they are told. */
export const SCENES = [
  ...(["plane", "adversary", "slow-motion", "landscape", "break-it"] as const),
  ...(["backward", "inside", "own", "labels", "take-along"] as const),
] as const;
export type SceneName = (typeof SCENES)[number];

/** Who computes: from the fastest rung of the ladder to the one that computes nothing. */
export const RUNGS = ["simd", "ts", "page", "recorded"] as const;
export type Rung = (typeof RUNGS)[number];

/** The phases by their letters in an address. */
export const PHASES = ["reconstruction", "discriminator", "generator"] as const;
export type Phase = (typeof PHASES)[number];

export const PRIOR_NAMES = ["gaussian", "ring", "mixture", "swiss-roll", "uniform"] as const;

export interface Settings {
  readonly scene: SceneName;
  readonly seed: number;
  /** The step that the link opens at. */
  readonly step: number;
  readonly data: "digits" | "spots";
  readonly prior: (typeof PRIOR_NAMES)[number];
  /** How many numbers a code has where two models stand side by side; elsewhere it has two. */
  readonly latent: number;
  /** Units in each hidden layer. */
  readonly hidden: number;
  readonly batch: number;
  /** The learning rate of the reconstruction. */
  readonly rate: number;
  /** The learning rates of the other phases, as multiples of that. */
  readonly discriminator: number;
  readonly generator: number;
  /** Which phases are taken. */
  readonly phases: readonly Phase[];
  /** Steps a second; 0: as many as there is time for. */
  readonly speed: number;
  /** The rung to stand on; null: the highest that holds. */
  readonly rung: Rung | null;
}

export const DEFAULTS: Settings = {
  scene: "plane",
  seed: 1,
  step: 0,
  data: "digits",
  prior: "gaussian",
  latent: 8,
  hidden: 64,
  batch: 32,
  rate: 0.002,
  discriminator: 0.5,
  generator: 0.5,
  phases: PHASES,
  speed: 0,
  rung: null,
};

/** How a part of an address becomes a value; undefined where it breaks the rule. */
interface Rule<Value> {
  read(text: string): Value | undefined;
  write(value: Value): string;
  /** What is allowed, to end the sentence "it must be …". */
  readonly must: string;
}

function oneOf<Name extends string>(names: readonly Name[]): Rule<Name> {
  return {
    read: (text) => names.find((name) => name === text),
    write: (name) => name,
    must: `one of ${names.join(", ")}`,
  };
}

function number(least: number, most: number, whole: boolean): Rule<number> {
  return {
    read(text) {
      if (!/^\d{1,12}(\.\d{1,12})?(e-?\d{1,2})?$/.test(text)) return undefined;
      const value = Number(text);
      const fits = value >= least && value <= most && (!whole || Number.isInteger(value));
      return fits ? value : undefined;
    },
    write: String,
    must: `a ${whole ? "whole " : ""}number from ${least} to ${most}`,
  };
}

const phaseRule: Rule<readonly Phase[]> = {
  read(text) {
    if (!/^r?d?g?$/.test(text) || text === "") return undefined;
    return PHASES.filter((phase) => text.includes(phase[0]));
  },
  write: (phases) => phases.map((phase) => phase[0]).join(""),
  must: "one or more of the letters r, d, g in this order",
};

const nullable = <Value>(rule: Rule<Value>): Rule<Value | null> => ({
  read: rule.read,
  write: (value) => (value === null ? "" : rule.write(value)),
  must: rule.must,
});

/** The most steps that a link may ask for: they are taken again when it is opened. */
export const MOST_STEPS = 20_000;

const RULES: { readonly [Key in keyof Settings]: Rule<Settings[Key]> } = {
  scene: oneOf(SCENES),
  seed: number(0, 2 ** 32 - 1, true),
  step: number(0, MOST_STEPS, true),
  data: oneOf(["digits", "spots"] as const),
  prior: oneOf(PRIOR_NAMES),
  latent: number(2, 16, true),
  hidden: number(1, 512, true),
  batch: number(8, 256, true),
  rate: number(1e-5, 0.1, false),
  discriminator: number(0.001, 100, false),
  generator: number(0.001, 100, false),
  phases: phaseRule,
  speed: number(0, 1000, false),
  rung: nullable(oneOf(RUNGS)),
};

const KEYS = Object.keys(RULES) as (keyof Settings)[];

/** Text from an address, short enough to be shown. */
const shown = (text: string) => `“${text.length > 30 ? `${text.slice(0, 30)}…` : text}”`;

/** Settings from the part of an address behind its #, and a sentence for each part that is none. */
export function readAddress(hash: string): { settings: Settings; complaints: string[] } {
  const complaints: string[] = [];
  const settings: { -readonly [Key in keyof Settings]: Settings[Key] } = { ...DEFAULTS };
  const seen = new Set<string>();
  const put = <Key extends keyof Settings>(key: Key, text: string) => {
    const value = RULES[key].read(text);
    if (value !== undefined) settings[key] = value;
    else {
      complaints.push(
        `The link has ${shown(text)} as ${key}, which must be ${RULES[key].must}; ${RULES[key].write(DEFAULTS[key]) || "the usual"} is taken.`,
      );
    }
  };
  for (const [name, text] of new URLSearchParams(hash.replace(/^#/, ""))) {
    const key = KEYS.find((key) => key === name);
    if (key === undefined) {
      complaints.push(
        `The link has a part ${shown(name)} that this page does not know; it is left out.`,
      );
    } else if (seen.has(name)) {
      complaints.push(`The link has ${key} twice; the first is taken.`);
    } else {
      seen.add(name);
      put(key, text);
    }
  }
  return { settings, complaints };
}

/** The part of an address behind its #: what differs from the defaults, in a fixed order. */
export function writeAddress(settings: Settings): string {
  const written = <Key extends keyof Settings>(key: Key) => {
    const text = RULES[key].write(settings[key]);
    return text === RULES[key].write(DEFAULTS[key]) ? [] : [`${key}=${encodeURIComponent(text)}`];
  };
  return KEYS.flatMap((key) => written(key)).join("&");
}
