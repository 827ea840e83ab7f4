/**
 * Checks a layer: what `backward` says against what `forward` does.
 *
 * A layer has many outputs and a derivative wants one number. So we take L = Σ cⱼ·yⱼ with fixed
 * random weights c: then dL/dY is c, which is what `backward` is given, and since no two outputs
 * weigh the same, none can be taken for another.
 */
import type { Layer, Parameter, Wanted } from "../layers/layer.ts";
import { Random } from "../tensor/random.ts";
import { shapeOf, type Tensor, tensor, valuesOf } from "../tensor/tensor.ts";
import { place, relativeError } from "./comparison.ts";
import { compareElements, doubles, same } from "./elements.ts";
import { type CheckOptions, type CheckResult, conclude, withDefaults } from "./result.ts";

/**
 * Checks dX and the gradient of every parameter, element by element, for one input.
 *
 * And the rest of the contract: `forward` gives the same for the same input, `backward` adds to
 * each `grad`, neither changes what is not its own, and a layer that is told which gradients are
 * `wanted` computes those as it does without.
 *
 * The parameters' values are the same afterwards as before.
 *
 * @param input X [batch, inputs], or only its shape: then X is drawn from N(0, 1)
 * @throws TypeError if the input or a parameter is not over a Float64Array.
 */
export function checkLayer(
  layer: Layer,
  input: Tensor | readonly [batch: number, inputs: number],
  options: CheckOptions = {},
): CheckResult {
  const { step, tolerance, seed } = withDefaults(options);
  const random = new Random(seed);
  const X = "data" in input ? input : normalTensor(input, random);
  const parameters = layer.parameters;
  const before = snapshot(X, parameters);
  const faults: string[] = [];

  for (const { grad } of parameters) grad.data.fill(0);
  const Y = layer.forward(X);
  const y = doubles("Y", valuesOf(Y)).slice();
  const unfit = y.findIndex((value) => !Number.isFinite(value));
  if (unfit >= 0) {
    const where = place({ name: "Y", shape: Y.shape }, unfit);
    return conclude(
      layer.constructor.name,
      [],
      [
        `forward gives ${y[unfit]} for ${where}, before anything is nudged: is forward right, and is X where it is defined?`,
      ],
    );
  }
  const dY = outputWeights(Y.shape, random);
  const c = doubles("dY", dY.data).slice();
  const dX = layer.backward(dY);
  const inputGradient = Float64Array.from(valuesOf(dX));
  const gradients = parameters.map(({ grad }) => Float64Array.from(grad.data));

  if (dX.shape[0] !== X.shape[0] || dX.shape[1] !== X.shape[1]) {
    faults.push(
      `backward returns dX ${shapeOf(dX)}, but X is ${shapeOf(X)}; they need the same shape.`,
    );
    return conclude(layer.constructor.name, [], faults);
  }
  if (!same(dY.data, c)) faults.push("backward changes dY, which belongs to the layer behind.");
  faults.push(...changed(before, X, parameters));
  if (!same(layer.forward(X).data, y)) {
    faults.push(
      "forward gives another Y for the same X: if it draws at random, give it the same seed each time.",
    );
  }
  const overwritten = accumulation(layer, X, dY, gradients);
  faults.push(...overwritten);
  if (overwritten.length === 0) faults.push(...wishes(layer, X, dY, inputGradient, gradients));

  const probing = {
    evaluate: () => valuesOf(layer.forward(X)),
    here: y,
    c,
    step,
    tolerance,
  };
  const comparisons = [
    ...parameters.map(({ name, value }, k) =>
      compareElements(name, value.shape, gradients[k], doubles(name, value.data), probing),
    ),
    compareElements("X", X.shape, inputGradient, doubles("X", X.data), probing),
  ];
  return conclude(layer.constructor.name, comparisons, faults, [
    { value: X.shape[0], meaning: "the batch size" },
  ]);
}

/** Starts each `grad` elsewhere than at 0 and asks that backward adds the same to it as before. */
function accumulation(
  layer: Layer,
  X: Tensor,
  dY: Tensor,
  gradients: readonly Float64Array[],
): string[] {
  for (const { grad } of layer.parameters) grad.data.fill(START);
  layer.forward(X);
  layer.backward(dY);
  return layer.parameters.flatMap(({ name, grad }, k) => {
    if (near(grad.data, gradients[k], START)) return [];
    return near(grad.data, gradients[k], 0)
      ? `${name}: backward overwrites grad instead of adding to it; write grad[i] += …, because gradients add up, over the batch and from call to call.`
      : `${name}: backward, called with something in grad, does not add the gradient to it.`;
  });
}

/** Asks a layer that is told what is wanted for the same numbers as without. */
function wishes(
  layer: Layer,
  X: Tensor,
  dY: Tensor,
  inputGradient: Float64Array,
  gradients: readonly Float64Array[],
): string[] {
  const faults: string[] = [];
  const other = tensor(
    doubles("dY", dY.data).map((weight) => 1 - weight),
    ...dY.shape,
  );
  const backward = (wanted: Wanted) => {
    layer.forward(X);
    layer.backward(other); // so that nothing right is left over from before
    for (const { grad } of layer.parameters) grad.data.fill(START);
    return layer.backward(dY, wanted);
  };

  backward("parameters");
  layer.parameters.forEach(({ name, grad }, k) => {
    if (!near(grad.data, gradients[k], START)) {
      faults.push(`${name}: backward(dY, "parameters") gives another gradient than backward(dY).`);
    }
  });

  if (!near(valuesOf(backward("input")), inputGradient, 0)) {
    faults.push(`X: backward(dY, "input") gives another dX than backward(dY).`);
  }
  layer.parameters.forEach(({ name, grad }, k) => {
    const leftAlone = grad.data.every((value) => value === START);
    if (!leftAlone && !near(grad.data, gradients[k], START)) {
      faults.push(
        `${name}: backward(dY, "input") neither leaves grad alone nor adds the gradient.`,
      );
    }
  });
  return faults;
}

/** What stands in a `grad` before a backward that is to add to it. */
const START = 1;

/** Is each number `start` plus the gradient's? */
function near(values: ArrayLike<number>, gradient: Float64Array, start: number): boolean {
  return gradient.every(
    (value, i) =>
      Object.is(values[i], start + value) || relativeError(values[i], start + value, 1) <= 1e-9,
  );
}

/** The weights c: between ½ and 1½ in size, so that no output goes unseen, with random signs. */
function outputWeights([rows, columns]: readonly number[], random: Random): Tensor {
  const draw = () => (random.uniform() < 0.5 ? -1 : 1) * (0.5 + random.uniform());
  return tensor(Float64Array.from({ length: rows * columns }, draw), rows, columns);
}

function normalTensor([rows, columns]: readonly [number, number], random: Random): Tensor {
  return tensor(
    Float64Array.from({ length: rows * columns }, () => random.normal()),
    rows,
    columns,
  );
}

interface Snapshot {
  readonly x: Float64Array;
  readonly values: readonly Float64Array[];
}

function snapshot(X: Tensor, parameters: readonly Parameter[]): Snapshot {
  return {
    x: doubles("X", valuesOf(X)).slice(),
    values: parameters.map(({ name, value }) => doubles(name, valuesOf(value)).slice()),
  };
}

/** What forward and backward should have left as it was. */
function changed({ x, values }: Snapshot, X: Tensor, parameters: readonly Parameter[]): string[] {
  const faults: string[] = [];
  if (!same(X.data, x)) faults.push("forward or backward changes X, which belongs to the caller.");
  parameters.forEach(({ name, value }, k) => {
    if (!same(value.data, values[k]))
      faults.push(`${name}: forward or backward changes its value.`);
  });
  return faults;
}
