/**
 * The second thread: takes parts of the products that `src/simd/helper.ts` offers.
 *
 * It is JavaScript because Node 20 starts a thread with nothing else.
 */
import { workerData } from "node:worker_threads";

const { module, memory, task } = workerData;
const loops = new WebAssembly.Instance(module, { env: { memory } }).exports;

for (;;) {
  loops.join();
  const [columns, size, ...operands] = task;
  for (let first; (first = size * loops.nextPart()) < columns; ) {
    loops.addProduct(...operands, first, Math.min(first + size, columns));
  }
  loops.leave();
}
