/** Holds what a check says of a wrong backward pass against what is wrong with it. */
import type { CheckResult } from "../../../src/gradcheck/result.ts";
import { CAUSES, type Cause } from "./causes.ts";

/** A backward pass with one mistake in it, and what a hint should say. */
export interface WrongCase {
  /** What is computed: a layer, a loss, a phase. */
  readonly of: string;
  /** The mistake, in words. */
  readonly mistake: string;
  readonly run: () => CheckResult;
  /** A hint that speaks of one of these names the true cause. */
  readonly cause: Cause | readonly Cause[];
  /** What a hint may say besides, because it is true as well. */
  readonly also?: readonly Cause[];
}

export interface Score {
  readonly caught: boolean;
  readonly hint: "true" | "false" | "none";
  /** The sentences that are not true of this mistake. */
  readonly untrue: readonly string[];
  /** All that the check says besides numbers. */
  readonly said: readonly string[];
}

/** Runs one case. A check that throws has caught the mistake, and its message is what it says. */
export function score({ run, cause, also = [] }: WrongCase): Score {
  const { passed, problems } = outcome(run);
  const said = problems.flatMap(sentences);
  const causes = [cause].flat();
  const untrue = said.filter((sentence) => ![...causes, ...also].some(fits(sentence)));
  const named = said.some((sentence) => causes.some(fits(sentence)));
  return {
    caught: !passed,
    hint: untrue.length > 0 ? "false" : named ? "true" : "none",
    untrue,
    said,
  };
}

const fits = (sentence: string) => (cause: Cause) => CAUSES[cause].test(sentence);

function outcome(run: () => CheckResult): Pick<CheckResult, "passed" | "problems"> {
  try {
    return run();
  } catch (error) {
    return { passed: false, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

/** What a paragraph says, sentence by sentence, without its counts and numbers. */
function sentences(paragraph: string): string[] {
  return paragraph
    .replace(
      /\d+ of \d+ elements? wrong; the worst is .*?, analytic .*?, numerical \S+?\.(?= |$)/g,
      "",
    )
    .split(/(?<=[.?!])\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[a-z]/i.test(sentence.replace(/^[^:]*:$/, "")));
}
