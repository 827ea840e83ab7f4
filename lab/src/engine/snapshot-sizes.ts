/** What is shown, in numbers: for whoever fills a frame and for whoever draws it. */

/** The landscape is looked at on a grid of so many places a side, over ± so much. */
export const GRID = 48;
export const EXTENT = 9;
/** How many samples of the prior are drawn, and how many images are shown with what comes back. */
export const SAMPLES = 25;
export const PAIRS = 8;

/** Where a line of the grid lies. */
export function placeOf(line: number): number {
  return EXTENT * ((2 * line) / (GRID - 1) - 1);
}
