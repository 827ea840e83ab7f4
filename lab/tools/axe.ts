/** What axe-core finds on a page: each rule that is broken, and where. */
import axe from "axe-core";
import type { Page } from "./browser.ts";

/** What a page has once axe-core is on it. */
interface WithAxe {
  readonly axe: {
    run(options: { resultTypes: string[] }): Promise<{
      violations: { id: string; nodes: { html: string }[] }[];
    }>;
  };
}

export default async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  await page.evaluate(drawn); // who can be scrolled, and so reached by keyboard, is known once it is drawn
  const { violations } = await page.evaluate(() =>
    (window as unknown as WithAxe).axe.run({ resultTypes: ["violations"] }),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

/** Waits until the page as it is now has been drawn: one frame may be under way already. */
const drawn = () =>
  new Promise<void>((resolve) =>
    requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
  );
