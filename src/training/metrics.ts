/**
 * The record of a run: one line of JSON for each step in `metrics.jsonl`, and one more for each
 * evaluation on the test images.
 */
import { appendFileSync } from "node:fs";
import type { StepResult } from "../aae/training.ts";

/** What a step gave. */
export interface StepMetrics extends StepResult {
  readonly step: number;
  readonly epoch: number;
}

/** What the test images gave after a step. */
export interface TestMetrics {
  readonly step: number;
  readonly epoch: number;
  readonly testMse: number;
}

export type Metrics = StepMetrics | TestMetrics;

/** How many lines wait in memory before they are written. */
const LINES = 100;

export class MetricsFile {
  readonly path: string;
  readonly all: Metrics[] = [];
  #written = 0;

  constructor(path: string) {
    this.path = path;
  }

  record(metrics: Metrics): void {
    this.all.push(metrics);
    if (this.all.length - this.#written >= LINES) this.flush();
  }

  /** Writes what is not yet written. */
  flush(): void {
    const lines = this.all.slice(this.#written).map((metrics) => `${JSON.stringify(metrics)}\n`);
    appendFileSync(this.path, lines.join(""));
    this.#written = this.all.length;
  }
}
