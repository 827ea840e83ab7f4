/** Of your own: a digit, and data. */
import type { App, Scene } from "../app.ts";
import { readDropped } from "../data.ts";
import { h, prose, segmented, toTry } from "../dom.ts";
import { colour, drawAxes, drawCodes, drawLines, inkOf, toPixels } from "../drawing.ts";
import { Figure } from "../figure.ts";
import { Pad } from "../pad.ts";

export const own: Scene = {
  name: "own",
  short: "Of your own",
  title: "Of your own",
  lead: "Write a digit. The encoder says *where in the plane it belongs*, and the decoder says what is left of it.",
  trains: false,

  async build(app: App, root: HTMLElement) {
    const facts = await app.finished("plane");
    const { extent, rows, columns } = facts;
    const view = { extent: extent * 1.25 };
    let code: Float32Array | null = null;
    let back: Float32Array | null = null;
    let seen: Float32Array | null = null;
    let codes: Float32Array | null = null;
    let labels: ArrayLike<number> | null = null;

    const map = new Figure({
      title: "Where it lands",
      what: "The dots are digits that the model knows the like of, coloured by label; the ring is yours.",
      draw(pen, width) {
        drawAxes(pen, width, view);
        drawLines(pen, width, view, facts.contours);
        if (codes !== null) drawCodes(pen, width, view, codes, labels, 3);
        if (code === null) return;
        const [x, y] = toPixels(view, width, code[0], code[1]);
        pen.strokeStyle = colour("accent");
        pen.lineWidth = 3;
        pen.beginPath();
        pen.arc(x, y, 12, 0, 2 * Math.PI);
        pen.stroke();
      },
    });
    const result = new Figure({
      title: "What the model sees, and what comes back",
      what: "Left your digit in 28×28 pixels, right the decoder of its code.",
      ratio: 0.5,
      draw(pen, width) {
        const half = width / 2;
        if (seen === null) {
          pen.fillStyle = colour("soft");
          pen.font = "13px sans-serif";
          pen.textAlign = "center";
          pen.fillText("here, as soon as you write", half, half / 2);
        }
        if (seen !== null)
          pen.drawImage(inkOf("seen", seen, rows, columns), 8, 8, half - 16, half - 16);
        if (back !== null)
          pen.drawImage(inkOf("back", back, rows, columns), half + 8, 8, half - 16, half - 16);
      },
    });
    let [asking, waiting] = [false, null as Uint8Array | null];
    async function look(pixels: Uint8Array): Promise<void> {
      waiting = pixels;
      if (asking) return;
      asking = true;
      try {
        while (waiting !== null) {
          const image: Uint8Array = waiting;
          waiting = null;
          const found = await app.client.ask("encode", { model: "plane", pixels: image });
          code = found.codes;
          back = found.images;
          seen = Float32Array.from(image, (byte) => byte / 127.5 - 1);
          const nearest = nearestLabel(found.codes);
          map.describe(
            `The ring is your digit, at (${[...found.codes].map((z) => z.toFixed(2)).join(", ")})${nearest === null ? "" : `; its nearest neighbour is a ${nearest}`}.`,
          );
          map.redraw();
          result.redraw();
        }
      } finally {
        asking = false; // a refusal is told, and the next stroke is looked at again
      }
    }
    function nearestLabel([x, y]: Float32Array): number | null {
      if (codes === null || labels === null) return null;
      let [best, label] = [Number.POSITIVE_INFINITY, 0];
      for (let i = 0; i < labels.length; i++) {
        const distance = Math.hypot(codes[2 * i] - x, codes[2 * i + 1] - y);
        if (distance < best) [best, label] = [distance, labels[i]];
      }
      return label;
    }
    const pad = new Pad((pixels) => void look(pixels));

    const picked = h("p", { class: "small soft", "aria-live": "polite" });
    function showData(): void {
      const { data } = app;
      picked.textContent =
        data === null
          ? ""
          : `The other scenes now train on ${data.name}: ${data.images.count.toLocaleString("en-US")} images of ${data.images.rows}×${data.images.columns} pixels.`;
    }
    async function take(files: readonly File[]): Promise<void> {
      if (files.length === 0) return;
      const before = app.dropped;
      try {
        app.dropped = await readDropped(files);
        await app.sendData();
        app.change({ step: 0 });
        showData();
      } catch (error) {
        app.dropped = before;
        app.say(error instanceof Error ? error.message : `${error}`);
      }
    }
    const input = h("input", {
      type: "file",
      multiple: true,
      id: "files",
      change: () => {
        const files = [...(input.files ?? [])];
        input.value = ""; // so that the same file, mended, can be chosen again
        void take(files);
      },
    });
    const drop = h(
      "div",
      {
        class: "drop",
        dragover: (event) => event.preventDefault(),
        drop: (event) => {
          event.preventDefault();
          if (event instanceof DragEvent) void take([...(event.dataTransfer?.files ?? [])]);
        },
      },
      h(
        "label",
        { for: "files" },
        "Drop IDX files here, or choose them: images, and labels if you have them. They stay in this browser.",
      ),
      input,
    );

    root.append(
      h(
        "div",
        { class: "cols three" },
        h(
          "div",
          {},
          pad.figure.element,
          h(
            "div",
            { class: "bar", style: "margin-top:.6rem" },
            h(
              "button",
              {
                type: "button",
                click: () => {
                  pad.clear();
                  code = null;
                  back = null;
                  seen = null;
                  map.redraw();
                  result.redraw();
                },
              },
              "Wipe",
            ),
          ),
        ),
        result.element,
        map.element,
      ),
      toTry(
        "write a 7 with a bar through it, as in Europe; MNIST has few of them. And write a letter: the model knows no letters, so it gives back the digit that is nearest.",
      ),
      h("h2", {}, "Data of your own"),
      prose(
        "What the training scenes learn from. Spots are a toy that needs no download: an 8×8 picture with a soft spot somewhere, so that two numbers are all there is to know.",
      ),
      segmented(
        "Data",
        [
          ["digits", "MNIST digits"],
          ["spots", "Spots"],
        ],
        app.settings.data,
        async (data) => {
          app.dropped = null;
          app.change({ data, step: 0 });
          await app.sendData();
          showData();
        },
      ),
      drop,
      picked,
      prose("A prior of your own is drawn in the scene *Break it*."),
    );
    void app.sendData().then(async ({ shown }) => {
      showData();
      if (shown.rows !== rows || shown.columns !== columns) return;
      ({ codes } = await app.client.ask("encode", { model: "plane", pixels: shown.pixels }));
      labels = shown.labels;
      map.redraw();
    });
    return {};
  },
};
