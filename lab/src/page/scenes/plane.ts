/** The first three seconds: a finished model, and a plane in which every place is a digit. */
import type { App, Scene } from "../app.ts";
import { h, prose, toTry } from "../dom.ts";
import { colour, drawAxes, drawCodes, drawLines, drawRings, inkOf, toPixels } from "../drawing.ts";
import { Figure } from "../figure.ts";
import { pointAt } from "../pointing.ts";

/** So many digits a side are painted all over the plane. */
const TILES = 15;
/** A figure of less than so many pixels is on a phone. */
const NARROW = 480;

export const plane: Scene = {
  name: "plane",
  short: "A code is a place",
  title: "A code is a place",
  lead: "This model has read sixty thousand handwritten digits and keeps two numbers of each: a place in this plane. Its decoder turns *any* place back into a digit. Move over the plane.",
  trains: false,

  async build(app: App, root: HTMLElement) {
    const facts = await app.finished("plane");
    const { extent, rows, columns } = facts;
    const view = { extent };
    const place: [number, number] = [extent * 0.22, extent * 0.3];
    let digit: Float32Array | null = null;
    let tiles: Float32Array | null = null;
    let codes: Float32Array | null = null;
    let labels: ArrayLike<number> | null = null;
    let samples: Float32Array | null = null;
    let dots = false;

    const map = new Figure({
      title: "The plane of codes",
      what: "Every place is decoded to the digit that is painted there; the rings are the prior, 1σ and 2σ.",
      use: "Arrow keys move the place, with Shift in larger steps.",
      live: true,
      draw(pen, width) {
        if (tiles !== null) {
          const cell = width / TILES;
          for (let k = 0; k < TILES * TILES; k++) {
            const ink = inkOf(`tile ${k}`, tiles, rows, columns, k * rows * columns);
            const [x, y] = [(k % TILES) * cell, Math.floor(k / TILES) * cell];
            pen.globalAlpha = dots ? 0.16 : 0.62;
            pen.drawImage(ink, x, y, cell, cell);
          }
          pen.globalAlpha = 1;
        }
        if (dots) drawAxes(pen, width, view);
        drawLines(pen, width, view, facts.contours);
        if (dots && codes !== null) drawCodes(pen, width, view, codes, labels, 3.2);
        if (samples !== null) drawRings(pen, width, view, samples);
        const [x, y] = toPixels(view, width, place[0], place[1]);
        pen.strokeStyle = colour("accent");
        pen.lineWidth = 2.5;
        pen.beginPath();
        pen.arc(x, y, 11, 0, 2 * Math.PI);
        pen.stroke();
        pen.fillStyle = colour("accent");
        pen.beginPath();
        pen.arc(x, y, 2.5, 0, 2 * Math.PI);
        pen.fill();
        // On a phone the large digit is below the screen: it is shown in the farther corner as well.
        if (width < NARROW && digit !== null) {
          const side = width * 0.28;
          const left = x > width / 2 ? 6 : width - side - 6;
          pen.fillStyle = colour("accent");
          pen.fillRect(left - 1.5, 4.5, side + 3, side + 3);
          pen.fillStyle = colour("card");
          pen.fillRect(left, 6, side, side);
          pen.drawImage(inkOf("loupe", digit, rows, columns), left, 6, side, side);
        }
      },
    });
    const large = new Figure({
      title: "Decoded",
      what: "The digit that the decoder makes of the place under the pointer.",
      draw(pen, width) {
        if (digit === null) return;
        pen.drawImage(
          inkOf("large", digit, rows, columns),
          width * 0.06,
          width * 0.06,
          width * 0.88,
          width * 0.88,
        );
      },
    });
    const where = h("p", { class: "small soft", "aria-live": "polite" });

    let asking = false;
    let asked = false;
    async function decode(): Promise<void> {
      asked = true;
      if (asking) return;
      asking = true;
      try {
        while (asked) {
          asked = false;
          digit = await app.client.ask("decode", {
            model: "plane",
            codes: Float32Array.from(place),
          });
          large.redraw();
          map.redraw();
        }
      } finally {
        asking = false;
      }
      where.textContent = `z = (${place.map((z) => z.toFixed(2)).join(", ")})`;
    }
    pointAt(map, view, place, () => void decode());

    const sampleButton = h(
      "button",
      {
        type: "button",
        class: "primary",
        click: async () => {
          seed++;
          const drawn = await app.client.ask("sample", { model: "plane", count: 12, seed });
          samples = drawn.codes;
          strip = drawn.images[0];
          row.redraw();
          map.redraw();
        },
      },
      "Draw twelve from the prior",
    );
    let seed = 0;
    let strip: Float32Array | null = null;
    const row = new Figure({
      title: "New digits",
      what: "Each is a code drawn at random from the prior, decoded; nobody wrote them.",
      ratio: 1 / 6 + 1 / 6,
      draw(pen, width) {
        if (strip === null) return;
        const cell = width / 6;
        for (let k = 0; k < 12; k++) {
          const ink = inkOf(`new ${k}`, strip, rows, columns, k * rows * columns);
          pen.drawImage(ink, (k % 6) * cell + 3, Math.floor(k / 6) * cell + 3, cell - 6, cell - 6);
        }
      },
    });
    const dotsButton = h(
      "button",
      {
        type: "button",
        "aria-pressed": "false",
        click: () => {
          dots = !dots;
          dotsButton.setAttribute("aria-pressed", `${dots}`);
          map.describe(
            dots
              ? "Each dot is the code of a digit that the model has never seen, in the colour of its label."
              : "Every place is decoded to the digit that is painted there; the rings are the prior, 1σ and 2σ.",
          );
          map.redraw();
        },
      },
      "Show where real digits lie",
    );
    root.append(
      h(
        "div",
        { class: "cols wide-narrow" },
        map.element,
        h(
          "div",
          {},
          h("div", { class: "digit" }, large.element, where),
          h("div", { class: "bar" }, sampleButton, dotsButton),
          row.element,
          toTry(
            "go slowly from a 1 to a 7. Nothing jumps: neighbours look alike. Then go far outside the rings, where no code was ever drawn.",
          ),
          prose(
            "An ordinary autoencoder has such a plane too, but nobody knows *where* in it the digits are. An adversarial one learns to fill exactly the rings that were chosen beforehand, the *prior*. So the prior says where to draw.",
          ),
        ),
      ),
    );
    await decode();

    // All that is not needed for the first digit comes after it.
    const grid = Float32Array.from({ length: 2 * TILES * TILES }, (_, i) => {
      const k = Math.floor(i / 2);
      const at = (cell: number) => extent * ((2 * cell + 1) / TILES - 1);
      return i % 2 === 0 ? at(k % TILES) : -at(Math.floor(k / TILES));
    });
    tiles = await app.client.ask("decode", { model: "plane", codes: grid });
    map.redraw();
    sampleButton.click();
    void app.sendData().then(async ({ shown }) => {
      if (shown.rows !== rows) return;
      const found = await app.client.ask("encode", { model: "plane", pixels: shown.pixels });
      codes = found.codes;
      labels = shown.labels;
      map.redraw();
    });
    return {};
  },
};
