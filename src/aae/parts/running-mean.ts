/** A mean that goes on since the start, as Keras reports its metrics. */
export class RunningMean {
  sum = 0;
  count = 0;

  /** Takes one more value in and returns the mean of all. */
  add(value: number): number {
    this.sum += value;
    this.count++;
    return this.sum / this.count;
  }
}
