/**
 * The loop of the three matrix products, in tiles of four rows by eight columns.
 *
 * It is the loop of `../../tensor/tiled.ts` again: a tile of results stays in registers, and a transposed
 * matrix is the same numbers read with its two strides exchanged. Two things are new. A register holds four numbers, so that two of them span a
 * tile's eight columns. And eight columns of B at a time are first copied into a panel, where the
 * loop finds them next to each other, whichever way B lies.
 */
import { thread } from "./threads";

/** Bytes of a float32. */
const FLOAT: usize = 4;
/** Bytes of a panel's row: eight float32. */
const PANEL_ROW: usize = 8 * FLOAT;

/**
 * C += A·B, with A [rows, inner], B [inner, columns] and C [rows, columns], in the columns from
 * `first` to just before `last`; `first` is a multiple of eight, and so is `last` unless it is the end.
 *
 * A[i, k] stands at the address a + 4·(i·aRow + k·aColumn), B[k, j] at b + 4·(k·bRow + j·bColumn);
 * C lies row after row. `scratch` is the address of 8·(inner + rows) numbers for each thread, which
 * may be overwritten.
 */
export function addProduct(
  a: usize, aRow: usize, aColumn: usize,
  b: usize, bRow: usize, bColumn: usize,
  c: usize, rows: i32, inner: i32, columns: i32,
  scratch: usize,
  first: i32, last: i32,
): void {
  aRow *= FLOAT; aColumn *= FLOAT;
  bRow *= FLOAT; bColumn *= FLOAT;
  const cRow = <usize>columns * FLOAT;
  const panel = scratch + thread * <usize>(inner + rows) * PANEL_ROW;
  const result = panel + <usize>inner * PANEL_ROW;
  b += <usize>first * bColumn;
  c += <usize>first * FLOAT;
  for (let j = first; j < last; j += 8) {
    const width = min(8, last - j);
    fillPanel(panel, b, bRow, bColumn, inner, width);
    if (width === 8) {
      addProductWithPanel(a, aRow, aColumn, panel, c, cRow, rows, inner);
    } else {
      // The last columns, fewer than eight: their results have neighbours that C has no room for.
      memory.fill(result, 0, <usize>rows * PANEL_ROW);
      addProductWithPanel(a, aRow, aColumn, panel, result, PANEL_ROW, rows, inner);
      addFirstColumns(result, c, cRow, rows, width);
    }
    b += 8 * bColumn;
    c += PANEL_ROW;
  }
}

/** Copies the first `width` columns of B into a panel [inner, 8]; the others are not used. */
function fillPanel(
  panel: usize, b: usize, bRow: usize, bColumn: usize, inner: i32, width: i32,
): void {
  for (let k = 0; k < inner; k++) {
    let p = panel;
    let q = b;
    for (let j = 0; j < width; j++) {
      store<f32>(p, load<f32>(q));
      p += FLOAT;
      q += bColumn;
    }
    panel += PANEL_ROW;
    b += bRow;
  }
}

/** C += A·P, with A [rows, inner], a panel P [inner, 8] and C [rows, 8]. */
function addProductWithPanel(
  a: usize, aRow: usize, aColumn: usize,
  panel: usize,
  c: usize, cRow: usize, rows: i32, inner: i32,
): void {
  const zero = f32x4.splat(0);
  const tiledRows = rows - (rows % 4);

  for (let i = 0; i < tiledRows; i += 4) {
    let c00 = zero, c04 = zero;
    let c10 = zero, c14 = zero;
    let c20 = zero, c24 = zero;
    let c30 = zero, c34 = zero;

    let p0 = a, p1 = a + aRow, p2 = a + 2 * aRow, p3 = a + 3 * aRow;
    let q = panel;
    for (let k = 0; k < inner; k++) {
      const b0 = v128.load(q), b4 = v128.load(q, 16);
      const a0 = v128.load32_splat(p0);
      c00 = f32x4.add(c00, f32x4.mul(a0, b0)); c04 = f32x4.add(c04, f32x4.mul(a0, b4));
      const a1 = v128.load32_splat(p1);
      c10 = f32x4.add(c10, f32x4.mul(a1, b0)); c14 = f32x4.add(c14, f32x4.mul(a1, b4));
      const a2 = v128.load32_splat(p2);
      c20 = f32x4.add(c20, f32x4.mul(a2, b0)); c24 = f32x4.add(c24, f32x4.mul(a2, b4));
      const a3 = v128.load32_splat(p3);
      c30 = f32x4.add(c30, f32x4.mul(a3, b0)); c34 = f32x4.add(c34, f32x4.mul(a3, b4));
      p0 += aColumn; p1 += aColumn; p2 += aColumn; p3 += aColumn;
      q += PANEL_ROW;
    }

    addTo(c, c00, c04);
    addTo(c + cRow, c10, c14);
    addTo(c + 2 * cRow, c20, c24);
    addTo(c + 3 * cRow, c30, c34);
    a += 4 * aRow;
    c += 4 * cRow;
  }

  // What the tiles left over: the last rows, one at a time.
  for (let i = tiledRows; i < rows; i++) {
    let c0 = zero, c4 = zero;
    let p = a;
    let q = panel;
    for (let k = 0; k < inner; k++) {
      const a0 = v128.load32_splat(p);
      c0 = f32x4.add(c0, f32x4.mul(a0, v128.load(q)));
      c4 = f32x4.add(c4, f32x4.mul(a0, v128.load(q, 16)));
      p += aColumn;
      q += PANEL_ROW;
    }
    addTo(c, c0, c4);
    a += aRow;
    c += cRow;
  }
}

/** Adds eight sums to the eight numbers at the address c. */
function addTo(c: usize, sum0: v128, sum4: v128): void {
  v128.store(c, f32x4.add(v128.load(c), sum0));
  v128.store(c, f32x4.add(v128.load(c, 16), sum4), 16);
}

/** Each row of C += the first `width` numbers of the same row of `result` [rows, 8]. */
function addFirstColumns(result: usize, c: usize, cRow: usize, rows: i32, width: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) {
      const offset = <usize>j * FLOAT;
      store<f32>(c + offset, load<f32>(c + offset) + load<f32>(result + offset));
    }
    result += PANEL_ROW;
    c += cRow;
  }
}
