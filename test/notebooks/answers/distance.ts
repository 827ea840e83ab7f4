/** The Wasserstein distance in one dimension, and twenty ways to get it wrong. */
import { checkDistance } from "../../../notebooks/lib/exercises/distance.ts";
import type { Exercise } from "./answers.ts";

export const distance: Exercise<(a: number[], b: number[]) => number> = {
  chapter: "12",
  name: "myDistance",
  check: checkDistance,
  mistakes: [
    [
      "neither is sorted",
      "a.toSorted((x, y) => x - y);\n  const second = b.toSorted((x, y) => x - y)",
      "a;\n  const second = b",
      "The pairs are as they come: sort both heaps first.",
    ],
    [
      "the first is not sorted",
      "a.toSorted((x, y) => x - y)",
      "a",
      "Is only the second heap sorted?",
    ],
    [
      "the second is not sorted",
      "b.toSorted((x, y) => x - y)",
      "b",
      "Is only the first heap sorted?",
    ],
    ["the first is sorted as text", "a.toSorted((x, y) => x - y)", "a.toSorted()"],
    ["the second is sorted as text", "b.toSorted((x, y) => x - y)", "b.toSorted()"],
    [
      "one downwards",
      "b.toSorted((x, y) => x - y)",
      "b.toSorted((x, y) => y - x)",
      "Is one heap sorted upwards and the other downwards?",
    ],
    [
      "the other downwards",
      "a.toSorted((x, y) => x - y)",
      "a.toSorted((x, y) => y - x)",
      "Is one heap sorted upwards and the other downwards?",
    ],
    [
      "sorted in place",
      "a.toSorted(",
      "a.sort(",
      "The heaps that were handed in are in another order afterwards: use",
    ],
    [
      "the other sorted in place",
      "b.toSorted(",
      "b.sort(",
      "The heaps that were handed in are in another order afterwards: use",
    ],
    ["no root", "Math.sqrt(sum / first.length)", "sum / first.length", "Is the root missing?"],
    [
      "a sum for a mean",
      "Math.sqrt(sum / first.length)",
      "Math.sqrt(sum)",
      "Is it the sum of the squares, where their mean is meant?",
    ],
    [
      "neither root nor mean",
      "Math.sqrt(sum / first.length)",
      "sum",
      "This is the sum of the squares: their mean is meant, and its root.",
    ],
    [
      "the root of the sum, then the mean",
      "Math.sqrt(sum / first.length)",
      "Math.sqrt(sum) / first.length",
    ],
    [
      "n − 1",
      "sum / first.length",
      "sum / (first.length - 1)",
      "Is the sum divided by n − 1? There are n pairs.",
    ],
    [
      "2n",
      "sum / first.length",
      "sum / (2 * first.length)",
      "Every value is 0.7071 times what it should be.",
    ],
    ["sizes for squares", "(first[i] - second[i]) ** 2", "Math.abs(first[i] - second[i])"],
    [
      "no squares",
      "(first[i] - second[i]) ** 2",
      "first[i] - second[i]",
      "There are NaN or Infinity among the analytic values: a division by 0, a",
    ],
    [
      "means of sizes",
      "sum += (first[i] - second[i]) ** 2;\n  }\n  return Math.sqrt(sum / first.length)",
      "sum += Math.abs(first[i] - second[i]);\n  }\n  return sum / first.length",
      "These are means of the differences' sizes, without squares.",
    ],
    [
      "the last pair is left out",
      "i < first.length",
      "i < first.length - 1",
      "The last pair is left out: does the loop stop one too early?",
    ],
    [
      "the first pair is left out",
      "let i = 0",
      "let i = 1",
      "The first pair is left out: does the loop start one too late?",
    ],
    ["the last pair alone", "sum += (", "sum = ("],
    [
      "one more pair than there are",
      "i < first.length",
      "i <= first.length",
      "There are NaN or Infinity among the analytic values: a division by 0, a",
    ],
    [
      "a sum of squares of each",
      "(first[i] - second[i]) ** 2",
      "first[i] ** 2 - second[i] ** 2",
      "There are NaN or Infinity among the analytic values: a division by 0, a",
    ],
  ],
};
