/**
 * Numbers that have left the range of numbers: once one is NaN or infinite, soon all are, and
 * nothing is left to train.
 *
 * After every step all losses and all weights are looked at. That catches gradients too: Adam turns
 * a gradient that is NaN or infinite into such a weight at once (∞/√∞ is NaN).
 */

import { InputError } from "../input-error.ts";
import type { Values } from "../tensor/tensor.ts";
import { valuesOf } from "../tensor/tensor.ts";
import type { Run } from "./run.ts";

/**
 * Asks that all losses and all weights are finite numbers.
 *
 * @param losses by name; null where there is none
 * @throws InputError that says which is not, since which step, and what may help.
 */
export function expectFiniteStep(run: Run, losses: Readonly<Record<string, number | null>>): void {
  for (const [name, value] of Object.entries(losses)) {
    if (value !== null && !Number.isFinite(value)) refuse(run, `The ${name} loss`, value);
  }
  for (const [name, { value, grad }] of run.model.namedParameters) {
    if (allFinite(valuesOf(value))) continue;
    for (const [what, values] of [
      [`The gradient of ${name}`, valuesOf(grad)],
      [`The parameter ${name}`, valuesOf(value)],
    ] as const) {
      const at = values.findIndex((number) => !Number.isFinite(number));
      if (at >= 0) refuse(run, `${what}, at position ${at},`, values[at]);
    }
  }
}

function refuse({ step, configuration }: Run, what: string, value: number): never {
  const cure =
    configuration.adam.clipNorm === null
      ? "start another run with a smaller --learning-rate, or with --clip-norm 1"
      : "start another run with a smaller --learning-rate or --clip-norm";
  throw new InputError(`${what} became ${value} at step ${step}, so the run was stopped; ${cure}.`);
}

/**
 * Whether all numbers are finite, in one pass: a sum is finite only if all its numbers are.
 *
 * Four sums, so that an addition need not wait for the one before. Numbers of float32 are far too
 * small to make a sum of float64 overflow.
 */
function allFinite(x: Values): boolean {
  const end = x.length - (x.length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < end; i += 4) {
    a += x[i];
    b += x[i + 1];
    c += x[i + 2];
    d += x[i + 3];
  }
  for (let i = end; i < x.length; i++) a += x[i];
  return Number.isFinite(a + b + c + d);
}
