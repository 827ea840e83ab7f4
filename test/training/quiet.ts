/** Hooks of the loop that do nothing, for tests that look at one of them or at none. */
import type { TrainingHooks } from "../../src/training/train.ts";

export const quiet: TrainingHooks = {
  show() {},
  record() {},
  keep() {},
  isCheckpointDue: () => false,
  checkpoint() {},
  async breathe() {},
  stop: { aborted: false },
};
