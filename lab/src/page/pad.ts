/** A sheet to write a digit on, and the digit as MNIST would have it. */
import { colour, drawCross } from "./drawing.ts";
import { Figure } from "./figure.ts";
import { pointAt } from "./pointing.ts";

/** Strokes are kept as places in ±1. */
const VIEW = { extent: 1 };
const SIDE = 28;
/** A digit of MNIST fits into so many pixels, and its stroke is about so broad. */
const BOX = 20;
const BROAD = 2.6;

export class Pad {
  readonly figure: Figure;
  #strokes: [number, number][][] = [];
  readonly #place: [number, number] = [0, 0];
  #last = 0;

  /** @param changed is called with the image, 28×28 bytes, whenever it changes */
  constructor(changed: (pixels: Uint8Array) => void) {
    this.figure = new Figure({
      title: "Write a digit",
      what: "Draw with the mouse or a finger.",
      use: "On the keyboard, arrow keys move the pen and Enter writes.",
      live: true,
      draw: (pen, width) => {
        pen.strokeStyle = colour("ink");
        pen.fillStyle = colour("ink");
        pen.lineWidth = width * 0.07;
        if (this.#strokes.length === 0) {
          pen.fillStyle = colour("soft");
          pen.font = "15px sans-serif";
          pen.textAlign = "center";
          pen.fillText("draw here", width / 2, width / 2);
          pen.fillStyle = colour("ink");
        }
        for (const stroke of this.#strokes) {
          pen.beginPath();
          stroke.forEach(([x, y], k) => {
            const at: [number, number] = [((x + 1) / 2) * width, ((1 - y) / 2) * width];
            if (k === 0) pen.moveTo(...at);
            pen.lineTo(...at);
          });
          pen.stroke();
          for (const [x, y] of stroke) {
            pen.beginPath();
            pen.arc(((x + 1) / 2) * width, ((1 - y) / 2) * width, width * 0.035, 0, 2 * Math.PI);
            pen.fill();
          }
        }
        // Whoever writes with the keyboard must see where the pen is.
        if (this.figure.canvas.matches(":focus-visible")) drawCross(pen, width, VIEW, this.#place);
      },
    });
    pointAt(this.figure, VIEW, this.#place, ([x, y], pressed) => {
      if (!pressed) {
        this.#last = 0;
        this.figure.redraw();
        return;
      }
      const now = performance.now();
      if (this.#last === 0 || now - this.#last > 400) this.#strokes.push([]);
      this.#last = now;
      this.#strokes.at(-1)?.push([x, y]);
      this.figure.redraw();
      changed(this.pixels());
    });
    this.figure.canvas.addEventListener("pointerup", () => {
      this.#last = 0;
    });
  }

  clear(): void {
    this.#strokes = [];
    this.figure.redraw();
  }

  /** Scaled to fit 20×20 pixels, its centre of mass in the middle, as MNIST's digits are. */
  pixels(): Uint8Array {
    const points = this.#strokes.flat();
    const image = new Uint8Array(SIDE * SIDE);
    if (points.length === 0) return image;
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const size = Math.max(spread(xs), spread(ys), 0.2);
    const scale = (BOX - BROAD) / size;
    const ink = this.#painted((x, y) => [
      (x - middle(xs)) * scale + SIDE / 2,
      (middle(ys) - y) * scale + SIDE / 2,
    ]);
    let [sum, cx, cy] = [0, 0, 0];
    ink.forEach((value, k) => {
      sum += value;
      cx += value * (k % SIDE);
      cy += value * Math.floor(k / SIDE);
    });
    if (sum === 0) return image;
    const [dx, dy] = [Math.round(SIDE / 2 - 0.5 - cx / sum), Math.round(SIDE / 2 - 0.5 - cy / sum)];
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const [fromX, fromY] = [x - dx, y - dy];
        const isInside = fromX >= 0 && fromY >= 0 && fromX < SIDE && fromY < SIDE;
        if (isInside) image[y * SIDE + x] = ink[fromY * SIDE + fromX];
      }
    }
    return image;
  }

  #painted(place: (x: number, y: number) => [number, number]): Uint8ClampedArray {
    const canvas = document.createElement("canvas");
    canvas.width = SIDE;
    canvas.height = SIDE;
    const context = canvas.getContext("2d");
    if (context === null) return new Uint8ClampedArray(SIDE * SIDE);
    context.lineWidth = BROAD;
    context.lineCap = "round";
    context.lineJoin = "round";
    for (const stroke of this.#strokes) {
      context.beginPath();
      stroke.forEach(([x, y], k) => {
        if (k === 0) context.moveTo(...place(x, y));
        context.lineTo(...place(x, y));
      });
      context.stroke();
    }
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    return Uint8ClampedArray.from({ length: SIDE * SIDE }, (_, k) => data[4 * k + 3]);
  }
}

const spread = (numbers: readonly number[]) => Math.max(...numbers) - Math.min(...numbers);
const middle = (numbers: readonly number[]) => (Math.max(...numbers) + Math.min(...numbers)) / 2;
