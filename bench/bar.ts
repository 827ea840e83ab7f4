/** The bar that shows how far the measurements are. */
import { Writable } from "node:stream";
import cliProgress from "cli-progress";
import { isTerminal } from "../src/node/terminal.ts";

/** A bar on a terminal that can draw one; otherwise a plain line every ten seconds. */
export function progressBar(stream: NodeJS.WritableStream & { readonly isTTY?: boolean }) {
  return new cliProgress.SingleBar({
    format: "{bar} {percentage}% | {what}",
    barsize: 20,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    clearOnComplete: true,
    linewrap: true, // or whoever interrupts the bench is left without
    stream: isTerminal(stream) ? stream : linesTo(stream),
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
}

/** The same stream, not to be taken for a terminal: one of TERM=dumb cannot move its cursor. */
function linesTo(stream: NodeJS.WritableStream): Writable {
  return new Writable({
    write(text, _, done) {
      stream.write(text);
      done();
    },
  });
}
