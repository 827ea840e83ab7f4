/**
 * Wrong backward passes of the kinds that learners write, each with its true cause.
 *
 * They are a measure of the check, not a part of it: what a hint should say of each was written
 * down before there was a hint for it.
 */

import { laterCases } from "./later-cases.ts";
import { layerCases } from "./layer-cases.ts";
import { lossCases } from "./loss-cases.ts";
import { objectiveCases } from "./objective-cases.ts";
import type { WrongCase } from "./score.ts";

export const wrongCases: readonly WrongCase[] = [
  ...layerCases,
  ...lossCases,
  ...objectiveCases,
  ...laterCases,
];
