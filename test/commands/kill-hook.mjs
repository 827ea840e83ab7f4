/**
 * Loaded before the program: kills it in the middle of the n-th thing that it does to the files of
 * a checkpoint. KILL_AT is n, counted from 1; what it was doing goes to the file KILL_LOG.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { openSync, writeFileSync, fsyncSync, renameSync } = fs;
const at = Number(process.env.KILL_AT);
const opened = new Map();
let count = 0;

/** Counts one more deed; if it is the n-th, does what can be done of it, and dies. */
function deed(name, path, half) {
  if (!String(path).includes("checkpoint") || ++count !== at) return;
  half();
  writeFileSync(process.env.KILL_LOG, name);
  process.kill(process.pid, "SIGKILL");
}

fs.openSync = (path, ...rest) => {
  deed("open", path, () => {});
  const file = openSync(path, ...rest);
  opened.set(file, path);
  return file;
};
fs.writeFileSync = (file, data, ...rest) => {
  deed("write", opened.get(file), () => writeFileSync(file, data.subarray(0, data.length / 2)));
  writeFileSync(file, data, ...rest);
};
fs.fsyncSync = (file) => {
  deed("fsync", opened.get(file), () => {});
  fsyncSync(file);
};
fs.renameSync = (from, to) => {
  deed(`rename to ${String(to).replace(/.*\//, "")}`, from, () => {});
  renameSync(from, to);
};
syncBuiltinESMExports();
