/** What is done with rows of numbers; the definitions stand in `src/layers` and `src/tensor`. */

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

/** x = 0 */
export function setToZero(x: usize, length: usize): void {
  memory.fill(x, 0, length * ONE);
}

/** Whether all numbers are finite: x − x is 0, but NaN where x is infinite or NaN. */
export function allFinite(x: usize, length: usize): bool {
  const end = x + length * ONE;
  let notFinite = f32x4.splat(0);
  for (; x + FOUR <= end; x += FOUR) notFinite = v128.or(notFinite, isNotFinite(v128.load(x)));
  for (; x < end; x += ONE) notFinite = v128.or(notFinite, isNotFinite(v128.load32_zero(x)));
  return !v128.any_true(notFinite);
}

/** 32 ones for each number that is not finite. */
function isNotFinite(x: v128): v128 {
  return f32x4.ne(f32x4.sub(x, x), f32x4.splat(0));
}
