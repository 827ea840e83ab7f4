/** Does the work again and again for that many milliseconds; the time of each, in milliseconds. */
export function timesOf(work: () => unknown, ms: number): number[] {
  const times: number[] = [];
  for (const end = performance.now() + ms; performance.now() < end; ) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return times;
}
