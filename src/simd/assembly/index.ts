/**
 * The loops that WebAssembly runs, four numbers with one instruction.
 *
 * This folder is written in AssemblyScript: TypeScript's syntax, compiled to WebAssembly when the
 * project is installed. There are no arrays here, only one memory of bytes and addresses in it:
 *
 *     load<f32>(a)               the number at the address a; the next number stands at a + 4
 *     store<f32>(a, number)      puts a number there
 *     v128.load(a)               four numbers at once, from the address a on
 *     v128.load32_splat(a)       the number at a, four times
 *     v128.store(a, four)        puts four numbers there
 *     f32x4.splat(number)        one number, four times
 *     f32x4.mul(four, four)      four products of pairs; likewise add, sub, div, max, sqrt, …
 */
export { moveTowards } from "./averages";
export { squaredErrors } from "./errors";
export { drawWords } from "./noise";
export { addSumOfRows, addToEachRow } from "./rows";
export {
  answer,
  run,
  setAdam,
  setAllFinite,
  setNoise,
  setNormaliseBackward,
  setNormaliseForward,
  setProduct,
  setReluBackward,
  setReluForward,
  setSigmoidBackward,
  setSigmoidForward,
  setTanhBackward,
  setTanhForward,
  setTranspose,
  setZero,
} from "./task";
