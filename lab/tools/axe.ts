/** What axe-core finds on a page: each rule that is broken, and where. */
import axe from "axe-core";
import type { Page } from "./browser.ts";

export default async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> =>
      (window as unknown as { axe: { run(): Promise<never> } }).axe.run(),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}
