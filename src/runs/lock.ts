/**
 * A run folder belongs to one process at a time.
 *
 * Each process that wants it puts an empty file there whose name says who it is, and only then
 * looks for others: so of two that come at the same moment, at least one sees the other and goes.
 * A process is known by its number and the time when it was started, because numbers are used
 * again. The file of a process that has ended means nothing, and whoever finds it removes it.
 */
import { closeSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { explained } from "../node/files.ts";

const LOCK = /^\.lock-(\d{1,10})-(\d+|unknown)$/;

/** Whether a file in a run folder is the lock of a process, alive or not. */
export function isLock(name: string): boolean {
  return LOCK.test(name);
}

/**
 * Takes a folder. Returns what gives it back.
 *
 * @throws InputError if another process has it, or if it cannot be written to.
 */
export function lockFolder(folder: string): () => void {
  const own = `.lock-${process.pid}-${startOf(process.pid) ?? "unknown"}`;
  const path = join(folder, own);
  const release = () => rmSync(path, { force: true });
  let others: string[];
  try {
    closeSync(openSync(path, "w"));
    others = readdirSync(folder).filter((name) => isLock(name) && name !== own);
  } catch (error) {
    throw explained(`cannot write to the folder ${quoted(folder)}`, error);
  }
  for (const other of others) {
    const [, pid, start] = LOCK.exec(other) ?? [];
    if (isAlive(Number(pid), start)) {
      release();
      throw new InputError(
        `The folder ${quoted(folder)} is in use by the process ${pid}; wait for it or stop it, or choose another folder. (If that is no run of this program, remove ${other} there.)`,
      );
    }
    rmSync(join(folder, other), { force: true });
  }
  return release;
}

function isAlive(pid: number, start: string | undefined): boolean {
  try {
    process.kill(pid, 0); // sends nothing, only asks
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  const actual = startOf(pid);
  return start === "unknown" || actual === undefined || actual === start;
}

/**
 * When a process was started, in clock ticks since the system was: a number that no change of the
 * time of day can touch. undefined where the system does not tell, or the process has ended.
 *
 * Source: Linux's manual page proc_pid_stat(5), fields 3 (state) and 22 (starttime).
 */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // the name before may hold anything
    const [state] = fields;
    return state === "Z" || state === "X" ? "ended" : fields[19];
  } catch {
    return undefined;
  }
}
