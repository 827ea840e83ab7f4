/** An exercise of chapter 3: a leaky ReLU with the slope 0.1. */
import { checkLayer } from "../../../src/gradcheck/check-layer.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { Activation, type ActivationFunction } from "../../../src/layers/activation.ts";
import { doubleKernels } from "../../../src/tensor/kernels.ts";

const SLOPE = 0.1;

/** Looks at forward first, against the definition, and then at both together. */
export function checkLeakyRelu(answer: ActivationFunction): CheckResult {
  const x = Float64Array.of(2, -2, 0.5, -0.5, 3, -4);
  const y = new Float64Array(x.length).fill(7);
  answer.forward(x, y, x.length);
  const wrong = x.findIndex(
    (value, i) => Math.abs(y[i] - (value > 0 ? value : SLOPE * value)) > 1e-12,
  );
  if (wrong >= 0) {
    const right = x[wrong] > 0 ? x[wrong] : SLOPE * x[wrong];
    const unwritten = y[wrong] === 7 ? " Is y written at all?" : "";
    return conclude(
      "leaky relu",
      [],
      [
        `forward makes ${Number(y[wrong].toPrecision(6))} of ${x[wrong]}, and it should be ${right}.${unwritten}`,
      ],
    );
  }
  return { ...checkLayer(new Activation(doubleKernels, answer), [5, 4]), name: "leaky relu" };
}
