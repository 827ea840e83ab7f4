/** The exercises of the chapters: the solution that is shown passes, and wrong answers are told so truly. */
import { describe, expect, it } from "vitest";
import { adam } from "./answers/adam.ts";
import { type Exercise, hintsOf, mistaken, run, solutionOf } from "./answers/answers.ts";
import { normalisation } from "./answers/batch-normalisation.ts";
import { bias } from "./answers/bias.ts";
import { crossEntropy } from "./answers/cross-entropy.ts";
import { distance } from "./answers/distance.ts";
import { exam } from "./answers/exam.ts";
import { kl } from "./answers/kl.ts";
import { leaky } from "./answers/leaky-relu.ts";
import { discriminator, generator, reconstruction } from "./answers/phases.ts";
import { step } from "./answers/step.ts";
import { twoLayers } from "./answers/two-layers.ts";

function examine<Answer>(exercise: Exercise<Answer>): void {
  const { chapter, name, scope, check, mistakes } = exercise;
  describe(`chapter ${Number(chapter)}, ${name}`, () => {
    const solution = solutionOf(exercise);

    it("the solution passes", () => {
      const result = check(run(solution, name, scope));
      expect(result.problems).toEqual([]);
      expect(result.passed).toBe(true);
    });

    it("twenty wrong answers are tried", () => {
      expect(mistakes.length).toBeGreaterThanOrEqual(20);
      expect(new Set(mistakes.map(([, , becomes]) => becomes)).size).toBeGreaterThan(10);
    });

    it.each(mistakes.map((mistake) => ({ name: mistake[0], mistake })))("$name", ({ mistake }) => {
      const [, , , ...says] = mistake;
      const result = check(run(mistaken(solution, mistake), name, scope));
      expect(result.passed).toBe(false);
      const hints = hintsOf(result);
      expect(hints).toHaveLength(says.length);
      for (const [k, hint] of hints.entries()) expect(hint).toContain(says[k]);
    });
  });
}

examine(bias);
examine(leaky);
examine(crossEntropy);
examine(twoLayers);
examine(adam);
examine(reconstruction);
examine(discriminator);
examine(generator);
examine(normalisation);
examine(step);
examine(kl);
examine(distance);
examine(exam);
