/**
 * A mistake that the user can mend: a wrong option, a damaged file, a folder that is not there.
 *
 * Its message is one sentence that says what was given, what was expected and what to do. The
 * commands print that sentence alone; any other error is a fault of ours and keeps its stack trace.
 */
export class InputError extends Error {
  override name = "InputError";
}
