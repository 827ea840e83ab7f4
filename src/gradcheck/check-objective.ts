/**
 * Checks the gradient of a whole objective: any function of parameters and data that gives one
 * number, however many layers, losses and networks lie in between.
 */
import type { Parameter } from "../layers/layer.ts";
import { type Random, SeededRandom } from "../tensor/random.ts";
import { shapeOf, type Values, valuesOf } from "../tensor/tensor.ts";
import { type Comparison, compare, FLOOR } from "./comparison.ts";
import { type Difference, difference, type Evaluate, stepFor } from "./difference.ts";
import type { Count } from "./hints.ts";
import { type CheckOptions, type CheckResult, conclude, withDefaults } from "./result.ts";

/**
 * Computes L from the parameters as they are now, and leaves dL/dparameter in each parameter's
 * `grad`. It may add to what is there or start at zero; the check sets every `grad` to zero first.
 */
export type Objective = () => number;

/**
 * Checks every element of every parameter: the gradient that the objective leaves in `grad`,
 * against central differences of its value.
 *
 * Data that the objective depends on can be checked too: hand it in as one more parameter. The
 * values of all parameters are the same afterwards as before.
 *
 * @throws TypeError if a parameter is not over a Float64Array: float32 has 7 digits, and a
 * difference of two nearly equal numbers loses most of them.
 */
export function checkObjective(
  objective: Objective,
  parameters: readonly Parameter[],
  options: CheckOptions & { readonly counts?: readonly Count[] } = {},
): CheckResult {
  const { step, tolerance } = withDefaults(options);
  const { loss, gradients } = evaluate(objective, parameters);
  const floor = FLOOR * Math.max(1, Math.abs(loss));
  const comparisons = parameters.map(({ name, value }, k) =>
    compareElements(name, value.shape, gradients[k], doubles(name, value.data), {
      evaluate: () => Float64Array.of(objective()),
      c: ONE,
      step,
      tolerance,
      floor,
    }),
  );
  return conclude("objective", comparisons, [], options.counts);
}

/**
 * Checks the gradient along random directions, for objectives with too many parameters to nudge
 * one by one.
 *
 *     (L(w + h·d) − L(w − h·d)) / 2h  ≈  d · dL/dw         with |d| = 1
 *
 * One direction asks about all elements at once. If the analytic gradient is wrong by a vector e,
 * the two sides differ by e·d; for a d that is drawn with no regard to e, that is as good as never
 * 0: it is smaller than δ·|e|/√n, for n elements, with a probability of only about 0.8·δ. What
 * directions do not tell is *which* element is wrong, so each parameter gets directions of its own,
 * and all of them together as many once more.
 *
 * Sources: `check_grad(..., direction="random")` of SciPy and `jax.test_util.check_grads` work so.
 */
export function checkDirections(
  objective: Objective,
  parameters: readonly Parameter[],
  options: CheckOptions & { readonly directions?: number } = {},
): CheckResult {
  const { step, tolerance, seed } = withDefaults(options);
  const { directions = 8 } = options;
  const random = new SeededRandom(seed);
  const { loss, gradients } = evaluate(objective, parameters);
  const floor = FLOOR * Math.max(1, Math.abs(loss));
  const each = parameters.map(({ name }, k) => ({ name, members: [k] }));
  const groups =
    each.length > 1 ? [...each, { name: "all together", members: [...parameters.keys()] }] : each;

  const comparisons = groups.map(({ name, members }) => {
    const values = members.map((k) => doubles(parameters[k].name, parameters[k].value.data));
    const start = values.map((w) => w.slice());
    const analytic = new Float64Array(directions);
    const numerical = new Float64Array(directions);
    const kinks: number[] = [];
    for (let n = 0; n < directions; n++) {
      const d = unitDirection(values, random);
      const move = (t: number) => {
        values.forEach((w, k) => {
          for (let i = 0; i < w.length; i++) w[i] = start[k][i] + t * d[k][i];
        });
      };
      const h = stepFor(length(values), step);
      const found = difference(() => Float64Array.of(objective()), ONE, move, h);
      analytic[n] = dot(
        d,
        members.map((k) => gradients[k]),
      );
      numerical[n] = found.derivative;
      if (isKink(found, tolerance, floor)) kinks.push(n);
    }
    return compare(name, [directions], analytic, numerical, { tolerance, floor, kinks });
  });
  return conclude("directions", comparisons);
}

/** Nudges each of the `values` in turn and holds what comes of it against the analytic gradient. */
export function compareElements(
  name: string,
  shape: readonly number[],
  analytic: Float64Array,
  values: Float64Array,
  { evaluate, c, step, tolerance, floor }: Probing,
): Comparison {
  const numerical = new Float64Array(values.length);
  const kinks: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    const move = (t: number) => {
      values[i] = x + t;
    };
    const found = difference(evaluate, c, move, stepFor(Math.abs(x), step));
    numerical[i] = found.derivative;
    if (isKink(found, tolerance, floor)) kinks.push(i);
  }
  return compare(name, shape, analytic, numerical, { tolerance, floor, kinks });
}

/** How elements are nudged. */
export interface Probing {
  /** Computes the outputs, of which Σ cⱼ·fⱼ is differentiated. */
  readonly evaluate: Evaluate;
  readonly c: Values;
  readonly step: number;
  readonly tolerance: number;
  readonly floor: number;
}

/**
 * Is the numerical derivative itself in doubt, by what would make the check fail?
 *
 * The doubt is at least ⅔ of what a kink spoils; half the tolerance leaves no gap.
 */
function isKink({ derivative, doubt }: Difference, tolerance: number, floor: number): boolean {
  return doubt > 0.5 * tolerance * Math.max(Math.abs(derivative), floor);
}

/** The numbers of a tensor, if they are doubles. */
export function doubles(name: string, values: Values): Float64Array {
  if (values instanceof Float64Array) return values;
  throw new TypeError(
    `gradient check: ${name} is over a Float32Array, whose 7 digits are too few for differences; make it over a Float64Array (doubleKernels for the layers of this project).`,
  );
}

const ONE = Float64Array.of(1);

/** L and its gradients, in memory of their own. */
function evaluate(objective: Objective, parameters: readonly Parameter[]) {
  for (const { name, value, grad } of parameters) {
    if (value.size !== grad.size) {
      throw new RangeError(
        `gradient check: ${name} is ${shapeOf(value)} but its grad is ${shapeOf(grad)}; they need the same shape.`,
      );
    }
    valuesOf(grad).fill(0);
  }
  const loss = objective();
  return { loss, gradients: parameters.map(({ grad }) => Float64Array.from(valuesOf(grad))) };
}

/** A random direction of length 1 in the space of all these numbers, each direction equally likely. */
function unitDirection(values: readonly Values[], random: Random): Float64Array[] {
  const d = values.map((w) => Float64Array.from(w, () => random.normal()));
  const norm = length(d);
  return d.map((part) => part.map((x) => x / norm));
}

function dot(a: readonly Values[], b: readonly Values[]): number {
  let sum = 0;
  a.forEach((part, k) => {
    for (let i = 0; i < part.length; i++) sum += part[i] * b[k][i];
  });
  return sum;
}

function length(values: readonly Values[]): number {
  return Math.sqrt(dot(values, values));
}
