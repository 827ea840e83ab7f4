/** How often something is done while a run goes on: after so many steps, or so many seconds. */
export type Every = { readonly steps: number } | { readonly seconds: number };

/**
 * A function that is asked after each step whether it is time again.
 *
 * Seconds are counted by a clock that only goes forward, whatever is done to the time of day.
 */
export function timer(every: Every): (step: number) => boolean {
  if ("steps" in every) return (step) => step % every.steps === 0;
  let last = performance.now();
  return () => {
    const now = performance.now();
    if (now - last < 1000 * every.seconds) return false;
    last = now;
    return true;
  };
}
