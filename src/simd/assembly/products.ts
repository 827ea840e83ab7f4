/**
 * The loop of the three matrix products, in tiles of two rows by sixteen columns.
 *
 * It is the loop of `../../tensor/tiled.ts` again: a tile of results stays in registers, columns of B are
 * packed first, here sixteen of them into a panel, and a transposed matrix is the same numbers read with
 * its two strides exchanged. Two things are new. A register holds four numbers, so that four of them span
 * a tile's sixteen columns. And A is not packed, but read where it lies; only a large A that would be read
 * down its columns is turned before, by `transpose`.
 *
 * A tile of four rows by eight columns has as many sums and loads. But each row of A has an address that the
 * inner loop moves on, so fewer rows and more columns leave less to do; and sixteen numbers are a cache line.
 */

/** Bytes of a float32. */
const FLOAT: usize = 4;
/** Columns of a panel, and bytes of its row. */
const WIDTH: i32 = 16;
const PANEL_ROW: usize = <usize>WIDTH * FLOAT;

/** Bytes of scratch that a thread needs for a product: a panel of B, and results of its last columns. */
export function scratchOf(rows: i32, inner: i32): usize {
  return <usize>(inner + rows) * PANEL_ROW;
}

/**
 * C = A·B, or C += A·B to `keep` what C holds, with A [rows, inner], B [inner, columns] and
 * C [rows, columns]; in the columns from `first` to just before `last`. `first` is a multiple of
 * sixteen, and so is `last` unless it is the end.
 *
 * A[i, k] stands at the address a + 4·(i·aRow + k·aColumn), B[k, j] at b + 4·(k·bRow + j·bColumn);
 * C lies row after row. What lies in `scratch` may be overwritten.
 */
export function multiply(
  a: usize, aRow: usize, aColumn: usize,
  b: usize, bRow: usize, bColumn: usize,
  c: usize, rows: i32, inner: i32, columns: i32,
  keep: i32, scratch: usize,
  first: i32, last: i32,
): void {
  aRow *= FLOAT; aColumn *= FLOAT;
  bRow *= FLOAT; bColumn *= FLOAT;
  const cRow = <usize>columns * FLOAT;
  const panel = scratch;
  const result = panel + <usize>inner * PANEL_ROW;
  b += <usize>first * bColumn;
  c += <usize>first * FLOAT;
  for (let j = first; j < last; j += WIDTH) {
    const width = min(WIDTH, last - j);
    if (width === WIDTH) {
      fillPanel(panel, b, bRow, bColumn, inner);
      multiplyPanel(a, aRow, aColumn, panel, c, cRow, rows, inner, keep);
    } else {
      // The last columns, fewer than sixteen: their results have neighbours that C has no room for.
      fillPart(panel, b, bRow, bColumn, inner, width);
      multiplyPanel(a, aRow, aColumn, panel, result, PANEL_ROW, rows, inner, 0);
      putFirstColumns(result, c, cRow, rows, width, keep);
    }
    b += <usize>WIDTH * bColumn;
    c += PANEL_ROW;
  }
}

/**
 * a·b + c. Where the module may fuse the two, it is one instruction in place of two, and the sum is
 * rounded once.
 */
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

/** Fills `to` with Xᵀ [columns, rows] of X [rows, columns]; its rows from `first` to just before `last`. */
export function transpose(x: usize, rows: i32, columns: i32, to: usize, first: i32, last: i32): void {
  const row = <usize>columns * FLOAT, toRow = <usize>rows * FLOAT;
  const fourRows = rows - (rows % 4), fourColumns = last - ((last - first) % 4);
  for (let i = 0; i < fourRows; i += 4) {
    for (let j = first; j < fourColumns; j += 4) {
      turn(x + <usize>i * row + <usize>j * FLOAT, row, to + <usize>j * toRow + <usize>i * FLOAT, toRow);
    }
  }
  // What the blocks left over, number by number.
  for (let i = 0; i < rows; i++) {
    for (let j = i < fourRows ? fourColumns : first; j < last; j++) {
      store<f32>(to + <usize>j * toRow + <usize>i * FLOAT, load<f32>(x + <usize>i * row + <usize>j * FLOAT));
    }
  }
}

/** Copies sixteen columns of B into a panel [inner, 16]. */
function fillPanel(panel: usize, b: usize, bRow: usize, bColumn: usize, inner: i32): void {
  if (bColumn === FLOAT) {
    for (let k = 0; k < inner; k++) {
      v128.store(panel, v128.load(b));
      v128.store(panel, v128.load(b, 16), 16);
      v128.store(panel, v128.load(b, 32), 32);
      v128.store(panel, v128.load(b, 48), 48);
      panel += PANEL_ROW;
      b += bRow;
    }
    return;
  }
  // B is transposed: its columns lie row after row. Four rows of the panel at a time.
  const fours = bRow === FLOAT ? inner - (inner % 4) : 0;
  for (let k = 0; k < fours; k += 4) {
    turn(b, bColumn, panel, PANEL_ROW);
    turn(b + 4 * bColumn, bColumn, panel + 16, PANEL_ROW);
    turn(b + 8 * bColumn, bColumn, panel + 32, PANEL_ROW);
    turn(b + 12 * bColumn, bColumn, panel + 48, PANEL_ROW);
    panel += 4 * PANEL_ROW;
    b += 4 * FLOAT;
  }
  fillPart(panel, b, bRow, bColumn, inner - fours, WIDTH);
}

/** Turns 4 × 4 numbers, whose rows lie `row` bytes apart; the turned rows lie `toRow` bytes apart. */
function turn(from: usize, row: usize, to: usize, toRow: usize): void {
  const b0 = v128.load(from), b1 = v128.load(from + row);
  const b2 = v128.load(from + 2 * row), b3 = v128.load(from + 3 * row);
  const low01 = v128.shuffle<f32>(b0, b1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(b0, b1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(b2, b3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(b2, b3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(to + toRow, v128.shuffle<i64>(low01, low23, 1, 3));
  v128.store(to + 2 * toRow, v128.shuffle<i64>(high01, high23, 0, 2));
  v128.store(to + 3 * toRow, v128.shuffle<i64>(high01, high23, 1, 3));
}

/** Copies the first `width` columns of B into a panel [inner, 16]; where they lie side by side, by fours. */
function fillPart(
  panel: usize, b: usize, bRow: usize, bColumn: usize, inner: i32, width: i32,
): void {
  const fours = bColumn === FLOAT ? width - (width % 4) : 0;
  for (let k = 0; k < inner; k++) {
    let p = panel;
    let q = b;
    for (let j = 0; j < fours; j += 4) {
      v128.store(p, v128.load(q));
      p += 4 * FLOAT;
      q += 4 * FLOAT;
    }
    for (let j = fours; j < width; j++) {
      store<f32>(p, load<f32>(q));
      p += FLOAT;
      q += bColumn;
    }
    panel += PANEL_ROW;
    b += bRow;
  }
}

/** C = A·P, or C += A·P, with A [rows, inner], a panel P [inner, 16] and C [rows, 16]. */
function multiplyPanel(
  a: usize, aRow: usize, aColumn: usize,
  panel: usize,
  c: usize, cRow: usize, rows: i32, inner: i32, keep: i32,
): void {
  const zero = f32x4.splat(0);
  const tiledRows = rows - (rows % 2);

  for (let i = 0; i < tiledRows; i += 2) {
    let c00 = zero, c04 = zero, c08 = zero, c012 = zero;
    let c10 = zero, c14 = zero, c18 = zero, c112 = zero;

    let p0 = a, p1 = a + aRow;
    let q = panel;
    for (let k = 0; k < inner; k++) {
      const b0 = v128.load(q), b4 = v128.load(q, 16), b8 = v128.load(q, 32), b12 = v128.load(q, 48);
      const a0 = v128.load32_splat(p0);
      c00 = multiplyAdd(a0, b0, c00); c04 = multiplyAdd(a0, b4, c04);
      c08 = multiplyAdd(a0, b8, c08); c012 = multiplyAdd(a0, b12, c012);
      const a1 = v128.load32_splat(p1);
      c10 = multiplyAdd(a1, b0, c10); c14 = multiplyAdd(a1, b4, c14);
      c18 = multiplyAdd(a1, b8, c18); c112 = multiplyAdd(a1, b12, c112);
      p0 += aColumn; p1 += aColumn;
      q += PANEL_ROW;
    }

    put(c, c00, c04, c08, c012, keep);
    put(c + cRow, c10, c14, c18, c112, keep);
    a += 2 * aRow;
    c += 2 * cRow;
  }

  // What the tiles left over: the last row.
  if (tiledRows < rows) {
    let c0 = zero, c4 = zero, c8 = zero, c12 = zero;
    let p = a;
    let q = panel;
    for (let k = 0; k < inner; k++) {
      const a0 = v128.load32_splat(p);
      c0 = multiplyAdd(a0, v128.load(q), c0);
      c4 = multiplyAdd(a0, v128.load(q, 16), c4);
      c8 = multiplyAdd(a0, v128.load(q, 32), c8);
      c12 = multiplyAdd(a0, v128.load(q, 48), c12);
      p += aColumn;
      q += PANEL_ROW;
    }
    put(c, c0, c4, c8, c12, keep);
  }
}

/** Puts sixteen sums to the address c, or adds them to the sixteen numbers there. */
function put(c: usize, sum0: v128, sum4: v128, sum8: v128, sum12: v128, keep: i32): void {
  if (keep) {
    sum0 = f32x4.add(v128.load(c), sum0);
    sum4 = f32x4.add(v128.load(c, 16), sum4);
    sum8 = f32x4.add(v128.load(c, 32), sum8);
    sum12 = f32x4.add(v128.load(c, 48), sum12);
  }
  v128.store(c, sum0);
  v128.store(c, sum4, 16);
  v128.store(c, sum8, 32);
  v128.store(c, sum12, 48);
}

/** Puts, or adds, the first `width` numbers of each row of `result` [rows, 16] to the row of C. */
function putFirstColumns(
  result: usize, c: usize, cRow: usize, rows: i32, width: i32, keep: i32,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) {
      const offset = <usize>j * FLOAT;
      const sum = load<f32>(result + offset);
      store<f32>(c + offset, keep ? load<f32>(c + offset) + sum : sum);
    }
    result += PANEL_ROW;
    c += cRow;
  }
}
