/** A toy with nothing to download: a soft spot somewhere in a picture of 8×8 pixels. */
import { greyImages, type Images } from "../../../src/data/images.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";

const SIDE = 8;
/** How far a spot reaches, in pixels. */
const REACH = 1.3;

/** Two numbers, its place, are all that a spot is: so a code of two numbers can hold it whole. */
export function spots(count: number, seed: string): Images {
  const random = new SeededRandom(seed);
  const pixels = new Uint8Array(count * SIDE * SIDE);
  const labels = new Uint8Array(count);
  for (let image = 0; image < count; image++) {
    const x = 1 + (SIDE - 3) * random.uniform();
    const y = 1 + (SIDE - 3) * random.uniform();
    labels[image] = (x < SIDE / 2 - 0.5 ? 0 : 1) + (y < SIDE / 2 - 0.5 ? 0 : 2);
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        const squared = (column - x) ** 2 + (row - y) ** 2;
        pixels[(image * SIDE + row) * SIDE + column] = Math.round(
          255 * Math.exp(-squared / (2 * REACH ** 2)),
        );
      }
    }
  }
  return greyImages({ count, rows: SIDE, columns: SIDE, pixels, labels });
}
