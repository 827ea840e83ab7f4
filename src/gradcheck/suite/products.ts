/** Every set of loops for the three products, against the naive ones in double precision. */
import { doubleKernels, type Kernels, naiveKernels, tsKernels } from "../../tensor/kernels.ts";
import { tensor } from "../../tensor/tensor.ts";
import { agree, type Check, values } from "./check.ts";
import { naiveDoubleKernels, normalTensor } from "./data.ts";

/** [B, I, O]: single numbers, nothing at all, and sizes that no tile divides. */
export const AWKWARD_SHAPES = [
  [1, 1, 1],
  [0, 3, 2],
  [3, 0, 2],
  [3, 2, 0],
  [1, 5, 1],
  [4, 4, 4],
  [5, 4, 3],
  [3, 7, 9],
  [8, 8, 8],
  [13, 17, 11],
  [16, 8, 24],
  [33, 31, 30],
  [1, 64, 40],
  [13, 17, 1],
  [17, 1, 32],
] as const;

const LOOPS: readonly Kernels[] = [naiveKernels, tsKernels, doubleKernels];

export const products: readonly Check[] = [
  values("naive loops: 2×3 by 3×2, by hand", [naiveKernels], () => {
    const X = tensor(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 3);
    const W = tensor(Float64Array.of(7, 8, 9, 10, 11, 12), 3, 2);
    const dY = tensor(Float64Array.of(1, -1, 2, 0.5), 2, 2);
    const Y = tensor(new Float64Array(4).fill(9), 2, 2);
    const dW = tensor(new Float64Array(6).fill(1), 3, 2);
    const dX = tensor(new Float64Array(6).fill(9), 2, 3);
    naiveDoubleKernels.matmul(X, W, Y);
    naiveDoubleKernels.matmulTransposeA(X, dY, dW);
    naiveDoubleKernels.matmulTransposeB(dY, W, dX);
    return [
      agree("X·W", Y.data, [58, 64, 139, 154]),
      agree("1 + Xᵀ·dY", dW.data, [10, 2, 13, 1.5, 16, 1]),
      agree("dY·Wᵀ", dX.data, [-1, -1, -1, 18, 23, 28]),
    ];
  }),
  ...LOOPS.map((kernels) =>
    values(`${kernels.name} loops against naive ones`, [kernels], () =>
      AWKWARD_SHAPES.flatMap((shape) => againstNaive(kernels, shape)),
    ),
  ),
];

/** The three products of one shape, in one set of loops and in the naive ones. */
function againstNaive(kernels: Kernels, [B, I, O]: readonly [number, number, number]) {
  const tolerance = kernels.allocate(0) instanceof Float64Array ? 1e-12 : 1e-5;
  const compute = (loops: Kernels) => {
    const fill = (rows: number, columns: number, seed: string) => {
      const numbers = loops.allocate(rows * columns);
      numbers.set(Float32Array.from(normalTensor(rows, columns, seed).data)); // the same in both precisions
      return tensor(numbers, rows, columns);
    };
    const X = fill(B, I, "X");
    const W = fill(I, O, "W");
    const dY = fill(B, O, "dY");
    const Y = fill(B, O, "to be overwritten");
    const dW = fill(I, O, "to be added to");
    const dX = fill(B, I, "to be overwritten");
    loops.matmul(X, W, Y);
    loops.matmulTransposeA(X, dY, dW);
    loops.matmulTransposeB(dY, W, dX);
    return { Y: Y.data, dW: dW.data, dX: dX.data };
  };
  const actual = compute(kernels);
  const expected = compute(naiveDoubleKernels);
  return (["Y", "dW", "dX"] as const).map((name) =>
    agree(`${B}×${I}×${O}: ${name}`, actual[name], expected[name], { tolerance, floor: 1 }),
  );
}
