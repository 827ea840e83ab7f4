/** What our figures draw with: the little of a canvas that they need, as pixels or as SVG. */

export type Pen = Pick<
  CanvasRenderingContext2D,
  | "fillStyle"
  | "strokeStyle"
  | "lineWidth"
  | "globalAlpha"
  | "font"
  | "textAlign"
  | "beginPath"
  | "moveTo"
  | "lineTo"
  | "closePath"
  | "fill"
  | "stroke"
  | "fillRect"
  | "fillText"
> & {
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  /** Only a canvas that somebody has filled. */
  drawImage(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void;
};

/** Draws SVG. */
export class SvgPen implements Pen {
  fillStyle: Pen["fillStyle"] = "#000";
  strokeStyle: Pen["strokeStyle"] = "#000";
  lineWidth = 1;
  globalAlpha = 1;
  font = "12px sans-serif";
  textAlign: CanvasTextAlign = "left";
  readonly #elements: string[] = [];
  readonly #size: readonly [width: number, height: number];
  #path = "";

  constructor(width: number, height: number) {
    this.#size = [width, height];
  }

  beginPath(): void {
    this.#path = "";
  }
  moveTo(x: number, y: number): void {
    this.#path += `M${r(x)} ${r(y)}`;
  }
  lineTo(x: number, y: number): void {
    this.#path += `${this.#path === "" ? "M" : "L"}${r(x)} ${r(y)}`;
  }
  closePath(): void {
    this.#path += "Z";
  }
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const at = (angle: number) =>
      `${r(x + radius * Math.cos(angle))} ${r(y + radius * Math.sin(angle))}`;
    const middle = (from + to) / 2;
    const half = (end: number) => `A${r(radius)} ${r(radius)} 0 0 1 ${at(end)}`;
    this.#path += `M${at(from)}${half(middle)}${half(to)}`;
  }
  fill(): void {
    this.#add(`<path d="${this.#path}" fill="${escaped(`${this.fillStyle}`)}"`);
  }
  stroke(): void {
    this.#add(
      `<path d="${this.#path}" fill="none" stroke="${escaped(`${this.strokeStyle}`)}" stroke-width="${r(this.lineWidth)}"`,
    );
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    this.#add(
      `<rect x="${r(x)}" y="${r(y)}" width="${r(width)}" height="${r(height)}" fill="${escaped(`${this.fillStyle}`)}"`,
    );
  }
  fillText(text: string, x: number, y: number): void {
    const anchor =
      { center: "middle", right: "end", end: "end" }[this.textAlign as string] ?? "start";
    const [, size = "12"] = /(\d+(?:\.\d+)?)px/.exec(this.font) ?? [];
    this.#elements.push(
      `<text x="${r(x)}" y="${r(y)}" text-anchor="${anchor}" font-size="${size}" font-family="sans-serif" fill="${escaped(`${this.fillStyle}`)}">${escaped(text)}</text>`,
    );
  }
  drawImage(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
    this.#add(
      `<image href="${image.toDataURL()}" x="${r(x)}" y="${r(y)}" width="${r(width)}" height="${r(height)}"`,
    );
  }

  #add(element: string): void {
    const opacity = this.globalAlpha === 1 ? "" : ` opacity="${r(this.globalAlpha)}"`;
    this.#elements.push(`${element}${opacity}/>`);
  }

  toString(): string {
    const [width, height] = this.#size;
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${this.#elements.join("")}</svg>\n`;
  }
}

/** Two decimals are enough for a pixel. */
const r = (number: number) => `${Math.round(number * 100) / 100}`;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
