/**
 * What it costs the default run to be ready for anything: the checkpoints, and the look at every
 * weight after every step.
 *
 *     npx tsx bench/checkpoints.ts
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { runCommand } from "../src/command.ts";
import { loadKernels } from "../src/node/load-kernels.ts";
import { loadMnist } from "../src/node/mnist.ts";
import { CHECKPOINT, saveCheckpoint } from "../src/runs/checkpoint.ts";
import { fingerprintOf } from "../src/runs/fingerprint.ts";
import { MetricsFile } from "../src/runs/metrics.ts";
import { CHECKPOINT_EVERY } from "../src/runs/train-in-folder.ts";
import { CollapseWatch } from "../src/training/collapse.ts";
import { configure } from "../src/training/configuration.ts";
import { expectFiniteStep } from "../src/training/finite.ts";
import { startRun } from "../src/training/run.ts";

const BLOCKS = 20;
const STEPS = 25;

new Command("checkpoints")
  .description("Shows what checkpoints cost a run, and the look at every weight after every step.")
  .allowExcessArguments(false)
  .parse();

await runCommand(() => {
  const { kernels } = loadKernels("auto");
  const data = loadMnist();
  const run = startRun(configure("aae", {}), kernels, data, fingerprintOf(data));
  const watch = new CollapseWatch(run, console.log);
  const folder = mkdtempSync(join(tmpdir(), "checkpoints-"));
  const metrics = new MetricsFile(join(folder, "metrics.jsonl"));

  const steps: number[] = [];
  const looks: number[] = [];
  const checkpoints: number[] = [];
  const timed = <Result>(times: number[], work: () => Result): Result => {
    const start = performance.now();
    const result = work();
    times.push(performance.now() - start);
    return result;
  };
  for (let block = 0; block < BLOCKS; block++) {
    for (let count = 0; count < STEPS; count++) {
      const { X, figures } = timed(steps, () => {
        const batch = run.loader.next();
        return { X: batch.X, figures: run.training.step(batch, run.pass) };
      });
      run.step++;
      timed(looks, () => {
        expectFiniteStep(run, figures);
        watch.look(figures, X);
      });
      metrics.record({ step: run.step, epoch: 1, kind: "step", figures });
    }
    timed(checkpoints, () => saveCheckpoint(folder, run, watch.counts, metrics.mark()));
  }
  const { size } = statSync(join(folder, CHECKPOINT));
  rmSync(folder, { recursive: true });

  const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1];
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const step = median(steps);
  console.log(
    `${kernels.name} kernels, medians of ${BLOCKS * STEPS} steps and ${BLOCKS} checkpoints`,
  );
  console.log(`a step                      ${step.toFixed(2)} ms`);
  console.log(`looking for NaN, collapse   ${percent(median(looks) / step)} of a step`);
  console.log(
    `a checkpoint                ${median(checkpoints).toFixed(0)} ms for ${(size / 1e6).toFixed(1)} MB; every ${CHECKPOINT_EVERY.seconds} s that is ${percent(median(checkpoints) / (1000 * CHECKPOINT_EVERY.seconds))} of a run`,
  );
});
