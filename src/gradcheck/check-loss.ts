/** Checks the gradient of a loss with respect to its prediction. */
import type { Loss } from "../losses/loss.ts";
import { expectSameShape, type Tensor, tensor } from "../tensor/tensor.ts";
import { checkObjective } from "./check-objective.ts";
import { doubles, same } from "./elements.ts";
import { lossMarks } from "./loss-marks.ts";
import { type CheckOptions, type CheckResult, conclude } from "./result.ts";

/**
 * Checks dL/dP element by element, and that the loss overwrites dP and leaves P and T alone.
 *
 * @param P a prediction [batch, outputs], over a Float64Array, where the loss is to be checked
 * @param T a target of the same shape
 * @throws TypeError if P is not over a Float64Array. RangeError if P and T differ in shape.
 */
export function checkLoss(
  loss: Loss,
  P: Tensor,
  T: Tensor,
  options: CheckOptions = {},
): CheckResult {
  const p = doubles("P", P?.data).slice();
  const t = Float64Array.from(T.data);
  expectSameShape("checkLoss", P, T, "P", "T");
  const dP = tensor(new Float64Array(P.size), ...P.shape);
  const here = loss(P, T, dP);
  if (!same(P.data, p) || !same(T.data, t)) {
    P.data.set(p);
    T.data.set(t);
    const changes = "The loss changes its prediction or its target, which belong to its caller.";
    return conclude(loss.name, [], [changes]);
  }
  if (!Number.isFinite(here)) {
    const unfit =
      here === undefined
        ? "The loss gives no number: is a return missing?"
        : `The loss is ${here} before anything is nudged: are P and T where it is defined?`;
    return conclude(loss.name, [], [unfit]);
  }
  const counts = [
    { value: P.shape[0], meaning: "the batch size" },
    { value: P.shape[1], meaning: "the number of columns" },
    { value: P.size, meaning: "the count of all numbers" },
  ];
  const result = checkObjective(() => loss(P, T, dP), [{ name: "P", value: P, grad: dP }], {
    ...options,
    counts,
  });
  const [comparison] = result.comparisons;
  if (comparison === undefined) return { ...result, name: loss.name };

  const faults: string[] = [];
  dP.data.fill(1); // to be overwritten
  loss(P, T, dP);
  if (!same(dP.data, comparison.analytic)) {
    faults.push(
      "dP: what stood in it before shows in the result; a loss must write dP[i] = …, not +=.",
    );
  }
  return conclude(loss.name, [comparison], faults, {
    counts,
    patternsOf: () => lossMarks(p, t),
  });
}
