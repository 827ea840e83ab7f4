/** The lines of the project's source that the page links to, each as a file in src and a text on it. */
export const SOURCES: readonly (readonly [file: string, text: string])[] = [
  ["layers/dense.ts", "this.#kernels.matmulTransposeA(X, dY"],
  ["layers/dense.ts", "this.#addSumOfRows(valuesOf(dY)"],
  ["optim/adam.ts", "m[i] = beta1 * m[i]"],
  ["gradcheck/difference.ts", "The derivative of a function that nobody has differentiated"],
];
