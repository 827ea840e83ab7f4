/**
 * Numbers that have left the range of numbers: once one is NaN or infinite, soon all are, and
 * nothing is left to train.
 *
 * After every step all figures and all weights are looked at. That catches gradients too. Adam turns
 * one that is NaN or infinite into a weight that is NaN at once (∞/√∞ is), and so it does with one
 * whose square is too large for float32, such as 1e30: with m/√∞ = 0, its weight would never move
 * again. SGD adds it to the weight. Clipping makes NaN of it first (∞·0).
 */
import { optimizerOf } from "../aae/parts/configuration.ts";
import type { Figures } from "../aae/parts/model.ts";
import { InputError } from "../input-error.ts";
import type { Parameter } from "../layers/layer.ts";
import { allFinite } from "../tensor/finite.ts";
import { valuesOf } from "../tensor/tensor.ts";
import type { Run } from "./run.ts";

/**
 * Asks that all figures of a step and all weights are finite numbers.
 *
 * @throws InputError that says which is not, since which step, and what may help.
 */
export function expectFiniteStep(run: Run, figures: Figures): void {
  for (const name of Object.keys(figures)) {
    if (!Number.isFinite(figures[name])) {
      const { label, kind } = run.definition.figures[name];
      refuse(run, kind === "share" ? `The ${label}` : `The ${label} loss`, figures[name]);
    }
  }
  const finite = run.kernels.fastest(allFinite);
  for (const network of Object.keys(run.model.networks)) {
    for (const parameter of run.model.networks[network].parameters) {
      if (!finite(valuesOf(parameter.value))) nameTheFirst(run, network, parameter);
    }
  }
}

function nameTheFirst(run: Run, network: string, { name, value, grad }: Parameter): void {
  for (const [what, values] of [
    [`The gradient of ${network}.${name}`, valuesOf(grad)],
    [`The parameter ${network}.${name}`, valuesOf(value)],
  ] as const) {
    const at = values.findIndex((number) => !Number.isFinite(number));
    if (at >= 0) refuse(run, `${what}, at position ${at},`, values[at]);
  }
}

function refuse({ step, configuration, definition }: Run, what: string, value: number): never {
  const clipped = definition.phases.some((phase) => optimizerOf(configuration, phase).clipNorm);
  const cure = clipped
    ? "start another run with a smaller --learning-rate or --clip-norm"
    : "start another run with a smaller --learning-rate, or with --clip-norm 1";
  throw new InputError(`${what} became ${value} at step ${step}, so the run was stopped; ${cure}.`);
}
