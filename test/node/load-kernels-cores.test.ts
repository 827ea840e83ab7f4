import { Worker } from "node:worker_threads";
import { expect, test, vi } from "vitest";
import { loadKernels } from "../../src/node/load-kernels.ts";
import { zeros } from "../../src/tensor/kernels.ts";

vi.mock("node:worker_threads", { spy: true });

/** How many threads have been started once kernels for that many cores have multiplied. */
function threadsStarted(cores: number): number {
  const { kernels } = loadKernels("auto", undefined, cores);
  const [X, W, Y] = [1, 2, 3].map(() => zeros(kernels, 200, 200));
  kernels.matmul(X, W, Y);
  kernels.matmul(X, W, Y);
  return vi.mocked(Worker).mock.calls.length;
}

test("one core has no second thread, and a process never more than one", () => {
  expect(threadsStarted(1)).toBe(0);
  expect(threadsStarted(2)).toBe(1);
  expect(threadsStarted(64)).toBe(1);
  expect(threadsStarted(2)).toBe(1);
});
