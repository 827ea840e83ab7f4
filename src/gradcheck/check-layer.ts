/**
 * Checks a layer: what `backward` says against what `forward` does.
 *
 * A layer has many outputs and a derivative wants one number. So we take L = Σ cⱼ·yⱼ with fixed
 * random weights c: then dL/dY is c, which is what `backward` is given, and since no two outputs
 * weigh the same, none can be taken for another.
 */

import { plain } from "../data/quoted.ts";
import type { Layer, Parameter } from "../layers/layer.ts";
import { type Random, SeededRandom } from "../tensor/random.ts";
import { shapeOf, type Tensor, tensor, valuesOf } from "../tensor/tensor.ts";
import { place } from "./comparison.ts";
import { outputsAt } from "./difference.ts";
import { compareElements, doubles, isAboutShapes, largestOf, same } from "./elements.ts";
import { experiments } from "./experiments.ts";
import {
  accumulation,
  changed,
  leftInDX,
  outOfProportion,
  snapshot,
  wishes,
} from "./layer-contract.ts";
import { layerMarks } from "./layer-marks.ts";
import { type CheckOptions, type CheckResult, conclude, withDefaults } from "./result.ts";
import { type Gradients, Subject } from "./subject.ts";

/**
 * Checks dX and the gradient of every parameter, element by element, for one input.
 *
 * And the rest of the contract: `forward` gives the same for the same input, `backward` adds to
 * each `grad` and overwrites dX, its gradients are proportional to dY, neither changes what is not its
 * own, and a layer that is told which gradients are `wanted` computes those as it does without.
 *
 * The parameters' values are the same afterwards as before.
 *
 * @param input X [batch, inputs], or only its shape: then X is drawn from N(0, 1)
 * Afterwards each `grad` holds what the last of many passes left there, and batch normalisation's running
 * statistics are those of all passes.
 *
 * @throws TypeError if the layer or the input lacks something, or if the input or a parameter is not over a Float64Array.
 */
export function checkLayer(
  layer: Layer,
  input: Tensor | readonly [batch: number, inputs: number],
  options: CheckOptions = {},
): CheckResult {
  const { step, tolerance, seed, training } = withDefaults(options);
  expectLayer(layer);
  const { name } = layer.constructor;
  const random = new SeededRandom(seed);
  const X = inputOf(input, random);
  const parameters = layer.parameters;
  const numbers = [...parameters, { name: "X", value: X }];
  const values = numbers.map(({ name, value }) => doubles(name, valuesOf(value)));
  const before = snapshot(X, parameters);
  const subject = new Subject(layer, X, { training, seed });
  passAnother(subject);

  const Y = subject.forward();
  if (Y?.shape === undefined) {
    throw new TypeError(`checkLayer: forward gives ${Y}, which is no tensor; is a return missing?`);
  }
  const y = doubles("Y", valuesOf(Y)).slice();
  if (y.length === 0) {
    const none = `forward gives Y ${shapeOf(Y)}, so there is nothing to compare: give an X with one row at least.`;
    return conclude(name, [], [none]);
  }
  const unfit = y.findIndex((value) => !Number.isFinite(value));
  if (unfit >= 0) {
    const where = place({ name: "Y", shape: Y.shape }, unfit);
    return conclude(
      name,
      [],
      [
        `forward gives ${y[unfit]} for ${where}, before anything is nudged: is forward right, and is X where it is defined?`,
      ],
    );
  }
  const dY = outputWeights(Y.shape, random);
  const found = attempt(() => subject.backward(dY));
  if (typeof found === "string") return conclude(name, [], [found]);
  const { dX, values: gradients, dY: dYAfter } = found;
  if (dX === null || dX.shape[0] !== X.shape[0] || dX.shape[1] !== X.shape[1]) {
    return conclude(
      name,
      [],
      [
        dX === null
          ? `backward returns no dX, but X is ${shapeOf(X)}, and dX has its shape; is a return missing?`
          : `backward returns dX ${shapeOf(dX)}, but X is ${shapeOf(X)}; they need the same shape.`,
      ],
    );
  }

  // Where numbers move of themselves, no difference means anything.
  const moved = changed(before, X, parameters);
  if (moved.length > 0) return conclude(name, [], moved);
  if (!same(subject.outputs(), y)) {
    const random =
      "forward gives another Y for the same X: if it draws at random, give it the same seed each time.";
    return conclude(name, [], [random]);
  }
  const faults: string[] = [];
  if (!same(dYAfter, new Float64Array(dY.data))) {
    faults.push("backward changes dY, which belongs to the layer behind.");
  }
  faults.push(...leftInDX(subject, dY, gradients, dX));
  const isPure = faults.length === 0;
  const overwritten = accumulation(subject, dY, gradients);
  faults.push(...overwritten);
  if (isPure && overwritten.length === 0) faults.push(...wishes(subject, dY, gradients));

  const largest = largestOf([...gradients, new Float64Array(dY.data)]);
  const comparisons = numbers.map(({ name, value }, k) =>
    compareElements(name, value.shape, gradients[k], values[k], {
      evaluate: () => subject.outputs(),
      here: y,
      c: dY.data,
      step,
      tolerance,
      largest,
    }),
  );
  if (comparisons.some((it) => it.wrong.length + it.kinks.length + it.incomparable.length > 0)) {
    const rough = roundsToSingle(subject, values, y);
    if (rough) return conclude(name, comparisons, [rough], { explained: true });
  }

  if (isPure && overwritten.length === 0 && comparisons.every(({ wrong }) => wrong.length === 0)) {
    faults.push(...outOfProportion(subject, dY, gradients));
  }

  const counts = [
    { value: X.shape[0], meaning: "the batch size" },
    { value: X.shape[1], meaning: "the number of inputs" },
    { value: Y.shape[1], meaning: "the number of outputs" },
    { value: Y.size, meaning: "the count of all outputs" },
  ];
  return conclude(name, comparisons, faults, {
    counts,
    patternsOf: (k) => {
      const question = { subject, k, values: values[k], dY, gradient: gradients[k], counts };
      // Where something is left over from call to call, asking again would show only that.
      return [...layerMarks(subject, k, y, dY), ...(isPure ? experiments(question) : [])];
    },
  });
}

/** What it gives; or, where shapes do not fit, a sentence about it. */
function attempt(backward: () => Gradients): Gradients | string {
  try {
    return backward();
  } catch (error) {
    if (!isAboutShapes(error)) throw error;
    return `backward threw "${error.message}" Is a gradient handed to another layer than the one it belongs to, or is a layer left out?`;
  }
}

/** A pass of the same numbers in another order: what a layer keeps of its first X for ever is wrong for the next. */
function passAnother(subject: Subject): void {
  const { X } = subject;
  const other = subject.with(tensor(new Float64Array(X.data).reverse(), ...X.shape));
  try {
    const Y = other.forward();
    other.backward(tensor(new Float64Array(Y.size).fill(1), ...Y.shape));
  } catch {
    // What is amiss is found, and said, with the input that was given.
  }
}

/**
 * Does forward round to float32? Then a nudge of 2⁻³⁰, which is a thousandth of a float's last digit
 * and a thousand last digits of a double, goes unnoticed by outputs that a nudge of 2⁻¹² moves.
 */
function roundsToSingle(
  subject: Subject,
  values: readonly Float64Array[],
  y: Float64Array,
): string | null {
  let noticed = 0;
  let unnoticed = 0;
  for (const numbers of values) {
    for (let i = 0; i < numbers.length; i++) {
      const x = numbers[i];
      const at = (nudge: number) => {
        const move = (t: number) => {
          numbers[i] = x + t;
        };
        const line = { evaluate: () => subject.outputs(), here: y, move };
        const outputs = outputsAt(line, nudge * Math.max(1, Math.abs(x)));
        move(0);
        return outputs;
      };
      const [far, near] = [at(2 ** -12), at(2 ** -30)];
      y.forEach((value, j) => {
        // Outputs that move too little say nothing, and those that stand at 0 may be a ReLU's.
        if (value === 0 || Math.abs(far[j] - value) < 2 ** -18 * Math.abs(value)) return;
        if (near[j] === value) unnoticed++;
        else noticed++;
      });
    }
  }
  if (unnoticed <= noticed) return null;
  return y.every((value) => value === Math.fround(value))
    ? "forward rounds to single precision, and a difference needs double: is there a Math.fround in it, or a Float32Array?"
    : "forward loses digits, and a difference needs all of them: does something in it round to single precision (Math.fround, a Float32Array), or are two nearly equal numbers subtracted, as in 1 + e^x − 1? Math.log1p and Math.expm1 keep the digits.";
}

/** The weights c: between ½ and 1½ in size, so that no output goes unseen, with random signs. */
function outputWeights([rows, columns]: readonly number[], random: Random): Tensor {
  const draw = () => (random.uniform() < 0.5 ? -1 : 1) * (0.5 + random.uniform());
  return tensor(Float64Array.from({ length: rows * columns }, draw), rows, columns);
}

/** X itself, or one of the shape that is given. */
function inputOf(input: Tensor | readonly [batch: number, inputs: number], random: Random): Tensor {
  const isShape =
    Array.isArray(input) &&
    input.length === 2 &&
    input.every((length) => Number.isInteger(length) && length >= 0);
  if (isShape) return normalTensor(input as readonly [number, number], random);
  if (typeof input === "object" && "data" in input && input.shape?.length === 2) return input;
  throw new TypeError(
    `checkLayer: the input is ${plain(JSON.stringify(input) ?? String(input))}; give a tensor [batch, inputs], or its shape, such as [3, 4].`,
  );
}

function normalTensor([rows, columns]: readonly [number, number], random: Random): Tensor {
  return tensor(
    Float64Array.from({ length: rows * columns }, () => random.normal()),
    rows,
    columns,
  );
}

/** Who writes plain JavaScript is told what a layer needs. */
function expectLayer(layer: Partial<Layer>): void {
  const missing = [
    ...(Array.isArray(layer.parameters) ? [] : ["parameters, an array (empty if there are none)"]),
    ...(["forward", "backward"] as const).filter((name) => typeof layer[name] !== "function"),
    ...(Array.isArray(layer.parameters) ? layer.parameters : []).flatMap(
      (parameter: Partial<Parameter> | null | undefined, k) => {
        const { name = k, value, grad } = parameter ?? {};
        const shapes = [value, grad].map((it) => (it?.shape === undefined ? null : shapeOf(it)));
        return shapes[0] !== null && shapes[0] === shapes[1]
          ? []
          : [`value and grad in the parameter ${name}, two tensors of one shape`];
      },
    ),
  ];
  if (missing.length > 0) {
    throw new TypeError(`checkLayer: the layer has no ${missing.join(", and no ")}; add it.`);
  }
}
