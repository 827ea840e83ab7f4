/** What a dense layer does with its bias; the formulas stand in `src/layers/dense.ts`. */

/** Bytes of one float32, and of four. */
const ONE: usize = 4;
const FOUR: usize = 16;

/** Each row of Y [rows, columns] += b [columns]. */
export function addToEachRow(b: usize, y: usize, rows: usize, columns: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    add(b, y, columns);
    y += columns * ONE;
  }
}

/** db [columns] += the sum of all rows of dY [rows, columns]. */
export function addSumOfRows(dy: usize, db: usize, rows: usize, columns: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    add(dy, db, columns);
    dy += columns * ONE;
  }
}

/** sum += x */
function add(x: usize, sum: usize, length: usize): void {
  const end = x + length * ONE;
  for (; x + FOUR <= end; x += FOUR, sum += FOUR) {
    v128.store(sum, f32x4.add(v128.load(sum), v128.load(x)));
  }
  for (; x < end; x += ONE, sum += ONE) store<f32>(sum, load<f32>(sum) + load<f32>(x));
}
