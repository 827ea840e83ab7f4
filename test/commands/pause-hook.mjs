/** Loaded before the program: when it has said something about step 12, it waits for the file GO. */
import { existsSync } from "node:fs";

const { log } = console;
const clock = new Int32Array(new SharedArrayBuffer(4));
console.log = (...texts) => {
  log(...texts);
  if (!/step 12\//.test(texts[0])) return;
  while (!existsSync(process.env.GO)) Atomics.wait(clock, 0, 0, 5);
};
