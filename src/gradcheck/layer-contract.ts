/**
 * What src/layers/layer.ts asks of a layer beside right numbers: each check gives the sentences about what
 * it found amiss.
 */
import type { Parameter, Wanted } from "../layers/layer.ts";
import { type Tensor, tensor } from "../tensor/tensor.ts";
import { place, relativeError } from "./comparison.ts";
import { same } from "./elements.ts";
import type { Subject } from "./subject.ts";

/** Starts each `grad` elsewhere than at 0 and asks that backward adds the same to it as before. */
export function accumulation(
  subject: Subject,
  dY: Tensor,
  gradients: readonly Float64Array[],
): string[] {
  const { values } = subject.backward(dY, { start: START });
  return subject.layer.parameters.flatMap(({ name }, k) => {
    if (near(values[k], gradients[k], START)) return [];
    return near(values[k], gradients[k], 0)
      ? `${name}: backward overwrites grad instead of adding to it; write grad[i] += …, because gradients add up, over the batch and from call to call.`
      : `${name}: backward, called with something in grad, does not add the gradient to it.`;
  });
}

/**
 * Fills the dX of the first backward, if it is the layer's own memory, before another forward: what forward
 * keeps for backward may lie there, too.
 */
export function leftInDX(
  subject: Subject,
  dY: Tensor,
  gradients: readonly Float64Array[],
  dX: Tensor,
): string[] {
  const { layer, X } = subject;
  const others = [X, ...layer.parameters.flatMap(({ value, grad }) => [value, grad])];
  if (others.some(({ data }) => data === dX.data)) return [];
  const k = layer.parameters.length;
  const found = subject.backward(dY, { before: () => dX.data.fill(JUNK) }).values[k];
  const spoilt = [...found.keys()].filter(
    (i) => !near([found[i]], gradients[k].subarray(i, i + 1), 0),
  );
  if (spoilt.length === 0) return [];
  const where = place({ name: "X", shape: X.shape }, spoilt[0]);
  return [
    spoilt.every((i) => found[i] === JUNK)
      ? `X: backward does not write all of dX: at ${where}, one of ${spoilt.length}, what stood in it before is left.`
      : "X: backward adds to what stood in dX before; write dX[i] = …, or fill it with 0 before its sums.",
  ];
}

/**
 * Asks for the gradients of much larger and much smaller dY: a dY that is clipped, or cut off near 0,
 * may be right for the one that the check has taken. A power of two adds no rounding.
 */
export function outOfProportion(
  subject: Subject,
  dY: Tensor,
  gradients: readonly Float64Array[],
): string[] {
  const names = [...subject.layer.parameters.map(({ name }) => name), "X"];
  const times = [2 ** 30, -(2 ** -30)].map((factor) => {
    const scaled = tensor(
      dY.data.map((c) => factor * c),
      ...dY.shape,
    );
    return subject.backward(scaled).values.map((values) => values.map((value) => value / factor));
  });
  // What is not a number of full precision any more, times so much, says nothing.
  const fits = (values: Float64Array) =>
    values.every(
      (value) => value === 0 || (Math.abs(value) < 2 ** 990 && Math.abs(value) > 2 ** -990),
    );
  return names.flatMap((name, k) =>
    !fits(gradients[k]) || times.every((values) => near(values[k], gradients[k], 0))
      ? []
      : `${name}: backward is not proportional to dY: a dY that is 2³⁰ times as large, or −2⁻³⁰ times, does not give as many times the gradient. Is dY clipped, cut off or rounded?`,
  );
}

/** Asks a layer that is told what is wanted for the same numbers as without. */
export function wishes(subject: Subject, dY: Tensor, gradients: readonly Float64Array[]): string[] {
  const faults: string[] = [];
  const { parameters } = subject.layer;
  const other = tensor(
    dY.data.map((weight) => 1 - weight),
    ...dY.shape,
  );
  const backward = (wanted: Wanted) => {
    subject.backward(other); // so that nothing right is left over from before
    return subject.backward(dY, { wanted, start: START }).values;
  };

  const forParameters = backward("parameters");
  parameters.forEach(({ name }, k) => {
    if (!near(forParameters[k], gradients[k], START)) {
      faults.push(`${name}: backward(dY, "parameters") gives another gradient than backward(dY).`);
    }
  });

  const forInput = backward("input");
  if (!near(forInput[parameters.length], gradients[parameters.length], 0)) {
    faults.push(`X: backward(dY, "input") gives another dX than backward(dY).`);
  }
  parameters.forEach(({ name }, k) => {
    const leftAlone = forInput[k].every((value) => value === START);
    if (!leftAlone && !near(forInput[k], gradients[k], START)) {
      faults.push(
        `${name}: backward(dY, "input") neither leaves grad alone nor adds the gradient.`,
      );
    }
  });
  return faults;
}

/** What stands in a `grad` before a backward that is to add to it. */
const START = 1;

/** What stands in dX before a backward that is to overwrite it. */
const JUNK = 7;

/** Is each number `start` plus the gradient's? NaN is NaN. */
function near(values: ArrayLike<number>, gradient: Float64Array, start: number): boolean {
  return gradient.every(
    (value, i) =>
      Object.is(values[i], start + value) || relativeError(values[i], start + value, start) <= 1e-9,
  );
}

interface Snapshot {
  readonly x: Float64Array;
  readonly values: readonly Float64Array[];
}

export function snapshot(X: Tensor, parameters: readonly Parameter[]): Snapshot {
  return {
    x: new Float64Array(X.data),
    values: parameters.map(({ value }) => new Float64Array(value.data)),
  };
}

/** What forward and backward should have left as it was. */
export function changed(
  { x, values }: Snapshot,
  X: Tensor,
  parameters: readonly Parameter[],
): string[] {
  const faults: string[] = [];
  if (!same(X.data, x)) faults.push("forward or backward changes X, which belongs to the caller.");
  parameters.forEach(({ name, value }, k) => {
    if (!same(value.data, values[k]))
      faults.push(`${name}: forward or backward changes its value.`);
  });
  return faults;
}
