/** A training step of a recipe as a run takes it: the next batch is fetched, and all numbers are looked at. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Kernels } from "../src/tensor/kernels.ts";

/** The folder of this checkout. */
export const HERE = join(import.meta.dirname, "..");

/**
 * @param root the checkout whose step it is
 * @param kernels its own kernels
 * @returns a step, which gives its figures
 */
export async function stepOfRecipe(root: string, kernels: Kernels, recipe: string) {
  const from = (name: string) => import(pathToFileURL(join(root, "src", name)).href);
  const { loadMnist }: typeof import("../src/node/mnist.ts") = await from("node/mnist.ts");
  const { configure }: typeof import("../src/training/configuration.ts") = await from(
    "training/configuration.ts",
  );
  const { expectFiniteStep }: typeof import("../src/training/finite.ts") =
    await from("training/finite.ts");
  const { setLearningRates, startRun }: typeof import("../src/training/run.ts") =
    await from("training/run.ts");
  const configuration = configure(recipe, {});
  const run = startRun(configuration, kernels, loadMnist(), "");
  const step = () => {
    setLearningRates(run);
    const figures = run.training.step(run.loader.next(), run.pass);
    expectFiniteStep(run, figures);
    return figures;
  };
  return { what: `${recipe}, ${configuration.batchSize} images,`, step };
}
