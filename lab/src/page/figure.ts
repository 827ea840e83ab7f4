/** A figure: a canvas that fills its column, what it shows in words, and a way to take it along. */
import { download, h } from "./dom.ts";
import { THEME_CHANGE } from "./drawing.ts";
import { type Pen, SvgPen } from "./pen.ts";

export interface FigureOptions {
  readonly title: string;
  /** What is to be seen, for whoever sees it and for whoever does not. */
  readonly what: string;
  /** Height over width. */
  readonly ratio?: number;
  readonly draw: (pen: Pen, width: number, height: number) => void;
  /** Can it be pointed at? Then it takes the keyboard's focus too. */
  readonly live?: boolean;
  /** What the keyboard and the finger do there. */
  readonly use?: string;
}

export class Figure {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly #options: FigureOptions;
  readonly #what: HTMLElement;
  #due = false;

  constructor(options: FigureOptions) {
    const { title, what, live = false, use = "" } = options;
    this.#options = options;
    this.canvas = h("canvas", {
      role: "img",
      "aria-label": `${title}. ${what} ${use}`.trim(),
      tabindex: live ? 0 : null,
    });
    this.canvas.addEventListener(THEME_CHANGE, () => this.redraw());
    this.#what = h("span", { class: "what" }, what);
    const name = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    const save = (kind: string, take: () => void) =>
      h(
        "button",
        { type: "button", "aria-label": `Save “${title}” as ${kind}`, click: take },
        kind,
      );
    this.element = h(
      "figure",
      live ? { class: "live" } : {},
      this.canvas,
      h(
        "figcaption",
        {},
        h("span", { class: "title" }, title),
        this.#what,
        h(
          "span",
          { class: "save" },
          save("PNG", () => {
            this.canvas.toBlob((blob) => blob && download(`${name}.png`, blob));
          }),
          save("SVG", () => {
            download(`${name}.svg`, new Blob([this.svg()], { type: "image/svg+xml" }));
          }),
        ),
      ),
    );
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
  }

  /** Says anew what is to be seen. */
  describe(what: string): void {
    if (this.#what.textContent === what) return;
    this.#what.textContent = what;
    const { title, use = "" } = this.#options;
    this.canvas.setAttribute("aria-label", `${title}. ${what} ${use}`.trim());
  }

  /** Draws again before the next frame of the screen. */
  redraw(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      if (this.canvas.isConnected) this.#draw();
    });
  }

  #draw(): void {
    const { canvas } = this;
    const [width, height] = this.size;
    if (width === 0) return;
    const scale = Math.min(2, devicePixelRatio);
    const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
    if (canvas.width !== across || canvas.height !== down) {
      canvas.width = across;
      canvas.height = down;
      canvas.style.aspectRatio = `${width} / ${height}`;
    }
    const context = canvas.getContext("2d");
    if (context === null) return;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#options.draw(context, width, height);
  }

  /** Width and height in CSS pixels. */
  get size(): readonly [number, number] {
    const width = this.canvas.clientWidth;
    return [width, Math.round(width * (this.#options.ratio ?? 1))];
  }

  svg(): string {
    const [width, height] = this.size;
    const pen = new SvgPen(width, height);
    this.#options.draw(pen, width, height);
    return pen.toString();
  }
}
