/**
 * How well a score tells anomalies from what is usual: the ROC curve, and the area under it.
 *
 * Each threshold finds some of the anomalies (the true positive rate) and calls some usual rows
 * anomalies too (the false positive rate). The area is the probability that an anomaly has the higher
 * score of the two: 0.5 is a guess, 1 is perfect; equal scores count half.
 *
 * Source: Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27 (2006),
 * algorithms 1 and 2.
 */

/** A point of the curve: what a threshold finds. */
export interface RocPoint {
  readonly falsePositives: number;
  readonly truePositives: number;
}

/** The curve, and the area under it. */
export interface Roc {
  /** From (0, 0) to (1, 1). */
  readonly points: readonly RocPoint[];
  readonly area: number;
}

/**
 * @param scores the higher, the more unusual
 * @param anomalous whether each row is an anomaly
 * @throws RangeError if there are not as many of both, if all rows are of one kind, or a score is NaN.
 */
export function roc(scores: ArrayLike<number>, anomalous: ArrayLike<boolean>): Roc {
  const positives = Array.from(anomalous).filter(Boolean).length;
  const negatives = scores.length - positives;
  if (scores.length !== anomalous.length || positives === 0 || negatives === 0) {
    throw new RangeError(
      `roc: there are ${scores.length} scores, and ${positives} of ${anomalous.length} rows are anomalies; it needs a score for each row, and rows of both kinds.`,
    );
  }
  const unknown = Array.from(scores).findIndex(Number.isNaN);
  if (unknown >= 0) {
    throw new RangeError(
      `roc: the score of row ${unknown} is NaN, which is neither high nor low; look for where it became so.`,
    );
  }
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => Number(scores[b] > scores[a]) - Number(scores[b] < scores[a]),
  );
  const points: RocPoint[] = [{ falsePositives: 0, truePositives: 0 }];
  let [found, alarms, area] = [0, 0, 0];
  for (let k = 0; k < order.length; ) {
    const before = { found, alarms };
    const score = scores[order[k]];
    for (; k < order.length && scores[order[k]] === score; k++) {
      if (anomalous[order[k]]) found++;
      else alarms++;
    }
    area += ((alarms - before.alarms) * (found + before.found)) / 2;
    points.push({ falsePositives: alarms / negatives, truePositives: found / positives });
  }
  return { points, area: area / positives / negatives };
}

/**
 * The smallest of some numbers that at least the share q of them does not exceed.
 *
 * @param numbers are sorted in place
 * @throws RangeError if there are none, or q is not from 0 to 1.
 */
export function quantile(numbers: Float32Array, q: number): number {
  if (numbers.length === 0 || !(q >= 0 && q <= 1)) {
    throw new RangeError(
      `quantile: the quantile ${q} of ${numbers.length} numbers is asked for; give at least one number, and a share from 0 to 1.`,
    );
  }
  numbers.sort();
  const count = numbers.length;
  let at = Math.max(0, Math.ceil(q * count) - 1);
  if (at > 0 && at / count >= q) at--; // 0.07·100 is rounded to more than 7
  return numbers[at];
}
