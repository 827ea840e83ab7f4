/** Labels: style apart from class, in the supervised and in the semi-supervised model. */
import type { App, Scene } from "../app.ts";
import { loadDigits } from "../data.ts";
import { h, prose, toTry } from "../dom.ts";
import { colour, drawAxes, drawLines, inkOf, toPixels } from "../drawing.ts";
import { Figure } from "../figure.ts";
import { Pad } from "../pad.ts";
import { pointAt } from "../pointing.ts";

const CLASSES = 10;
const SIDE = 28;
const ALL = Array.from({ length: CLASSES }, (_, k) => k);

/** The numbers of a sigmoid, 0 … 1, as ink is drawn, −1 … 1. */
const toInk = (images: Float32Array) => images.map((value) => 2 * value - 1);

/** Ten digits in a row, or in two. */
function rowOf(
  title: string,
  what: string,
  name: string,
  images: () => Float32Array | null,
): Figure {
  return new Figure({
    ...{ title, what, ratio: 0.4 },
    draw(pen, width) {
      const row = images();
      if (row === null) return;
      const cell = width / 5;
      for (const k of ALL) {
        const ink = inkOf(`${name} ${k}`, row, SIDE, SIDE, k * SIDE * SIDE);
        pen.drawImage(ink, (k % 5) * cell + 3, Math.floor(k / 5) * cell + 3, cell - 6, cell - 6);
      }
    },
  });
}

export const labels: Scene = {
  name: "labels",
  short: "Labels",
  title: "Style and class",
  lead: "If the decoder is told *which* digit it is, the code need only hold *how* it is written. So one style can be written in every class.",
  trains: false,

  async build(app: App, root: HTMLElement) {
    const facts = await app.finished("supervised");
    const view = { extent: facts.extent };
    const place: [number, number] = [0.4, 0.6];
    let row: Float32Array | null = null;

    const plane = new Figure({
      title: "The plane of styles",
      what: "Move over it: slant in one direction, breadth and weight in another.",
      use: "Arrow keys move the place.",
      live: true,
      draw(pen, width) {
        drawAxes(pen, width, view);
        drawLines(pen, width, view, facts.contours);
        const [x, y] = toPixels(view, width, place[0], place[1]);
        pen.strokeStyle = colour("accent");
        pen.lineWidth = 3;
        pen.beginPath();
        pen.arc(x, y, 11, 0, 2 * Math.PI);
        pen.stroke();
      },
    });
    const digits = rowOf(
      "This style in every class",
      "Ten digits, one style: only the class differs.",
      "styled",
      () => row,
    );
    let [asking, asked] = [false, false];
    async function decode(): Promise<void> {
      asked = true;
      if (asking) return;
      asking = true;
      try {
        while (asked) {
          asked = false;
          const codes = Float32Array.from(ALL.flatMap(() => place));
          row = toInk(await app.client.ask("decode", { model: "supervised", codes, labels: ALL }));
          digits.redraw();
          plane.redraw();
        }
      } finally {
        asking = false;
      }
    }
    pointAt(plane, view, place, () => void decode());

    const second = h("div");
    root.append(
      h(
        "div",
        { class: "cols two" },
        plane.element,
        h(
          "div",
          {},
          digits.element,
          toTry(
            "go straight across. All ten digits lean together: the model has found by itself that slant has nothing to do with which digit it is.",
          ),
        ),
      ),
      second,
    );
    await decode();
    void semiSupervised(app, second).catch((error) =>
      app.say(error instanceof Error ? error.message : `${error}`),
    );
    return {};
  },
};

/** The model that was told a thousand labels of sixty thousand. */
async function semiSupervised(app: App, root: HTMLElement): Promise<void> {
  await app.finished("semi-supervised");
  const { shown } = await loadDigits();
  let pixels: Uint8Array = shown.pixels.slice(0, SIDE * SIDE);
  let image: Float32Array | null = null;
  let row: Float32Array | null = null;

  const picture = new Figure({
    title: "The digit",
    what: "A test digit, which the model has never seen, or the one that you write.",
    draw(pen, width) {
      if (image !== null)
        pen.drawImage(inkOf("given", image, SIDE, SIDE), 6, 6, width - 12, width - 12);
    },
  });
  const bars = ALL.map((k) => {
    const fill = h("span", { class: "fill" });
    const value = h("span", { class: "value" });
    return { k, fill, value };
  });
  const said = h("p", { "aria-live": "polite" });
  const own = rowOf(
    "Its style in every class",
    "The style that the encoder found in this digit, decoded with each class.",
    "own style",
    () => row,
  );

  async function look(): Promise<void> {
    image = Float32Array.from(pixels, (byte) => byte / 127.5 - 1);
    const { codes, probabilities } = await app.client.ask("encode", {
      model: "semi-supervised",
      pixels,
    });
    const y = probabilities ?? new Float32Array(CLASSES);
    for (const { k, fill, value } of bars) {
      fill.style.width = `${100 * y[k]}%`;
      value.textContent = `${(100 * y[k]).toFixed(y[k] > 0.995 || y[k] < 0.0005 ? 0 : 1)} %`;
    }
    const best = ALL.reduce((a, b) => (y[b] > y[a] ? b : a));
    said.textContent = `It says: a ${best}.`;
    const all = Float32Array.from(ALL.flatMap(() => [...codes]));
    row = toInk(
      await app.client.ask("decode", { model: "semi-supervised", codes: all, labels: ALL }),
    );
    picture.redraw();
    own.redraw();
  }
  let next = 0;
  const pad = new Pad((drawn) => {
    pixels = drawn;
    void look();
  });

  root.append(
    h("h2", {}, "Learning from few labels"),
    prose(
      "This model was shown sixty thousand digits and told the label of *one thousand* of them. Its encoder gives a class `y` and a style `z`; two discriminators see to it that `y` looks like a clear choice and `z` like the prior.",
    ),
    h(
      "div",
      { class: "cols three" },
      h(
        "div",
        {},
        picture.element,
        h(
          "div",
          { class: "bar", style: "margin-top:.6rem" },
          h(
            "button",
            {
              type: "button",
              class: "primary",
              click: () => {
                next = (next + 1) % shown.count;
                pixels = shown.pixels.slice(next * SIDE * SIDE, (next + 1) * SIDE * SIDE);
                pad.clear();
                void look();
              },
            },
            "Another digit",
          ),
        ),
      ),
      h(
        "section",
        { class: "card" },
        h("h2", { class: "label" }, "The class, y"),
        h(
          "div",
          { class: "bars classes" },
          ...bars.flatMap(({ k, fill, value }) => [
            h("span", {}, `${k}`),
            h("span", { class: "track" }, fill),
            value,
          ]),
        ),
        said,
      ),
      h(
        "div",
        {},
        own.element,
        h("div", { style: "height:1rem" }),
        pad.figure.element,
        h(
          "div",
          { class: "bar", style: "margin-top:.6rem" },
          h("button", { type: "button", click: () => pad.clear() }, "Wipe the sheet"),
        ),
      ),
    ),
  );
  await look();
}
