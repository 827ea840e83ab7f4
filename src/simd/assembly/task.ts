/**
 * A task: a loop over columns or numbers that can be cut into parts, and what it works on.
 *
 * It lies at the start of the memory, where another thread finds it too. What a part computes does
 * not depend on how the others are cut, nor on who computes them.
 */
import {
  reluBackward,
  reluForward,
  sigmoidBackward,
  sigmoidForward,
  tanhBackward,
  tanhForward,
} from "./activations";
import { NEGLIGIBLE, updateWeights } from "./adam";
import { addNoise } from "./noise";
import { normaliseBackward, normaliseForward } from "./normalisation";
import { multiply, scratchOf, transpose } from "./products";
import { allFinite, setToZero } from "./rows";

/** Where the task lies; before it stands what `threads.ts` needs. `../memory.ts` leaves this room. */
const TASK: usize = 64;

/** Bytes of a float32. */
const FLOAT: usize = 4;

const PRODUCT: i32 = 0;
const ADAM: i32 = 1;
const RELU_FORWARD: i32 = 2;
const RELU_BACKWARD: i32 = 3;
const TANH_FORWARD: i32 = 4;
const TANH_BACKWARD: i32 = 5;
const SIGMOID_FORWARD: i32 = 6;
const SIGMOID_BACKWARD: i32 = 7;
const TRANSPOSE: i32 = 8;
const ZERO: i32 = 9;
const NOISE: i32 = 10;
const ALL_FINITE: i32 = 11;
const NORMALISE_FORWARD: i32 = 12;
const NORMALISE_BACKWARD: i32 = 13;

@unmanaged
class Task {
  loop: i32 = 0;
  a: usize = 0;
  b: usize = 0;
  c: usize = 0;
  d: usize = 0;
  e: usize = 0;
  f: usize = 0;
  g: usize = 0;
  h: usize = 0;
  aRow: usize = 0;
  aColumn: usize = 0;
  bRow: usize = 0;
  bColumn: usize = 0;
  rows: i32 = 0;
  inner: i32 = 0;
  columns: i32 = 0;
  keep: i32 = 0;
  byRows: i32 = 0;
  answer: i32 = 0;
  rate1: f32 = 0;
  rate2: f32 = 0;
  stepSize: f32 = 0;
  scale2: f32 = 0;
  epsilon: f32 = 0;
  least: f32 = 0;
  deviation: f64 = 0;
}

const task = changetype<Task>(TASK);
/** Where the constants of Adam begin, in the order of `adam.ts`. */
const ADAM_CONSTANTS: usize = TASK + offsetof<Task>("rate1");

/** The task is C = A·B or C += A·B; its parts are columns of C, or rows of C. See `multiply`. */
export function setProduct(
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  bColumn: usize,
  c: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  keep: i32,
  scratch: usize,
  byRows: i32,
): void {
  task.loop = PRODUCT;
  task.a = a;
  task.aRow = aRow;
  task.aColumn = aColumn;
  task.b = b;
  task.bRow = bRow;
  task.bColumn = bColumn;
  task.c = c;
  task.rows = rows;
  task.inner = inner;
  task.columns = columns;
  task.keep = keep;
  task.d = scratch;
  task.byRows = byRows;
}

/** The task is to fill `to` with Xᵀ of X [rows, columns]; its parts are rows of Xᵀ. See `transpose`. */
export function setTranspose(x: usize, rows: i32, columns: i32, to: usize): void {
  setEach(TRANSPOSE, x, to, 0);
  task.rows = rows;
  task.columns = columns;
}

/** The task is x = 0; its parts are numbers. */
export function setZero(x: usize): void {
  setEach(ZERO, x, 0, 0);
}

/** The question is whether all x are finite; its parts are numbers. `answer` gives 1 or 0. */
export function setAllFinite(x: usize): void {
  setEach(ALL_FINITE, x, 0, 0);
  task.answer = 1;
}

/** What the last question was answered with. */
export function answer(): i32 {
  return task.answer;
}

/** The task is y = x + deviation·ε; its parts are numbers, by fours. See `addNoise`. */
export function setNoise(words: usize, x: usize, y: usize, deviation: f64): void {
  setEach(NOISE, words, x, y);
  task.deviation = deviation;
}

/** The task is a step of Adam; its parts are weights. See `updateWeights`. */
export function setAdam(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  rate1: f32,
  rate2: f32,
  stepSize: f32,
  scale2: f32,
  epsilon: f32,
): void {
  setEach(ADAM, w, g, m);
  task.d = v;
  task.rate1 = rate1;
  task.rate2 = rate2;
  task.stepSize = stepSize;
  task.scale2 = scale2;
  task.epsilon = epsilon;
  task.least = NEGLIGIBLE;
}

/** The task is an activation; its parts are numbers. See `activations.ts`. */
export function setReluForward(x: usize, y: usize): void {
  setEach(RELU_FORWARD, x, y, 0);
}

export function setReluBackward(dy: usize, x: usize, dx: usize): void {
  setEach(RELU_BACKWARD, dy, x, dx);
}

export function setTanhForward(x: usize, y: usize): void {
  setEach(TANH_FORWARD, x, y, 0);
}

export function setTanhBackward(dy: usize, y: usize, dx: usize): void {
  setEach(TANH_BACKWARD, dy, y, dx);
}

export function setSigmoidForward(x: usize, y: usize): void {
  setEach(SIGMOID_FORWARD, x, y, 0);
}

export function setSigmoidBackward(dy: usize, y: usize, dx: usize): void {
  setEach(SIGMOID_BACKWARD, dy, y, dx);
}

function setEach(loop: i32, a: usize, b: usize, c: usize): void {
  task.loop = loop;
  task.a = a;
  task.b = b;
  task.c = c;
}

/** The task is batch normalisation; its parts are columns. See `normaliseForward`. */
export function setNormaliseForward(
  x: usize,
  gamma: usize,
  beta: usize,
  y: usize,
  normalised: usize,
  inverseDeviation: usize,
  runningMean: usize,
  runningVariance: usize,
  rows: i32,
  columns: i32,
): void {
  setEach(NORMALISE_FORWARD, x, gamma, beta);
  task.d = y;
  task.e = normalised;
  task.f = inverseDeviation;
  task.g = runningMean;
  task.h = runningVariance;
  task.rows = rows;
  task.columns = columns;
}

/** The task is its gradient. See `normaliseBackward`. */
export function setNormaliseBackward(
  dy: usize,
  gamma: usize,
  normalised: usize,
  inverseDeviation: usize,
  dGamma: usize,
  dBeta: usize,
  dx: usize,
  rows: i32,
  columns: i32,
): void {
  setEach(NORMALISE_BACKWARD, dy, gamma, normalised);
  task.d = inverseDeviation;
  task.e = dGamma;
  task.f = dBeta;
  task.g = dx;
  task.rows = rows;
  task.columns = columns;
}

/** Does the part of the task from `first` to just before `last`, as thread 0 or 1. */
export function run(first: i32, last: i32, thread: i32): void {
  const loop = task.loop;
  if (loop === PRODUCT) runProduct(first, last, thread);
  else if (loop === TRANSPOSE) transpose(task.a, task.rows, task.columns, task.b, first, last);
  else if (loop === NORMALISE_FORWARD) runNormaliseForward(first, last);
  else if (loop === NORMALISE_BACKWARD) runNormaliseBackward(first, last);
  else runEach(<usize>first * FLOAT, <usize>(last - first));
}

/** `multiply` of some columns, or of some rows. */
function runProduct(first: i32, last: i32, thread: i32): void {
  const scratch = task.d + <usize>thread * scratchOf(task.rows, task.inner);
  let a = task.a,
    c = task.c,
    rows = task.rows;
  if (task.byRows) {
    a += <usize>first * task.aRow * FLOAT;
    c += <usize>first * <usize>task.columns * FLOAT;
    rows = last - first;
    first = 0;
    last = task.columns;
  }
  multiply(
    a,
    task.aRow,
    task.aColumn,
    task.b,
    task.bRow,
    task.bColumn,
    c,
    rows,
    task.inner,
    task.columns,
    task.keep,
    scratch,
    first,
    last,
  );
}

/** The loops that do the same for each number: `length` of them, from that many bytes on. */
function runEach(from: usize, length: usize): void {
  const a = task.a + from;
  const b = task.b + from;
  const c = task.c + from;
  const loop = task.loop;
  if (loop === RELU_FORWARD) reluForward(a, b, length);
  else if (loop === RELU_BACKWARD) reluBackward(a, b, c, length);
  else if (loop === TANH_FORWARD) tanhForward(a, b, length);
  else if (loop === TANH_BACKWARD) tanhBackward(a, b, c, length);
  else if (loop === SIGMOID_FORWARD) sigmoidForward(a, b, length);
  else if (loop === SIGMOID_BACKWARD) sigmoidBackward(a, b, c, length);
  else if (loop === ZERO) setToZero(a, length);
  else if (loop === NOISE) addNoise(a, b, c, length, task.deviation);
  else if (loop === ALL_FINITE) {
    if (!allFinite(a, length)) task.answer = 0; // whoever finds one
  } else updateWeights(a, b, c, task.d + from, length, ADAM_CONSTANTS);
}

function runNormaliseForward(first: i32, last: i32): void {
  normaliseForward(
    task.a,
    task.b,
    task.c,
    task.d,
    task.e,
    task.f,
    task.g,
    task.h,
    task.rows,
    task.columns,
    first,
    last,
  );
}

function runNormaliseBackward(first: i32, last: i32): void {
  normaliseBackward(
    task.a,
    task.b,
    task.c,
    task.d,
    task.e,
    task.f,
    task.g,
    task.rows,
    task.columns,
    first,
    last,
  );
}
