/** Marks of a loss's gradient that show beside P and T. */
import { about, comparedOf, matches, type Pattern } from "./hints.ts";
import { besideFactors, type Factor, wrongWhere } from "./marks.ts";

/** What may be seen of dP. */
export function lossMarks(p: Float64Array, t: Float64Array): readonly Pattern[] {
  const slope = (written: string, y: (i: number) => number): Factor => ({
    written,
    value: (i) => y(i) * (1 - y(i)),
  });
  return [
    wrongWhere([
      { written: "T is 0", holds: (i) => t[i] === 0 },
      { written: "T is 1", holds: (i) => t[i] === 1 },
      { written: "P is less than T", holds: (i) => p[i] < t[i] },
      { written: "P is greater than T", holds: (i) => p[i] > t[i] },
    ]),
    besideFactors([
      slope("P·(1 − P)", (i) => p[i]),
      slope("p·(1 − p), with p the sigmoid of P,", (i) => 1 / (1 + Math.exp(-p[i]))),
    ]),
    ofOneSize,
    ofDifference(p, t),
  ];
}

/** The derivative of |P − T| is 1 or −1, however far they are apart. */
const ofOneSize: Pattern = (it) => {
  const sizes = comparedOf(it).map((i) => Math.abs(it.analytic[i]));
  return it.wrong.length > 2 && sizes.every((size) => about(size, sizes[0]))
    ? "Every value has the same size: is this the derivative of the absolute error, |P − T|?"
    : null;
};

/** P − T, where an activation of P should stand: σ(P) − T. */
function ofDifference(p: Float64Array, t: Float64Array): Pattern {
  return (it) => {
    const [first] = it.wrong.filter((i) => p[i] !== t[i]);
    if (first === undefined) return null;
    const times = it.analytic[first] / (p[first] - t[first]);
    return matches(it, (i) => times * (p[i] - t[i]))
      ? "These are the values of P − T itself: is the sigmoid or the softmax of P left out?"
      : null;
  };
}
