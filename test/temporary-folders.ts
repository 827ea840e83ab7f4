/** All temporary folders of a run of the tests, whoever makes them, lie in one, which goes with it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "aae-tests-"));
  process.env.TMPDIR = folder; // what `tmpdir()` answers with, in this process and all that it starts
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
