/** What has happened to a run, by its figures: a name for it, and the dial that mends it. */
import type { Phase } from "../../engine/settings.ts";

export type Ailment = "well" | "unmoved" | "collapsed" | "runaway" | "outplayed" | "undecided";

export interface Diagnosis {
  readonly ailment: Ailment;
  readonly name: string;
  readonly words: string;
  readonly mend: string;
}

/** What is looked at: means over the latest frames. */
export interface Symptoms {
  readonly phases: readonly Phase[];
  /** The share of codes and samples that the discriminator tells apart. */
  readonly accuracy: number;
  /** The distance of the codes from the prior, and the codes' deviation, both in the prior's deviations. */
  readonly distance: number;
  readonly deviation: number;
}

const SAID: Readonly<Record<Ailment, Omit<Diagnosis, "ailment">>> = {
  unmoved: {
    name: "Nobody moves the codes",
    words:
      "The discriminator learns to tell codes from the prior, and nobody listens: without the generator’s phase its gradient never reaches the encoder. The codes lie where reconstruction likes them.",
    mend: "Tick the generator’s phase.",
  },
  collapsed: {
    name: "The encoder has collapsed",
    words:
      "All codes lie in a small heap where the discriminator was fooled once. The decoder cannot tell the digits apart any more, so everything comes back as the same smudge.",
    mend: "Turn the generator’s rate down, until reconstruction can keep the codes apart.",
  },
  runaway: {
    name: "The encoder runs away",
    words:
      "The discriminator learns so slowly that its landscape is out of date. The encoder climbs a slope that leads nowhere, past the prior and far beyond.",
    mend: "Turn the discriminator’s rate up, so that its landscape follows the codes.",
  },
  outplayed: {
    name: "The discriminator wins",
    words:
      "It tells most codes from samples of the prior, and the encoder is too slow to answer. The codes do not reach the prior, and samples of the prior decode badly.",
    mend: "Turn the generator’s rate up, or the discriminator’s down, until the two are a match for each other.",
  },
  well: {
    name: "A balanced game",
    words:
      "The codes lie on the prior, and the discriminator can do little better than guess. Samples of the prior are codes, so they decode to digits.",
    mend: "Nothing needs mending.",
  },
  undecided: {
    name: "Not decided yet",
    words: "The codes are on their way.",
    mend: "Give it more steps.",
  },
};

/** Names what the symptoms show; the order is that of certainty. */
export function diagnose({ phases, accuracy, distance, deviation }: Symptoms): Diagnosis {
  const is = (ailment: Ailment): Diagnosis => ({ ailment, ...SAID[ailment] });
  if (!phases.includes("generator") && distance > 0.8) return is("unmoved");
  if (deviation < 0.35) return is("collapsed");
  if (deviation > 2 && accuracy < 0.8) return is("runaway");
  if (distance > 1.2 && accuracy >= 0.72) return is("outplayed");
  if (distance > 5) return is("runaway");
  if (distance < 0.75) return is("well");
  return is("undecided");
}
