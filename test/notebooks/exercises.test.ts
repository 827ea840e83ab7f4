/** The exercises of the chapters: the solution that is shown passes, right answers in other words do, and wrong answers are told so truly. */
import { describe, expect, it } from "vitest";
import { adam } from "./answers/adam.ts";
import { type Exercise, hintsOf, mistaken, run, solutionOf } from "./answers/answers.ts";
import { normalisation } from "./answers/batch-normalisation.ts";
import { bias } from "./answers/bias.ts";
import { clusterNames } from "./answers/cluster-names.ts";
import { crossEntropy } from "./answers/cross-entropy.ts";
import { distance } from "./answers/distance.ts";
import { draw } from "./answers/draw.ts";
import { exam } from "./answers/exam.ts";
import { fewLabels } from "./answers/few-labels.ts";
import { kl } from "./answers/kl.ts";
import { labelledPoint } from "./answers/labelled-point.ts";
import { leaky } from "./answers/leaky-relu.ts";
import { map } from "./answers/map.ts";
import { missingPhase } from "./answers/missing-phase.ts";
import { discriminator, generator, reconstruction } from "./answers/phases.ts";
import { step } from "./answers/step.ts";
import { styleAndLabel } from "./answers/style-and-label.ts";
import { tiles } from "./answers/tiles.ts";
import { twoLayers } from "./answers/two-layers.ts";

function examine<Answer>(exercise: Exercise<Answer>): void {
  const { chapter, name, scope, check, mistakes, rights = [] } = exercise;
  describe(`chapter ${Number(chapter)}, ${name}`, () => {
    const solution = solutionOf(exercise);

    it("the solution passes", () => {
      const result = check(run(solution, name, scope));
      expect(result.problems).toEqual([]);
      expect(result.passed).toBe(true);
    });

    it.each(rights.map(([way, code]) => ({ way, code })))("so does: $way", ({ code }) => {
      expect(check(run(code, name, scope)).problems).toEqual([]);
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
examine(missingPhase);
examine(draw);
examine(labelledPoint);
examine(styleAndLabel);
examine(fewLabels);
examine(clusterNames);
examine(map);
examine(tiles);
