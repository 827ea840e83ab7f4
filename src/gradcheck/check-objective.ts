/**
 * Checks the gradient of a whole objective: any function of parameters and data that gives one
 * number, however many layers, losses and networks lie in between.
 */
import type { Parameter } from "../layers/layer.ts";
import { type Random, SeededRandom } from "../tensor/random.ts";
import { shapeOf, type Values, valuesOf } from "../tensor/tensor.ts";
import { derivative } from "./derivative.ts";
import { stepFor } from "./difference.ts";
import {
  compareElements,
  doubles,
  FAR,
  isAboutShapes,
  largestOf,
  same,
  verdict,
} from "./elements.ts";
import type { Count, Pattern } from "./hints.ts";
import { offBy } from "./marks.ts";
import { type CheckOptions, type CheckResult, conclude, withDefaults } from "./result.ts";

/**
 * Computes L from the parameters as they are now, and leaves dL/dparameter in each parameter's
 * `grad`. It may add to what is there or start at zero; the check sets every `grad` to zero first.
 */
export type Objective = () => number;

/** What an objective may add to the options of a check. */
interface ObjectiveOptions extends CheckOptions {
  /**
   * The same number without the gradient, where it is cheaper to have: the differences need thousands
   * of numbers, but one gradient. It has to be what the objective returns.
   */
  readonly value?: () => number;
}

/**
 * Checks every element of every parameter: the gradient that the objective leaves in `grad`,
 * against central differences of its value.
 *
 * Data that the objective depends on can be checked too: hand it in as one more parameter. The
 * values of all parameters are the same afterwards as before.
 *
 * The objective is asked again and again: it draws nothing at random (or the same each time), and
 * changes no parameter. Since every `grad` is set to 0 before, a zeroing that it forgets is not found.
 *
 * @throws TypeError if a parameter is not over a Float64Array: float32 has 7 digits, and a
 * difference of two nearly equal numbers loses most of them.
 */
export function checkObjective(
  objective: Objective,
  parameters: readonly Parameter[],
  options: ObjectiveOptions & { readonly counts?: readonly Count[] } = {},
): CheckResult {
  const { step, tolerance } = withDefaults(options);
  const { value: valueAlone = objective } = options;
  const start = evaluate(objective, parameters, valueAlone);
  if ("fault" in start) return conclude("objective", [], [start.fault]);
  const { loss, gradients } = start;
  const largest = largestOf(gradients);
  const comparisons = parameters.map(({ name, value }, k) =>
    compareElements(name, value.shape, gradients[k], doubles(name, value.data), {
      evaluate: () => Float64Array.of(valueAlone()),
      here: Float64Array.of(loss),
      c: ONE,
      step,
      tolerance,
      largest,
    }),
  );
  return conclude("objective", comparisons, [], {
    counts: options.counts ?? [],
    patternsOf: (k) => [ofPenalty(parameters[k])],
  });
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
 * Nor do they see an error that is small beside the whole: the tolerance is a share of |d · dL/dw|,
 * which the largest elements make. So the elements of each parameter whose gradient is less than a
 * thousandth of its largest get one more direction, in which nothing else moves, and so do those
 * whose gradient is 0, which may have been forgotten.
 *
 * Sources: `check_grad(..., direction="random")` of SciPy and `jax.test_util.check_grads` work so.
 */
export function checkDirections(
  objective: Objective,
  parameters: readonly Parameter[],
  options: ObjectiveOptions & { readonly directions?: number } = {},
): CheckResult {
  const { step, tolerance, seed } = withDefaults(options);
  const { directions = 8 } = options;
  if (!(Number.isInteger(directions) && directions > 0)) {
    throw new RangeError(
      `gradient check: the directions are ${directions}; give a whole number above 0, or leave it out.`,
    );
  }
  const random = new SeededRandom(seed);
  const { value: valueAlone = objective } = options;
  const at = evaluate(objective, parameters, valueAlone);
  if ("fault" in at) return conclude("directions", [], [at.fault]);
  const { loss, gradients } = at;
  const largest = largestOf(gradients);
  const all = parameters.map(({ name, value }) => doubles(name, value.data));

  const comparisons = groupsOf(parameters, gradients).map(({ name, members, belongs, once }) => {
    const values = members.map((k) => all[k]);
    const start = values.map((w) => w.slice());
    const g = members.map((k) => gradients[k]);
    const slopes = Array.from({ length: once ? 1 : directions }, () => {
      const d = unitDirection(g, belongs, random);
      const move = (t: number) => {
        values.forEach((w, k) => {
          for (let i = 0; i < w.length; i++) w[i] = start[k][i] + t * d[k][i];
        });
      };
      const line = {
        evaluate: () => Float64Array.of(valueAlone()),
        here: Float64Array.of(loss),
        c: ONE,
        move,
      };
      const size = Math.max(1, length(values));
      const analytic = dot(d, g);
      const found = derivative(line, analytic, {
        step: stepFor(size, step),
        far: FAR * size,
        tolerance,
        largest,
      });
      return { analytic, found };
    });
    return verdict(
      name,
      [slopes.length],
      slopes.map(({ analytic }) => analytic),
      slopes.map(({ found }) => found),
      tolerance,
    );
  });
  return conclude("directions", comparisons);
}

/** Elements that are moved together. */
interface Group {
  readonly name: string;
  /** Which parameters they belong to. */
  readonly members: readonly number[];
  /** Is an element with this gradient one of them? */
  readonly belongs: (gradient: number) => boolean;
  /** In one direction, instead of as many as are asked for? */
  readonly once: boolean;
}

/** Each parameter, what is small in it, and all parameters together. */
function groupsOf(
  parameters: readonly Parameter[],
  gradients: readonly Float64Array[],
): readonly Group[] {
  const groups = parameters.flatMap(({ name }, k): Group[] => {
    const sizes = gradients[k].map(Math.abs);
    const small = sizes.reduce((a, b) => Math.max(a, b), 0) / 1000;
    const isSmall = (g: number) => g !== 0 && Math.abs(g) < small;
    const isZero = (g: number) => g === 0 && small > 0;
    return [
      { name, members: [k], belongs: () => true, once: false },
      { name: `${name}, small`, members: [k], belongs: isSmall, once: true },
      { name: `${name}, zero`, members: [k], belongs: isZero, once: true },
    ];
  });
  const members = [...parameters.keys()];
  return [
    ...groups.filter(
      ({ members, belongs, once }) => !once || members.some((k) => gradients[k].some(belongs)),
    ),
    ...(members.length > 1
      ? [{ name: "all together", members, belongs: () => true, once: false }]
      : []),
  ];
}

/** Is each element off by so many times the parameter itself, as where a penalty is left out? */
function ofPenalty({ value }: Parameter): Pattern {
  const w = valuesOf(value);
  return offBy(
    "the parameter itself",
    (i) => w[i],
    "is a penalty (weight decay) counted in the loss and not in the gradient, or the other way round?",
  );
}

const ONE = Float64Array.of(1);

/** L and its gradients, in memory of their own; or what is wrong before anything is nudged. */
function evaluate(
  objective: Objective,
  parameters: readonly Parameter[],
  valueAlone: () => number,
) {
  expectParameters(parameters);
  const before = parameters.map(({ value }) => new Float64Array(valuesOf(value)));
  try {
    const loss = objective();
    if (typeof loss !== "number") {
      return { fault: `The objective gives ${loss}, which is no number: is a return missing?` };
    }
    if (!Number.isFinite(loss)) {
      return {
        fault: `The objective is ${loss} before anything is nudged: is its forward pass right?`,
      };
    }
    const gradients = parameters.map(({ grad }) => new Float64Array(valuesOf(grad)));
    const moved = parameters.filter(({ value }, k) => !same(valuesOf(value), before[k]));
    if (moved.length > 0) {
      parameters.forEach(({ value }, k) => {
        valuesOf(value).set(before[k]);
      });
      return {
        fault: `The objective changes ${moved.map(({ name }) => name).join(", ")}: is a step of an optimiser in it? Leave that out.`,
      };
    }
    const alone = valueAlone();
    if (alone !== loss) {
      return {
        fault:
          valueAlone === objective
            ? `The objective is ${loss}, and asked again ${alone}, with the same parameters: if it draws at random, let it draw the same each time, from a new generator with the same seed.`
            : `The value is ${alone}, but the objective gives ${loss}: they have to be the same number.`,
      };
    }
    return { loss, gradients };
  } catch (error) {
    if (!isAboutShapes(error)) throw error;
    return {
      fault: `The objective threw "${error.message}" Is a network left out on the way back, between the loss and what is given its gradient?`,
    };
  }
}

/** Sets every `grad` to 0. Throws if what is given are no parameters over doubles. */
function expectParameters(parameters: readonly Parameter[]): void {
  if (!Array.isArray(parameters)) {
    throw new TypeError(
      "gradient check: the parameters are no array; give a network's .parameters, or [{ name, value, grad }].",
    );
  }
  for (const { name, value, grad } of parameters as readonly Partial<Parameter>[]) {
    if (value?.shape === undefined || grad?.shape === undefined) {
      throw new TypeError(
        `gradient check: ${name ?? "one of the parameters"} has no value and grad; give a network's .parameters, or [{ name, value, grad }].`,
      );
    }
    if (shapeOf(value) !== shapeOf(grad)) {
      throw new RangeError(
        `gradient check: ${name} is ${shapeOf(value)} but its grad is ${shapeOf(grad)}; they need the same shape.`,
      );
    }
    doubles(name ?? "a parameter", valuesOf(value));
    valuesOf(grad).fill(0);
  }
}

/**
 * A random direction of length 1 in the space of all elements that belong, each equally likely; no
 * other element moves.
 */
function unitDirection(
  gradients: readonly Values[],
  belongs: (gradient: number) => boolean,
  random: Random,
): Float64Array[] {
  const d = gradients.map((g) => new Float64Array(g));
  for (const part of d) {
    for (let i = 0; i < part.length; i++) part[i] = belongs(part[i]) ? random.normal() : 0;
  }
  const norm = length(d);
  for (const part of d) {
    for (let i = 0; i < part.length; i++) part[i] /= norm;
  }
  return d;
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
