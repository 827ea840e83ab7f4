import { Worker } from "node:worker_threads";
import { expect, test, vi } from "vitest";
import { loadKernels } from "../../src/node/load-kernels.ts";
import { zeros } from "../../src/tensor/kernels.ts";

vi.mock("node:worker_threads", { spy: true });

test.each([
  { cores: 1, workers: 0 },
  { cores: 2, workers: 1 },
  { cores: 64, workers: 1 },
])("on $cores cores, a large product starts $workers threads", ({ cores, workers }) => {
  vi.mocked(Worker).mockClear();
  const { kernels } = loadKernels("auto", undefined, cores);
  const [X, W, Y] = [1, 2, 3].map(() => zeros(kernels, 200, 200));
  kernels.matmul(X, W, Y);
  kernels.matmul(X, W, Y);
  expect(Worker).toHaveBeenCalledTimes(workers);
});
