/**
 * The loops that WebAssembly runs, four numbers with one instruction.
 *
 * This folder is written in AssemblyScript: TypeScript's syntax, compiled to WebAssembly when the
 * project is installed. There are no arrays here, only one memory of bytes and addresses in it:
 *
 *     load<f32>(a)               the number at the address a; the next number stands at a + 4
 *     v128.load(a)               four numbers at once, from the address a on
 *     v128.load32_splat(a)       the number at a, four times
 *     f32x4.mul(u, v)            four products of pairs
 *     v128.store(a, u)           four numbers to the address a
 */
export { matmul, matmulTransposeA, matmulTransposeB } from "./products";
