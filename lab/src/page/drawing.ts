/** How the things of this page look: codes, priors, digits, curves. */
import type { Pen } from "./pen.ts";

/** The colours of ten classes, to be told apart on light and on dark. */
export const CLASS_COLOURS = [
  ...["#4e79a7", "#e8862b", "#d9545b", "#4fa8a0", "#57a04e"],
  ...["#c9a227", "#a56f9f", "#f08b9b", "#95705c", "#7f868f"],
];

const cache = new Map<string, string>();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  cache.clear();
  tinted.clear();
  for (const listener of onTheme) listener();
});
/** What a picture is told when the colours have changed. */
export const THEME_CHANGE = "themechange";
/** Whoever must draw anew when the colours change. */
export const onTheme = new Set<() => void>();

/** A colour of the style sheet by its name. */
export function colour(
  name: "ink" | "soft" | "line" | "accent" | "card" | "paper" | "good",
): string {
  let value = cache.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    cache.set(name, value);
  }
  return value;
}

/** Red, green and blue of a colour as #rrggbb. */
export function rgb(hex: string): [number, number, number] {
  const number = Number.parseInt(hex.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

/** The square part of the plane that a figure shows: ± so much, centred. */
export interface View {
  readonly extent: number;
}

export function toPixels({ extent }: View, width: number, x: number, y: number): [number, number] {
  return [((x / extent + 1) / 2) * width, ((1 - y / extent) / 2) * width];
}

export function toPlane({ extent }: View, width: number, px: number, py: number): [number, number] {
  return [((2 * px) / width - 1) * extent, (1 - (2 * py) / width) * extent];
}

/** Where a figure is narrower, its axes have no words. */
const NARROW = 160;

/** The two axes of the plane, and a frame of numbers. */
export function drawAxes(pen: Pen, width: number, view: View): void {
  pen.strokeStyle = colour("line");
  pen.lineWidth = 1;
  for (const [from, to] of [
    [
      [-view.extent, 0],
      [view.extent, 0],
    ],
    [
      [0, -view.extent],
      [0, view.extent],
    ],
  ]) {
    pen.beginPath();
    pen.moveTo(...toPixels(view, width, from[0], from[1]));
    pen.lineTo(...toPixels(view, width, to[0], to[1]));
    pen.stroke();
  }
  if (width < NARROW) return;
  const extent = Number(view.extent.toFixed(1));
  pen.fillStyle = colour("soft");
  pen.font = "11px sans-serif";
  pen.textAlign = "right";
  pen.fillText(`z₁ = ${extent}`, width - 6, width / 2 - 6);
  pen.textAlign = "left";
  pen.fillText(`z₂ = ${extent}`, width / 2 + 6, 14);
}

type Points = readonly (readonly [number, number])[];

/** Where the prior lies. */
export function drawLines(pen: Pen, width: number, view: View, lines: readonly Points[]): void {
  pen.strokeStyle = colour("ink");
  pen.lineWidth = 1.25;
  pen.globalAlpha = 0.55;
  for (const points of lines) {
    pen.beginPath();
    points.forEach(([x, y], k) => {
      const place = toPixels(view, width, x, y);
      if (k === 0) pen.moveTo(...place);
      else pen.lineTo(...place);
    });
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** Codes [n, 2] as dots, each in the colour of its label. */
export function drawCodes(
  pen: Pen,
  width: number,
  view: View,
  codes: ArrayLike<number>,
  labels: ArrayLike<number> | null,
  radius = 3,
): void {
  for (let label = 0; label < CLASS_COLOURS.length; label++) {
    pen.fillStyle = labels === null ? colour("accent") : CLASS_COLOURS[label];
    pen.beginPath();
    for (let i = 0; i < codes.length / 2; i++) {
      if (labels === null ? label !== 0 : labels[i] % CLASS_COLOURS.length !== label) continue;
      const [x, y] = toPixels(view, width, codes[2 * i], codes[2 * i + 1]);
      pen.moveTo(x + radius, y);
      pen.arc(x, y, radius, 0, 2 * Math.PI);
    }
    pen.fill();
  }
  if (labels !== null) drawClasses(pen, width, labels);
}

/** Which colour is which class, along the lower edge. */
function drawClasses(pen: Pen, width: number, labels: ArrayLike<number>): void {
  const classes = [...new Set(Array.from(labels))]
    .filter((label) => label < CLASS_COLOURS.length)
    .sort((a, b) => a - b);
  const step = Math.min(24, (width - 12) / classes.length);
  pen.font = `${step < 16 ? 9 : 11}px sans-serif`;
  pen.textAlign = "left";
  for (const [k, label] of classes.entries()) {
    const x = 8 + k * step;
    pen.fillStyle = CLASS_COLOURS[label];
    pen.beginPath();
    pen.arc(x, width - 10, 3, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = colour("soft");
    pen.fillText(`${label}`, x + 4, width - 6.5);
  }
}

/** Samples of the prior: rings. */
export function drawRings(pen: Pen, width: number, view: View, codes: ArrayLike<number>): void {
  pen.strokeStyle = colour("accent");
  pen.lineWidth = 1.75;
  for (let i = 0; i < codes.length; i += 2) {
    const [x, y] = toPixels(view, width, codes[i], codes[i + 1]);
    pen.beginPath();
    pen.arc(x, y, 5, 0, 2 * Math.PI);
    pen.stroke();
  }
}

/** A mark at a place that the keyboard moves. */
export function drawCross(
  pen: Pen,
  width: number,
  view: View,
  place: readonly [number, number],
): void {
  const [x, y] = toPixels(view, width, place[0], place[1]);
  pen.strokeStyle = colour("ink");
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x - 8, y);
  pen.lineTo(x + 8, y);
  pen.moveTo(x, y - 8);
  pen.lineTo(x, y + 8);
  pen.stroke();
}

const tinted = new Map<string, HTMLCanvasElement>();

/** Pixels −1 … 1 as ink on nothing, on a canvas that the next image of the same name paints over. */
export function inkOf(
  name: string,
  pixels: ArrayLike<number>,
  rows: number,
  columns: number,
  offset = 0,
): HTMLCanvasElement {
  let canvas = tinted.get(name);
  if (canvas === undefined) {
    canvas = document.createElement("canvas");
    tinted.set(name, canvas);
  }
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext("2d");
  const [red, green, blue] = rgb(colour("ink"));
  const image = new ImageData(columns, rows);
  for (let j = 0; j < rows * columns; j++) {
    image.data[4 * j] = red;
    image.data[4 * j + 1] = green;
    image.data[4 * j + 2] = blue;
    image.data[4 * j + 3] = Math.max(0, Math.min(255, 127.5 * (pixels[offset + j] + 1)));
  }
  context?.putImageData(image, 0, 0);
  return canvas;
}

/** Images [n, pixels] of one size in a grid. */
export function drawGrid(
  pen: Pen,
  name: string,
  images: ArrayLike<number>,
  { side, across, count }: { side: number; across: number; count: number },
  { x, y, size }: { x: number; y: number; size: number },
): void {
  const cell = size / across;
  for (let k = 0; k < count; k++) {
    const ink = inkOf(`${name} ${k}`, images, side, side, k * side * side);
    const gap = Math.max(1, cell * 0.06);
    pen.drawImage(
      ink,
      x + (k % across) * cell + gap / 2,
      y + Math.floor(k / across) * cell + gap / 2,
      cell - gap,
      cell - gap,
    );
  }
}

/** Curves over steps, each in its own colour, on one scale; with a line where guessing would be. */
export function drawCurves(
  pen: Pen,
  width: number,
  height: number,
  curves: readonly {
    name: string;
    colour: string;
    points: readonly (readonly [number, number])[];
    dashed?: boolean;
  }[],
  guess: { value: number; name: string } | null = null,
): void {
  const all = curves.flatMap(({ points }) => points);
  const left = 44;
  const bottom = height - 22;
  const most = Math.max(...all.map(([, y]) => y), guess?.value ?? 0, 1e-9) * 1.08;
  const last = Math.max(...all.map(([x]) => x), 1);
  const place = (x: number, y: number): [number, number] => [
    left + (x / last) * (width - left - 10),
    8 + (1 - y / most) * (bottom - 8),
  ];
  pen.font = "11px sans-serif";
  pen.lineWidth = 1;
  for (let k = 0; k <= 3; k++) {
    const y = (most * k) / 3;
    pen.strokeStyle = colour("line");
    pen.beginPath();
    pen.moveTo(...place(0, y));
    pen.lineTo(...place(last, y));
    pen.stroke();
    pen.fillStyle = colour("soft");
    pen.textAlign = "right";
    pen.fillText(y.toFixed(y < 10 ? 2 : 0), left - 6, place(0, y)[1] + 4);
  }
  pen.textAlign = "right";
  pen.fillText(`step ${last.toLocaleString("en-US")}`, width - 10, height - 6);
  if (guess !== null) {
    pen.strokeStyle = colour("soft");
    pen.beginPath();
    pen.moveTo(...place(0, guess.value));
    pen.lineTo(...place(last, guess.value));
    pen.stroke();
    pen.textAlign = "left";
    pen.fillText(guess.name, left + 4, place(0, guess.value)[1] - 4);
  }
  for (const curve of curves) {
    pen.strokeStyle = curve.colour;
    pen.lineWidth = curve.dashed ? 4 : 1.75;
    pen.globalAlpha = curve.dashed ? 0.35 : 1;
    pen.beginPath();
    curve.points.forEach(([x, y], k) => {
      if (k === 0) pen.moveTo(...place(x, y));
      else pen.lineTo(...place(x, y));
    });
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.textAlign = "left";
  let x = left + 8;
  for (const { name, colour: own } of curves) {
    pen.fillStyle = own;
    pen.fillText(`● ${name}`, x, height - 6);
    x += 18 + 6.4 * name.length;
  }
}
