/** The scene of the lab that stands beside each chapter, by the part of its name that stays. */

import { readAddress } from "../../lab/src/engine/settings.ts";
import { InputError } from "../../src/input-error.ts";
import { slugOf } from "./contents.ts";

export interface Beside {
  /** The part of the lab's address behind the #, as docs/lab.md has it. */
  readonly address: string;
  /** What one sees there. */
  readonly words: string;
}

const PLANE: Beside = {
  address: "scene=plane",
  words: "A finished model: move over the plane of codes, and every place is a digit.",
};

const BESIDE: Readonly<Record<string, Beside>> = {
  "what-an-aae-is": PLANE,
  "numbers-in-a-row": {
    address: "scene=inside",
    words: "A network, opened: every number of every layer, as rows and columns.",
  },
  "dense-layer": {
    address: "scene=backward",
    words: "Write the backward pass here, and let the lab learn with it.",
  },
  "activations-and-losses": {
    address: "scene=inside",
    words: "Every number before and behind an activation, while a network learns.",
  },
  "two-layers": {
    address: "scene=inside&step=20",
    words: "What forward remembers and backward fills, layer by layer, in a network that learns.",
  },
  "is-the-gradient-right": {
    address: "scene=inside",
    words: "Choose a weight, nudge it, and see its gradient checked.",
  },
  adam: {
    address: "scene=inside&step=50",
    words: "Adam’s two averages, m and v, beside each weight that they move.",
  },
  autoencoder: {
    address: "scene=break-it&phases=r",
    words: "An autoencoder alone: watch its codes go wherever they like.",
  },
  "why-adversarial": {
    address: "scene=adversary",
    words: "Two models from one seed, one with an adversary and one without.",
  },
  adversary: {
    address: "scene=landscape",
    words: "The discriminator as a landscape, and the slope that each code feels.",
  },
  "whole-aae": {
    address: "scene=slow-motion",
    words: "One step in slow motion: three phases, and what each of them moves.",
  },
  "article-and-paper": {
    address: "scene=break-it&phases=rd",
    words: "Training without the generator’s phase: nobody moves the codes.",
  },
  "when-it-goes-wrong": {
    address: "scene=break-it&discriminator=20",
    words: "A discriminator that learns far too fast: break the game, name it, and mend it.",
  },
  posteriors: PLANE,
  "labels-in-the-prior": {
    address: "scene=break-it&prior=swiss-roll",
    words: "Codes that flow into a swiss roll, or into a prior that you draw.",
  },
  "style-and-content": {
    address: "scene=labels",
    words: "One style in ten digits, under the pointer.",
  },
  "few-labels": {
    address: "scene=labels",
    words: "Write a digit, and see its class and its style.",
  },
  clustering: {
    address: "scene=labels",
    words: "A code of two parts: what is written, and how.",
  },
  "a-map": {
    address: "scene=own",
    words: "Write a digit, and see where it lands on a map.",
  },
  exam: {
    address: "scene=backward",
    words: "Every exercise on one page: write a gradient, and let the lab train with it.",
  },
  "making-it-fast": {
    address: "scene=landscape&rung=ts",
    words: "The same steps in plain TypeScript; put rung=simd into the address and compare.",
  },
};

/** What stands beside a chapter; a chapter that is not listed has the plane beside it. */
export function besideOf(chapter: string): Beside {
  return BESIDE[slugOf(chapter)] ?? PLANE;
}

/** @throws InputError if the lab would not understand an address. */
export function checkScenes(): void {
  for (const [slug, { address }] of Object.entries(BESIDE)) {
    const [complaint] = readAddress(address).complaints;
    if (complaint !== undefined) {
      throw new InputError(`the scene beside the chapter ${slug}, “${address}”: ${complaint}`);
    }
  }
}
