/** Every layer, activation and initial condition. */
import { activationLayers } from "./activations.ts";
import type { Check } from "./check.ts";
import { containers } from "./containers.ts";
import { denseLayers } from "./dense.ts";
import { noiseLayers } from "./noise.ts";
import { normalisationAndHeads } from "./normalisation-and-heads.ts";

export const layers: readonly Check[] = [
  ...denseLayers,
  ...activationLayers,
  ...noiseLayers,
  ...normalisationAndHeads,
  ...containers,
];
