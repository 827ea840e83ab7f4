/**
 * The second thread: helps with the tasks that `src/simd/assembly/threads.ts` shares.
 *
 * It is JavaScript because Node 20 starts a thread with nothing else.
 */
import { workerData } from "node:worker_threads";

const { module, memory } = workerData;
new WebAssembly.Instance(module, { env: { memory } }).exports.help();
