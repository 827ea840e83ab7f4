/** Why the adversary: two models from one seed, one without it and one with it. */
import { partOf } from "../../engine/frame.ts";
import { SAMPLES } from "../../engine/snapshot-sizes.ts";
import type { App, Scene } from "../app.ts";
import { h, prose, short, toTry } from "../dom.ts";
import { drawAxes, drawCodes, drawGrid, drawLines } from "../drawing.ts";
import { Figure } from "../figure.ts";
import { reachOf } from "../reach.ts";

/** The smallest part of the plane that is shown. */
const LEAST = 12;

export const adversary: Scene = {
  name: "adversary",
  short: "Why the adversary",
  title: "Why the adversary?",
  lead: "Two models begin with the same weights and see the same digits in the same order. The left one only learns to give each digit back. The right one also plays against a *discriminator*, which tries to tell its codes from samples of the prior.",
  trains: true,

  build(app: App, root: HTMLElement) {
    const state = [0, 1].map(() => ({
      codes: new Float32Array(0),
      samples: null as Float32Array | null,
    }));
    /** Both figures show the same part of the plane, in which all codes of both lie. */
    let view = { extent: LEAST };
    const side = () => app.data?.shown.rows ?? 28;
    const names = ["Reconstruction alone", "All three phases"];

    const panels = state.map((own, which) => {
      const cloud = new Figure({
        title: `${names[which]}: codes`,
        what: "Each dot is a digit’s code, coloured by its label; the lines are the prior.",
        draw(pen, width) {
          drawAxes(pen, width, view);
          drawLines(pen, width, view, app.contours);
          drawCodes(pen, width, view, own.codes, app.data?.shown.labels ?? null, 2.8);
        },
      });
      const samples = new Figure({
        title: `${names[which]}: samples`,
        what: "Codes drawn from the prior, decoded. The same codes on both sides.",
        ratio: 1,
        draw(pen, width) {
          if (own.samples === null) return;
          const grid = { side: side(), across: 5, count: SAMPLES };
          drawGrid(pen, `samples ${which}`, own.samples, grid, { x: 4, y: 4, size: width - 8 });
        },
      });
      const numbers = h("dl", { class: "numbers" });
      return { cloud, samples, numbers };
    });

    const button = h(
      "button",
      {
        type: "button",
        class: "primary",
        click: async () => {
          const { images } = await app.client.ask("sample", {
            model: null,
            count: SAMPLES,
            seed: ++seed,
          });
          state.forEach((own, which) => {
            own.samples = images[which];
            panels[which].samples.redraw();
          });
          fresh = true;
        },
      },
      "Sample the prior in both",
    );
    let seed = 0;
    let fresh = false;

    root.append(
      h(
        "div",
        { class: "bar" },
        button,
        h(
          "span",
          { class: "soft small" },
          "Press play below first, and give it a few hundred steps.",
        ),
      ),
      h(
        "div",
        { class: "cols two" },
        ...panels.map(({ cloud, samples, numbers }, which) =>
          h(
            "section",
            { class: "card", "aria-label": names[which] },
            h("h2", { style: "margin-top:0" }, names[which]),
            h("div", { class: "cols pair" }, cloud.element, samples.element),
            h("div", { style: "height:.8rem" }),
            numbers,
          ),
        ),
      ),
      toTry(
        "watch the *distance to the prior* of the two. Both reconstruct about equally well; only one of them can be asked for something new.",
      ),
      prose(
        "The codes here have eight numbers, of which the plane shows the first two. On the left nothing says where they should lie, so they lie anywhere; a code drawn from the prior falls between them, and the decoder was never asked about such a place. On the right the encoder is told, by the discriminator’s gradient, to move its codes until nobody can tell them from the prior.",
      ),
    );

    return {
      begin: () => app.begin({ models: "alone and all", wants: ["codes", "samples"] }),
      draw(frame) {
        state.forEach((own, which) => {
          own.codes = partOf(frame, `codes${which}`)?.slice() ?? own.codes;
        });
        view = { extent: reachOf(LEAST, ...state.map(({ codes }) => codes)) };
        state.forEach((own, which) => {
          if (!fresh || frame.playing) {
            own.samples = partOf(frame, `samples${which}`)?.slice() ?? own.samples;
          }
          const { cloud, samples, numbers } = panels[which];
          cloud.redraw();
          samples.redraw();
          const figures = frame.figures[which] ?? {};
          numbers.replaceChildren(
            ...[
              ["reconstruction loss", short(figures.reconstruction)],
              ["distance to the prior", short(figures.distance)],
            ].flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
          );
        });
        if (frame.playing) fresh = false;
      },
    };
  },
};
