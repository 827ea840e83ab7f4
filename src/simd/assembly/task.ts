/**
 * A task: a loop over columns or numbers that can be cut into parts, and what it works on.
 *
 * It lies at the start of the memory, where another thread finds it too. What a part computes does
 * not depend on how the others are cut, nor on who computes them.
 */
import { updateWeights } from "./adam";
import { multiply, scratchOf } from "./products";

/** Where the task lies; before it stands what `threads.ts` needs. `../memory.ts` leaves this room. */
const TASK: usize = 64;

const PRODUCT: i32 = 0;
const ADAM: i32 = 1;

@unmanaged
class Task {
  loop: i32 = 0;
  a: usize = 0;
  b: usize = 0;
  c: usize = 0;
  d: usize = 0;
  aRow: usize = 0;
  aColumn: usize = 0;
  bRow: usize = 0;
  bColumn: usize = 0;
  rows: i32 = 0;
  inner: i32 = 0;
  columns: i32 = 0;
  keep: i32 = 0;
  rate1: f32 = 0;
  rate2: f32 = 0;
  stepSize: f32 = 0;
  scale2: f32 = 0;
  epsilon: f32 = 0;
}

const task = changetype<Task>(TASK);

/** The task is C = A·B or C += A·B; its parts are columns of C. See `multiply`. */
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
  task.loop = ADAM;
  task.a = w;
  task.b = g;
  task.c = m;
  task.d = v;
  task.rate1 = rate1;
  task.rate2 = rate2;
  task.stepSize = stepSize;
  task.scale2 = scale2;
  task.epsilon = epsilon;
}

/** Does the part of the task from `first` to just before `last`, as thread 0 or 1. */
export function run(first: i32, last: i32, thread: i32): void {
  if (task.loop === PRODUCT) {
    multiply(
      task.a,
      task.aRow,
      task.aColumn,
      task.b,
      task.bRow,
      task.bColumn,
      task.c,
      task.rows,
      task.inner,
      task.columns,
      task.keep,
      task.d + <usize>thread * scratchOf(task.rows, task.inner),
      first,
      last,
    );
  } else {
    const from = <usize>first * 4;
    updateWeights(
      task.a + from,
      task.b + from,
      task.c + from,
      task.d + from,
      last - first,
      task.rate1,
      task.rate2,
      task.stepSize,
      task.scale2,
      task.epsilon,
    );
  }
}
