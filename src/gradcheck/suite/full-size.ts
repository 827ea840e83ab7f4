/** The phases of the basic model with networks of the article's size. */
import { AdversarialTraining, basic } from "../../aae/basic.ts";
import { recipes } from "../../aae/index.ts";
import { SeededRandom } from "../../tensor/random.ts";
import { expectConfiguration } from "../../training/configuration.ts";
import { checkDirections } from "../check-objective.ts";
import type { CheckResult } from "../result.ts";
import { type Check, derivatives } from "./check.ts";
import { cheaper, PARTS } from "./model-phases.ts";
import { parametersOf, settingOf } from "./phases.ts";

/** Networks 784-512-10, along random directions. */
export const fullSize: readonly Check[] = basic.phases.map((phase) =>
  derivatives(`full size: ${phase}`, PARTS, () => [["along", checkFullSize(phase)]]),
);

/**
 * One phase alone, because a whole step of large networks takes its time; and without batch
 * normalisation, before which a bias has no gradient: its directions would be nothing but rounding.
 */
function checkFullSize(phase: string): CheckResult {
  const { configuration } = recipes.aae;
  const it = settingOf(
    basic,
    expectConfiguration({
      ...{ ...configuration, batchNormalisation: "none" },
      ...{ hidden: [512], discriminatorHidden: [512] },
      ...{ recipe: "aae", data: "mnist", seed: 1 },
    }),
    784,
    3,
  );
  const { training, model, batch } = it;
  if (!(training instanceof AdversarialTraining)) throw new Error("The basic model trains so.");
  const pass = () => ({ training: true, random: new SeededRandom("step") });
  const codes = () => model.networks.encoder.forward(batch.X, pass());
  const alone: Readonly<Record<string, () => number>> = {
    reconstruction: () => training.reconstruction(batch.X, pass()),
    discriminator: () => training.discriminator(codes(), pass()),
    generator: () => training.generator(codes(), pass()),
  };
  it.probes[phase].step = () => {}; // no copies: one phase alone leaves its gradients in every `grad`
  return checkDirections(alone[phase], parametersOf(it, phase), {
    directions: 10,
    ...cheaper(it, phase),
  });
}
