import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, the longest first: `npm run test:fast` leaves them out. */
const SLOW = [
  "commands/survive",
  "lab/scenes",
  "gradcheck/mutations",
  "package/package",
  "site/pages",
  "runs/fuzz",
  "lab/page",
  "gradcheck/suite",
  "docs/own-data",
  "experiments/experiments",
  "commands/use",
  "docs/pages",
  "runs/session",
  "bench/peers",
  "package/reference",
  "commands/bad-input",
  "lab/settings",
  "lab/exercises",
  "lab/experiment",
  "package/onnx",
  "commands/aae",
  "commands/output",
  "docs/python",
  "runs/own-data",
  "bench/main",
  "lab/types",
  "notebooks/exercises",
  "data/fuzz",
  "data/fuzz-tables",
  "site/types",
  "site/parts",
  "simd/helper",
  "node/fuzz",
  "commands/own-data",
  "gradcheck/command",
  "gradcheck/properties",
  "bench/against",
  "aae/parts/priors",
  "bench/profile",
  "measures/judge",
  "node/load-kernels",
  "node/own-data",
  "simd/memory",
  "docs/commands",
  "simd/faster",
  "notebooks/chapters",
  "gradcheck/example",
  "runs/says",
  "training/train",
  "training/run",
  "training/collapse",
  "report/figures",
  "report/loss-chart",
  "measures/generated",
  "measures/parzen",
  "measures/neighbours",
  "data/csv",
  "node/files",
  "node/image-file",
  "node/image-folder",
  "node/examples",
  "node/mnist",
  "node/mnist-damaged",
  "runs/checkpoint",
  "gradcheck/check-objective",
  "training/weight-average",
  "gradcheck/wrong",
].map((name) => `test/${name}.test.ts`);

/**
 * Files that replace modules or what is global, or count what a process has of something: each has a
 * process to itself. All others share what one of them has imported.
 */
const ALONE = [
  "commands/output",
  "docs/commands",
  "node/files-order",
  "node/load-kernels",
  "node/load-kernels-cores",
  "node/mnist-damaged",
  "runs/says",
  "simd/memory",
].map((name) => `test/${name}.test.ts`);

/**
 * Begins with the files that have a process to themselves, because a shared process ends where the next
 * file is one of them; and in each kind with the slow ones, so that in the end no core waits for one.
 */
class AloneAndSlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) => {
      const index = SLOW.findIndex((name) => moduleId.endsWith(`/${name}`));
      const rank = index < 0 ? SLOW.length : index;
      return project.name === "alone" ? rank - SLOW.length - 1 : rank;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig(({ mode }) => {
  const leftOut = mode === "fast" ? SLOW : [];
  return {
    test: {
      globalSetup: ["test/temporary-folders.ts"],
      setupFiles: ["test/setup.ts"],
      testTimeout: 300_000,
      hookTimeout: 300_000,
      maxWorkers: availableParallelism() + 1, // now and then one waits, for a page or another process
      sequence: { sequencer: AloneAndSlowFirst },
      reporters: process.env.CI
        ? ["default", ["json", { outputFile: ".vitest-results.json" }]]
        : ["default"],
      projects: [
        {
          extends: true,
          test: {
            name: "sharing",
            include: ["test/**/*.test.ts"],
            exclude: [...ALONE, ...leftOut],
            isolate: false,
            execArgv: ["--max-semi-space-size=64"], // fewer collections of what lives for a moment
          },
        },
        {
          extends: true,
          test: { name: "alone", include: ALONE, exclude: leftOut },
        },
      ],
    },
  };
});
