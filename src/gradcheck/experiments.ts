/**
 * Marks that a layer shows when it is asked again: with another dY, with one output at a time.
 *
 * The derivative of each output with respect to each element is a term t of the chain rule's sum,
 * dL/dx = Σⱼ cⱼ·tⱼ. Differences give these terms one by one; and so does backward, given a dY that is
 * 1 for one output and 0 for all others. Held against each other, they show which terms are left
 * out, or have the wrong sign, or come from where they should not.
 */
import { shapeOf, type Tensor, tensor, valuesOf } from "../tensor/tensor.ts";
import type { Comparison } from "./comparison.ts";
import { outputsAt, STEP, stepFor } from "./difference.ts";
import { about, type Count, comparedOf, explainFactor, matches, type Pattern } from "./hints.ts";
import { comesFrom } from "./marks.ts";
import type { Subject } from "./subject.ts";

/** One of the gradients of a layer: which one, the numbers it belongs to, and the dY that was given. */
export interface Question {
  readonly subject: Subject;
  /** The position among the parameters; the input comes last. */
  readonly k: number;
  readonly values: Float64Array;
  readonly dY: Tensor;
  /** What backward gave for it. */
  readonly gradient: Float64Array;
  readonly counts: readonly Count[];
}

/** Above this many terms, none are computed: a hint is not worth the time. */
const MANY = 250_000;

/** What may be seen of a gradient by asking the layer again. */
export function experiments(question: Question): readonly Pattern[] {
  const { subject, k, values, dY } = question;
  const isInput = k === subject.layer.parameters.length;
  const few = values.length * dY.size <= MANY;
  return [
    () => answerToDY(question),
    ...(few ? [(it: Comparison) => byTerms(question, isInput, it)] : []),
    ...(isInput ? [appliedTwice(question)] : []),
  ];
}

/** Backward is to be proportional to dY. */
function answerToDY({ subject, k, dY, gradient }: Question): string | null {
  const times = (factor: number) =>
    subject.backward(
      tensor(
        dY.data.map((c) => factor * c),
        ...dY.shape,
      ),
    ).values[k];
  const is = (values: Float64Array, factor: number) =>
    values.every((value, i) => about(value, factor * gradient[i]));
  const twice = times(2);
  if (is(twice, 1)) return "backward gives the same for 2·dY as for dY: is dY left out?";
  if (is(twice, 4)) {
    return "backward gives 4 times as much for 2·dY as for dY: is dY multiplied in twice?";
  }
  if (!is(twice, 2)) {
    return "backward gives neither the same nor twice as much for 2·dY as for dY: is dY left out of one of its terms?";
  }
  return is(times(-1), -1)
    ? null
    : "backward of −dY is not minus backward of dY: does it look at the sign of dY where that of X is meant?";
}

/** The terms of each element, by differences and by backward: one row for each element. */
interface Terms {
  readonly right: readonly Float64Array[];
  readonly given: readonly Float64Array[];
  /** The largest of the right ones. */
  readonly largest: number;
}

function termsOf({ subject, k, values, dY }: Question): Terms {
  const here = Float64Array.from(subject.outputs());
  const right = Array.from(values, (x, i) => {
    const move = (t: number) => {
      values[i] = x + t;
    };
    const line = { evaluate: () => subject.outputs(), here, c: here, move };
    const h = stepFor(Math.abs(x), STEP);
    const [left, right] = [outputsAt(line, -h), outputsAt(line, h)];
    move(0);
    return right.map((y, j) => (y - left[j]) / (2 * h));
  });
  const columns = Array.from({ length: dY.size }, (_, j) => {
    const one = new Float64Array(dY.size);
    one[j] = 1;
    return subject.backward(tensor(one, ...dY.shape)).values[k];
  });
  const given = right.map((_, i) => Float64Array.from(columns, (column) => column[i]));
  const largest = right.reduce(
    (most, row) => row.reduce((a, t) => Math.max(a, Math.abs(t)), most),
    0,
  );
  return { right, given, largest };
}

function byTerms(question: Question, isInput: boolean, it: Comparison): string | null {
  const terms = termsOf(question);
  const { dY, subject, counts } = question;
  const compared = comparedOf(it);
  const [rows, width] = [it.shape[0], it.shape[1] ?? 1];
  const [, outputs] = dY.shape;
  const sameShape = isInput && outputs === width && dY.shape[0] === rows;
  return (
    sumText(terms, compared) ??
    (isInput ? rowsText(terms, compared, width, outputs) : null) ??
    (sameShape ? othersText(terms, compared, width, counts) : null) ??
    (sameShape ? columnText(terms, compared, width, subject.X) : null) ??
    indexText(question, terms, isInput, it)
  );
}

/** Is a term next to nothing? */
const isNone = (term: number, { largest }: Terms) => Math.abs(term) <= 1e-7 * largest;

/** Which terms of each sum are right, and which are left out? */
function sumText(terms: Terms, compared: readonly number[]): string | null {
  const sums = compared.map((i) => {
    const { right, given } = terms;
    const members = [...right[i].keys()].filter((j) => !isNone(right[i][j], terms));
    const kept = members.map((j) => about(given[i][j], right[i][j], terms.largest));
    const others = given[i].every((t, j) => members.includes(j) || isNone(t, terms));
    const left = members.map((j) => isNone(given[i][j], terms));
    return { kept, fits: others && kept.every((is, n) => is !== left[n]) };
  });
  const long = sums.filter(({ kept }) => kept.length > 1);
  if (long.length === 0 || !sums.every(({ fits }) => fits)) return null;
  const first = () => 0;
  const last = (length: number) => length - 1;
  const only = (place: (length: number) => number) =>
    long.every(({ kept }) => kept.every((is, n) => is === (n === place(kept.length))));
  const allBut = (place: (length: number) => number) =>
    long.every(({ kept }) => kept.every((is, n) => is !== (n === place(kept.length))));
  if (long.every(({ kept }) => kept.length === 2)) {
    if (only(last)) {
      return "Each value is the second of its two terms alone: is there = where += is meant, or does a loop start one too late?";
    }
    if (only(first)) {
      return "Each value is the first of its two terms alone: does a loop end one too early?";
    }
  }
  if (only(last))
    return "Each value is the last term of its sum alone: is there = where += is meant?";
  if (only(first)) {
    return "Each value is the first term of its sum alone: does the loop end after one round?";
  }
  if (allBut(last)) return "The last term of each sum is left out: does a loop stop one too early?";
  if (allBut(first))
    return "The first term of each sum is left out: does a loop start one too late?";
  return null;
}

/** Does something come from rows that have nothing to do with it? */
function rowsText(
  terms: Terms,
  compared: readonly number[],
  width: number,
  outputs: number,
): string | null {
  const { right, given } = terms;
  const rowOf = (i: number) => Math.floor(i / width);
  const foreign = (i: number) =>
    [...right[i].keys()].filter((j) => Math.floor(j / outputs) !== rowOf(i));
  const apart = compared.every((i) => foreign(i).every((j) => isNone(right[i][j], terms)));
  const leaks = compared.some((i) => foreign(i).some((j) => !isNone(given[i][j], terms)));
  const ownRight = compared.every((i) =>
    [...right[i].keys()].every(
      (j) => Math.floor(j / outputs) !== rowOf(i) || about(given[i][j], right[i][j], terms.largest),
    ),
  );
  return apart && leaks && ownRight
    ? "dX of a row depends on dY of other rows: does a sum run on from row to row?"
    : null;
}

/** An element's own output is right or not; what of the others that it moves? */
function othersText(
  terms: Terms,
  compared: readonly number[],
  width: number,
  counts: readonly Count[],
): string | null {
  const { right, given } = terms;
  const others = compared.flatMap((i) =>
    [...right[i].keys()]
      .filter((j) => j !== i && !isNone(right[i][j], terms))
      .map((j) => ({ i, j, right: right[i][j], given: given[i][j] })),
  );
  if (others.length < 2) return null;
  const acrossRows = others.some(({ i, j }) => Math.floor(i / width) !== Math.floor(j / width));
  if (others.every(({ given }) => isNone(given, terms))) {
    return acrossRows
      ? "Each value counts its own output alone, but the outputs of other rows depend on it, too: is what comes of the batch's mean or variance left out?"
      : "Each value counts its own output alone, but the others of its row depend on it, too.";
  }
  const lastAlone = others.every(({ j, right, given }) =>
    j % width === width - 1 ? about(given, right, terms.largest) : isNone(given, terms),
  );
  if (lastAlone && !acrossRows) {
    return "Of the other outputs, the last one alone counts: is there = where += is meant?";
  }
  const largest = others.reduce((a, b) => (Math.abs(b.right) > Math.abs(a.right) ? b : a));
  const factor = largest.given / largest.right;
  if (
    about(factor, 1) ||
    !others.every((it) => about(it.given, factor * it.right, terms.largest))
  ) {
    return null;
  }
  return about(factor, -1)
    ? "What comes from the other outputs has the wrong sign."
    : explainFactor("From the other outputs, every value", factor, counts);
}

/** Does each column of dX lack what comes of the batch's mean, or of its variance? */
function columnText(
  terms: Terms,
  compared: readonly number[],
  width: number,
  X: Tensor,
): string | null {
  const x = valuesOf(X);
  const error = (i: number, j: number) => terms.given[i][j] - terms.right[i][j];
  const largest = terms.largest;
  const columnOf = (i: number) => i % width;
  const means = Array.from({ length: width }, (_, j) => meanOf(x, width, j));
  const fromMean = (i: number) => x[i] - means[columnOf(i)];
  /** Is every error in a column the same number times `shape`, and not 0? */
  const proportional = (shape: (i: number, j: number) => number) =>
    Array.from({ length: width }, (_, column) => column).every((column) => {
      const own = compared.filter((i) => columnOf(i) === column);
      if (own.length < 3) return false;
      const pairs = own.flatMap((i) => own.map((j) => ({ i, j })));
      const first = pairs.reduce((a, b) =>
        Math.abs(shape(b.i, b.j)) > Math.abs(shape(a.i, a.j)) ? b : a,
      );
      const times = error(first.i, first.j) / shape(first.i, first.j);
      return (
        Math.abs(times * shape(first.i, first.j)) > 1e-5 * largest &&
        pairs.every(({ i, j }) => Math.abs(error(i, j) - times * shape(i, j)) <= 1e-6 * largest)
      );
    });
  if (proportional(() => 1)) {
    return "Each column of dX is off by the same in every row: is the part that comes of the batch's mean left out, or divided wrongly?";
  }
  if (proportional((i, j) => fromMean(i) * fromMean(j))) {
    return "Each column of dX is off in proportion to how far x lies from the column's mean: is the part that comes of the batch's variance left out, or divided wrongly?";
  }
  return null;
}

function meanOf(x: ArrayLike<number>, width: number, column: number): number {
  let sum = 0;
  for (let i = column; i < x.length; i += width) sum += x[i];
  return sum / (x.length / width);
}

/** Are right numbers read from, or written to, the wrong place? */
function indexText(
  { subject, dY, values }: Question,
  { right }: Terms,
  isInput: boolean,
  it: Comparison,
): string | null {
  const [batch, inputs] = subject.X.shape;
  const [, outputs] = dY.shape;
  const c = dY.data;
  const x = valuesOf(subject.X);
  const [rows, columns = 1] = it.shape;
  const widths = [...new Set([inputs, outputs, batch])];
  const sum = (length: number, term: (n: number) => number) => {
    let total = 0;
    for (let n = 0; n < length; n++) total += term(n);
    return total;
  };
  const at = (numbers: ArrayLike<number>, i: number) => numbers[i] ?? Number.NaN;
  const patterns: Pattern[] = [];

  if (isInput) {
    // The terms of a row, as a matrix [inputs, outputs]: for a dense layer they are W.
    const term = (b: number, i: number, o: number) => right[b * inputs + i][b * outputs + o];
    const fromRow = (value: (b: number, i: number) => number) => (position: number) =>
      value(Math.floor(position / inputs), position % inputs);
    patterns.push(
      comesFrom(
        fromRow((b, i) =>
          sum(outputs, (o) => {
            const flat = o * inputs + i;
            return c[b * outputs + o] * term(b, Math.floor(flat / outputs), flat % outputs);
          }),
        ),
        "These are the values that come of the transposed matrix: is W read where Wᵀ is meant, or the other way round?",
      ),
    );
    for (const width of widths.filter((width) => width !== outputs)) {
      patterns.push(
        comesFrom(
          fromRow((b, i) => sum(outputs, (o) => at(c, b * width + o) * term(b, i, o))),
          `These are the values that come of reading dY in rows of ${width}; its rows have ${outputs}.`,
        ),
      );
    }
  } else if (rows === inputs && columns === outputs) {
    const product =
      (X: (b: number, i: number) => number, dY: (b: number, o: number) => number) =>
      (position: number) =>
        sum(batch, (b) => X(b, Math.floor(position / outputs)) * dY(b, position % outputs));
    for (const width of widths) {
      if (width !== inputs) {
        patterns.push(
          comesFrom(
            product(
              (b, i) => at(x, b * width + i),
              (b, o) => c[b * outputs + o],
            ),
            `These are the values that come of reading X in rows of ${width}; its rows have ${inputs}.`,
          ),
        );
      }
      if (width !== outputs) {
        patterns.push(
          comesFrom(
            product(
              (b, i) => x[b * inputs + i],
              (b, o) => at(c, b * width + o),
            ),
            `These are the values that come of reading dY in rows of ${width}; its rows have ${outputs}.`,
          ),
        );
      }
    }
    patterns.push(
      comesFrom(
        (i) => sum(c.length, (j) => (right[i][j] === 0 ? 0 : c[j] * values[i])),
        "These are the values that come of the parameter itself: is W read where X is meant?",
      ),
    );
  }
  for (const width of widths.filter((width) => width !== columns)) {
    const written = new Float64Array(it.numerical.length).fill(Number.NaN);
    it.numerical.forEach((value, i) => {
      const place = Math.floor(i / columns) * width + (i % columns);
      if (place < written.length) written[place] = value;
    });
    patterns.push(
      comesFrom(
        (i) => written[i],
        `The values are right, but written in rows of ${width}; they belong in rows of ${columns}.`,
      ),
    );
  }
  for (const pattern of patterns) {
    const said = pattern(it);
    if (said !== null) return said;
  }
  return null;
}

/** Is the derivative of an activation taken at Y, as if it were X? */
function appliedTwice({ subject, dY }: Question): Pattern {
  return (it) => {
    const { X } = subject;
    if (shapeOf(X) !== shapeOf(dY)) return null;
    const here = Float64Array.from(subject.outputs());
    let moved = here;
    const line = {
      here,
      evaluate: () => subject.with(tensor(moved, ...X.shape)).outputs(),
      move(t: number) {
        moved = here.map((y) => y + t);
      },
    };
    const [left, right] = [-STEP, STEP].map((h) => outputsAt(line, h));
    subject.forward();
    return matches(it, (i) => (dY.data[i] * (right[i] - left[i])) / (2 * STEP))
      ? "These are the values that come of the derivative taken at Y instead of X: is the function applied twice?"
      : null;
  };
}
