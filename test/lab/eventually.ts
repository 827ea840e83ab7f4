/** How tests wait, with patience for a busy machine, for what a page is about to do. */
import { expect, vi } from "vitest";

const PATIENCE = { timeout: 30_000, interval: 20 };

/** Waits until what is asked for is as it should be. */
export function eventually<Value>(ask: () => Promise<Value> | Value) {
  return expect.poll(ask, PATIENCE);
}

/** What may be seen on a page, or not; one of Playwright's locators is. */
interface Visible {
  isVisible(): Promise<boolean>;
}

/** Waits until it is to be seen; Playwright's `waitFor` soon looks only twice a second. */
export async function shown(it: Visible): Promise<void> {
  await vi.waitFor(async () => expect(await it.isVisible()).toBe(true), PATIENCE);
}

/** Waits until it is not to be seen. */
export async function hidden(it: Visible): Promise<void> {
  await vi.waitFor(async () => expect(await it.isVisible()).toBe(false), PATIENCE);
}
