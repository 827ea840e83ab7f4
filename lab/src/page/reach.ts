/** How much of the plane a figure shows, so that no code is cut off. */

/** By how much the plane is seen from farther away at a time, so that its scale seldom jumps. */
const STEP_BACK = 1.25;

/** The part of the plane, ± `least` or more, in which all of these codes lie. */
export function reachOf(least: number, ...clouds: readonly ArrayLike<number>[]): number {
  let reach = 0;
  for (const codes of clouds) {
    for (let i = 0; i < codes.length; i++) reach = Math.max(reach, Math.abs(codes[i]));
  }
  const steps = Math.ceil(Math.log((1.05 * reach) / least) / Math.log(STEP_BACK));
  return least * STEP_BACK ** Math.max(0, steps);
}
