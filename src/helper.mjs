/**
 * The second thread: takes parts of the tasks that `src/tensor/simd/threads.ts` offers.
 *
 * It is JavaScript because Node 20 starts a thread with nothing else.
 */
import { workerData } from "node:worker_threads";

const { module, memory, task } = workerData;
const loops = new WebAssembly.Instance(module, { env: { memory } }).exports;

for (;;) {
  loops.join();
  const [number, end, size, count, ...rest] = task;
  const loop = Object.values(loops)[number];
  const operands = rest.slice(0, count);
  for (let first; (first = size * loops.nextPart()) < end; ) {
    loop(...operands, first, Math.min(first + size, end));
  }
  loops.leave();
}
