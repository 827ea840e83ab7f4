/**
 * This checkout's training step against that of another one, in turns within one process: what a change of the
 * program brought, on a machine whose own speed changes from minute to minute.
 *
 *     npx tsx bench/against.ts FOLDER              another checkout, with its packages (npm ci)
 *     npx tsx bench/against.ts FOLDER --set ts     other kernels; bench/kernel-sets.ts names them
 *     npx tsx bench/against.ts FOLDER --recipe semi-supervised
 *                                                  a step of a recipe, as a run takes it, on MNIST
 *
 * Against itself (FOLDER is this checkout) it shows what chance alone does to the ratios.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { Command, Option } from "commander";
import { runCommand } from "../src/command.ts";
import { quoted } from "../src/data/quoted.ts";
import { InputError } from "../src/input-error.ts";
import { wholeNumber } from "../src/options.ts";
import { kernelSets } from "./kernel-sets.ts";
import { ARTICLE, randomProblem, SMALL, WIDE } from "./problem.ts";
import { spread } from "./statistics.ts";
import { HERE, stepOfRecipe } from "./step-of-recipe.ts";
import { plainTable } from "./tables.ts";
import { timesOf } from "./times.ts";

/** How long a turn takes; ms. It is so short that the machine seldom changes its speed within one. */
const TURN = 150;

/** How many steps of a recipe are compared before. */
const COMPARED = 50;

/** Takes a step; what it gives is the same for both, if they compute the same. */
type Step = () => unknown;

await runCommand(async () => {
  const command = new Command("npx tsx bench/against.ts")
    .description(
      "Measures this checkout's training step against that of another checkout, in turns.",
    )
    .argument("<folder>", "the other checkout; run npm ci there first")
    .addOption(
      new Option("--set <name>", "the kernels of both")
        .choices(Object.keys(kernelSets))
        .default("fma"),
    )
    .option("--recipe <name>", "a step of this recipe, in place of three sizes of networks")
    .option("--seconds <count>", "how long each step is measured", wholeNumber(1, 3600), 30)
    .parse();
  const { set, recipe, seconds } = command.opts<{
    set: string;
    recipe?: string;
    seconds: number;
  }>();
  const other = resolve(command.args[0]);
  for (const file of ["bench/ours.ts", "node_modules", "build"]) {
    if (existsSync(join(other, file))) continue;
    throw new InputError(
      `${quoted(other)} has no ${file}; name another checkout of this project in which \`npm ci\` was run.`,
    );
  }

  const table = plainTable(["step", "theirs, ms", "ours, ms", "ours ÷ theirs"], [34, 13, 11, 20]);
  const compare = (name: string, theirs: Step, ours: Step) => {
    const { times, ratios } = measured(theirs, ours, 1000 * seconds);
    const [a, b] = times.map((ms) => Number(spread(ms).median.toPrecision(3)));
    const { low, median, high } = spread(ratios);
    table.push([name, a, b, `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`]);
  };
  if (recipe === undefined) {
    for (const sizes of [ARTICLE, SMALL, WIDE]) {
      const name = `${[sizes.input, ...sizes.hidden, sizes.latent].join("-")}, batch ${sizes.batch}`;
      const theirs = await stepOf(other, set, randomProblem(sizes));
      compare(name, theirs, await stepOf(HERE, set, randomProblem(sizes)));
    }
  } else {
    // Ours first, which says what there is no recipe of.
    const ours = (await stepOfRecipe(HERE, await kernelsOf(HERE, set), recipe)).step;
    const theirs = (await stepOfRecipe(other, await kernelsOf(other, set), recipe)).step;
    const isSame = Array.from({ length: COMPARED }, () => isDeepStrictEqual(theirs(), ours()));
    const same = isSame.filter(Boolean).length;
    console.log(`The figures of ${same} of the first ${COMPARED} steps are the same.`);
    compare(recipe, theirs, ours);
  }
  console.log(`${set}: medians of turns of ${TURN} ms, and of their ratios, with quartiles\n`);
  console.log(table.toString().replaceAll(/ +$/gm, ""));
});

/** A training step as a checkout has it. */
async function stepOf(root: string, set: string, problem: ReturnType<typeof randomProblem>) {
  const { ours }: typeof import("./ours.ts") = await import(inBench(root, "ours.ts"));
  const trainer = ours(await kernelsOf(root, set)).start(problem);
  return () => trainer.step(0);
}

async function kernelsOf(root: string, set: string) {
  const sets: typeof import("./kernel-sets.ts") = await import(inBench(root, "kernel-sets.ts"));
  return sets.kernelSets[set]();
}

function inBench(root: string, name: string): string {
  return pathToFileURL(join(root, "bench", name)).href;
}

/** The times of both, and their ratio in each round: a turn of the one, two of the other, one of the first. */
function measured(theirs: Step, ours: Step, ms: number) {
  const [a, b]: [number[], number[]] = [[], []];
  const ratios: number[] = [];
  for (const step of [theirs, ours]) timesOf(step, 10 * TURN); // until V8 has compiled what runs
  for (const end = performance.now() + ms; performance.now() < end; ) {
    const [first, second, third, fourth] = [theirs, ours, ours, theirs].map((step) =>
      timesOf(step, TURN),
    );
    a.push(...first, ...fourth);
    b.push(...second, ...third);
    const middle = (...turns: number[][]) => spread(turns.flat()).median;
    ratios.push(middle(second, third) / middle(first, fourth));
  }
  return { times: [a, b], ratios };
}
