/** The discriminator as a landscape, and the slope that each code feels. */
import { contours } from "d3-contour";
import { partOf } from "../../engine/frame.ts";
import { EXTENT, GRID } from "../../engine/snapshot-sizes.ts";
import type { App, Scene } from "../app.ts";
import { h, prose, short, toTry } from "../dom.ts";
import { colour, drawAxes, drawCodes, drawCross, drawLines, inkOf, toPixels } from "../drawing.ts";
import { Figure } from "../figure.ts";
import type { Pen } from "../pen.ts";
import { pointAt } from "../pointing.ts";

const VIEW = { extent: EXTENT };
/** Bands of D's output. */
const BANDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** The longest arrow, in pixels. */
const LONGEST = 26;
/** Of so many frames the path of a code is kept. */
const PATH = 300;

export const landscape: Scene = {
  name: "landscape",
  short: "Landscape",
  title: "The discriminator as a landscape",
  lead: "At every place of the plane the discriminator says how likely it is that a code there was drawn from the prior. *Each code is pushed uphill*, by the arrow that the generator’s phase gives it.",
  trains: true,

  build(app: App, root: HTMLElement) {
    let codes: Float32Array | null = null;
    let arrows: Float32Array | null = null;
    let field: Float32Array | null = null;
    let path: Float32Array[] = [];
    /** The longest −∂L/∂z since the beginning: arrows are drawn to one scale, so they can become short. */
    let steepest = 0;
    let chosen = -1;
    const place: [number, number] = [0, 0];
    let atKeys = false;

    const map = new Figure({
      title: "D(z)",
      what: "Warm is “from the prior”, grey is “a code”; the thick line is where the discriminator cannot tell, 0.5. Click a code: the line through it is the way that it has come.",
      use: "Arrow keys move a mark; Enter chooses the nearest code.",
      live: true,
      draw(pen, width) {
        if (field !== null) drawField(pen, width, field);
        drawAxes(pen, width, VIEW);
        drawLines(pen, width, VIEW, app.contours);
        if (codes !== null && arrows !== null) drawArrows(pen, width, codes, arrows, steepest);
        if (codes !== null) drawCodes(pen, width, VIEW, codes, app.data?.shown.labels ?? null, 2.8);
        if (codes !== null && chosen >= 0) drawPath(pen, width);
        if (atKeys) drawCross(pen, width, VIEW, place);
      },
    });

    function drawPath(pen: Pen, width: number): void {
      pen.strokeStyle = colour("ink");
      pen.lineWidth = 2;
      pen.beginPath();
      path.forEach((then, k) => {
        const at = toPixels(VIEW, width, then[2 * chosen], then[2 * chosen + 1]);
        if (k === 0) pen.moveTo(...at);
        else pen.lineTo(...at);
      });
      pen.stroke();
      const now = path.at(-1);
      if (now === undefined) return;
      const [x, y] = toPixels(VIEW, width, now[2 * chosen], now[2 * chosen + 1]);
      pen.beginPath();
      pen.arc(x, y, 7, 0, 2 * Math.PI);
      pen.stroke();
    }

    pointAt(map, VIEW, place, (_, pressed) => {
      atKeys = document.activeElement === map.canvas;
      if (pressed) choose();
      map.redraw();
    });

    map.canvas.style.touchAction = "manipulation"; // a finger only taps here, so it may scroll the page

    /** The code nearest to the place that is pointed at. */
    function choose(): void {
      if (codes === null) return;
      let nearest = Number.POSITIVE_INFINITY;
      for (let i = 0; i < codes.length / 2; i++) {
        const distance = Math.hypot(codes[2 * i] - place[0], codes[2 * i + 1] - place[1]);
        if (distance < nearest) {
          nearest = distance;
          chosen = i;
        }
      }
      void look();
    }

    let image: Float32Array | null = null;
    let reconstruction: Float32Array | null = null;
    const two = new Figure({
      title: "The chosen digit, and its reconstruction",
      what: "Click a code in the landscape.",
      ratio: 0.5,
      draw(pen, width) {
        if (image === null || reconstruction === null) return;
        const side = app.data?.shown.rows ?? 28;
        const half = width / 2;
        pen.drawImage(inkOf("chosen", image, side, side), 8, 8, half - 16, half - 16);
        pen.drawImage(
          inkOf("chosen back", reconstruction, side, side),
          half + 8,
          8,
          half - 16,
          half - 16,
        );
      },
    });
    const numbers = h("dl", { class: "numbers", "aria-live": "polite" });

    async function look(): Promise<void> {
      if (chosen < 0) return;
      const found = await app.client.ask("image", { index: chosen });
      ({ image, reconstruction } = found);
      const probability = 1 / (1 + Math.exp(-found.logit));
      numbers.replaceChildren(
        ...[
          ["label", found.label === null ? "none" : `${found.label}`],
          ["code z", `(${[...found.code].map((z) => z.toFixed(2)).join(", ")})`],
          ["logit of the discriminator", short(found.logit)],
          ["D(z), “from the prior”", `${(100 * probability).toFixed(1)} %`],
        ].flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
      );
      two.describe(
        found.label === null
          ? "Left the image, right what the decoder makes of its code."
          : `Left a ${found.label}, right what the decoder makes of its code.`,
      );
      two.redraw();
      map.redraw();
    }

    const figures = h("dl", { class: "numbers" });
    root.append(
      h(
        "div",
        { class: "cols wide-narrow" },
        map.element,
        h(
          "div",
          {},
          h("section", { class: "card" }, h("h2", { class: "label" }, "The game"), figures),
          h("div", { style: "height:1rem" }),
          two.element,
          h("div", { style: "height:.6rem" }),
          numbers,
          toTry(
            "play at 10 steps a second and watch the line of 0.5 run after the codes. When the two clouds lie on each other, the landscape becomes flat and the arrows short: nobody can tell.",
          ),
          prose(
            "The arrow is `−∂L/∂z`, the direction in which the code of this digit should move so that the discriminator takes it for a sample of the prior; it is drawn by the root of its length. The encoder’s weights are what really moves; they follow all arrows at once, as well as they can.",
          ),
        ),
      ),
    );

    return {
      async begin() {
        path = [];
        steepest = 0;
        await app.begin({ wants: ["codes", "arrows", "field"] });
        chosen = Math.max(chosen, 0);
        await look();
      },
      draw(frame) {
        codes = partOf(frame, "codes0")?.slice() ?? codes;
        arrows = partOf(frame, "arrows0")?.slice() ?? arrows;
        if (arrows !== null) steepest = Math.max(steepest, longestOf(arrows));
        field = partOf(frame, "field0")?.slice() ?? field;
        if (codes !== null) path.push(codes);
        path = path.slice(-PATH);
        const now = frame.figures[0] ?? {};
        figures.replaceChildren(
          ...[
            ["told apart (half is guessing)", `${Math.round(100 * (now.accuracy ?? 0))} %`],
            ["discriminator’s loss", short(now.discriminator)],
            ["generator’s loss", short(now.generator)],
            ["distance to the prior", short(now.distance)],
          ].flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
        );
        map.redraw();
        if (!frame.playing) void look();
      },
    };
  },
};

/** Logits [GRID, GRID], from below upwards, as bands of probability. */
function drawField(pen: Pen, width: number, logits: Float32Array): void {
  const values = Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));
  const bands = contours().size([GRID, GRID]).smooth(true);
  const place = ([x, y]: number[]): [number, number] => {
    const at = (grid: number) => EXTENT * ((2 * (grid - 0.5)) / (GRID - 1) - 1);
    return toPixels(VIEW, width, at(x), at(y));
  };
  const trace = (threshold: number) => {
    pen.beginPath();
    for (const polygon of bands.contour(values, threshold).coordinates) {
      for (const ring of polygon) {
        ring.forEach((point, k) => {
          if (k === 0) pen.moveTo(...place(point));
          else pen.lineTo(...place(point));
        });
        pen.closePath();
      }
    }
  };
  pen.fillStyle = colour("soft");
  pen.globalAlpha = 0.2;
  pen.fillRect(0, 0, width, width);
  for (const threshold of BANDS) {
    trace(threshold);
    pen.fillStyle = threshold < 0.5 ? colour("card") : colour("accent");
    pen.globalAlpha = threshold < 0.5 ? 0.35 : 0.14;
    pen.fill();
  }
  pen.globalAlpha = 1;
  trace(0.5);
  pen.strokeStyle = colour("accent");
  pen.lineWidth = 2.5;
  pen.stroke();
}

/** The length of the longest of some arrows [n, 2]. */
function longestOf(arrows: Float32Array): number {
  let most = 0;
  for (let i = 0; i < arrows.length; i += 2) {
    most = Math.max(most, Math.hypot(arrows[i], arrows[i + 1]));
  }
  return most;
}

/**
 * −∂L/∂z at each code; one as long as `most` has a fixed length. Drawn is the root of the length: so
 * short ones are seen, and are short.
 */
function drawArrows(
  pen: Pen,
  width: number,
  codes: Float32Array,
  arrows: Float32Array,
  most: number,
): void {
  pen.strokeStyle = colour("ink");
  pen.lineWidth = 1;
  pen.globalAlpha = 0.6;
  pen.beginPath();
  for (let i = 0; i < codes.length; i += 2) {
    const [x, y] = toPixels(VIEW, width, codes[i], codes[i + 1]);
    const slope = Math.hypot(arrows[i], arrows[i + 1]);
    const length = LONGEST * Math.sqrt(slope / most);
    if (!(length >= 1)) continue; // or nothing is steep yet
    const [dx, dy] = [(length * arrows[i]) / slope, (-length * arrows[i + 1]) / slope];
    pen.moveTo(x, y);
    pen.lineTo(x + dx, y + dy);
    const [ux, uy] = [dx / length, dy / length];
    pen.moveTo(x + dx - 4 * ux + 2.5 * uy, y + dy - 4 * uy - 2.5 * ux);
    pen.lineTo(x + dx, y + dy);
    pen.lineTo(x + dx - 4 * ux - 2.5 * uy, y + dy - 4 * uy + 2.5 * ux);
  }
  pen.stroke();
  pen.globalAlpha = 1;
}
