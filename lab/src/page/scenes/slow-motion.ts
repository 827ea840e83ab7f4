/** One step in slow motion: phase by phase, and back again. */
import { partOf } from "../../engine/frame.ts";
import { PHASES, type Phase } from "../../engine/settings.ts";
import { PAIRS } from "../../engine/snapshot-sizes.ts";
import type { App, Scene } from "../app.ts";
import { diagram } from "../diagram.ts";
import { h, prose, short, toTry } from "../dom.ts";
import { drawAxes, drawCodes, drawLines, inkOf } from "../drawing.ts";
import { Figure } from "../figure.ts";

const VIEW = { extent: 12 };
const NETWORKS = ["encoder", "decoder", "discriminator"] as const;

/** What happens in each phase, in plain words. */
const STORIES: Readonly<Record<Phase, { title: string; text: string }>> = {
  reconstruction: {
    title: "Phase 1: reconstruction",
    text: "A batch of digits flows through the encoder to codes, and through the decoder back to digits. The difference flows back through both, as a gradient, and *both move* a little so that it becomes smaller. The discriminator is not asked.",
  },
  discriminator: {
    title: "Phase 2: the discriminator",
    text: "The codes, and as many samples of the prior, are shown to the discriminator. Its gradient flows back through the discriminator *and stops there*: the codes are held constant, the encoder is locked. Only the discriminator moves, to tell the two apart better.",
  },
  generator: {
    title: "Phase 3: the generator",
    text: "The codes are shown to the discriminator again, now with a lie: these are real. The gradient flows back *through* the discriminator, which shows the way but stays as it is, into the encoder. Only the encoder moves, so that its codes look more like samples of the prior.",
  },
};

/** One phase that was taken, kept so that one can go back to it. */
interface Moment {
  readonly step: number;
  readonly phase: Phase | null;
  /** More than one phase was taken since the moment before. */
  readonly whole: boolean;
  readonly figures: Readonly<Record<string, number>>;
  readonly codes: Float32Array;
  readonly images: Float32Array;
  readonly back: Float32Array;
}

/** So many moments are kept. */
const KEPT = 60;

export const slowMotion: Scene = {
  name: "slow-motion",
  short: "Slow motion",
  title: "One step, in slow motion",
  lead: "A step has three phases. In each of them something flows forward, a gradient flows back, and *some networks move while others are locked*. Take them one at a time.",
  trains: true,

  build(app: App, root: HTMLElement) {
    let moments: Moment[] = [];
    let at = -1;
    const picture = h("div", { class: "card" });
    const title = h("h2", { style: "margin-top:0" });
    const story = h("div");
    const loss = h("p", { class: "soft small", "aria-live": "polite" });

    const bars = NETWORKS.map((name) => {
      const fill = h("span", { class: "fill" });
      const value = h("span", { class: "value" });
      return { name, fill, value, label: h("span", {}, name) };
    });
    const cloud = new Figure({
      title: "The codes after this phase",
      what: "Phase 1 and phase 3 move them, phase 2 does not.",
      draw(pen, width) {
        drawAxes(pen, width, VIEW);
        drawLines(pen, width, VIEW, app.contours);
        const moment = moments[at];
        if (moment) drawCodes(pen, width, VIEW, moment.codes, app.data?.shown.labels ?? null, 2.8);
      },
    });
    const pairs = new Figure({
      title: "Digits, and what comes back",
      what: "Above, eight digits that the model never sees in training; below, the decoder of their codes.",
      ratio: 2 / PAIRS,
      draw(pen, width) {
        const moment = moments[at];
        if (!moment) return;
        const side = app.data?.shown.rows ?? 28;
        const cell = width / PAIRS;
        for (let k = 0; k < PAIRS; k++) {
          for (const [row, images] of [moment.images, moment.back].entries()) {
            const ink = inkOf(`pair ${row} ${k}`, images, side, side, k * side * side);
            pen.drawImage(ink, k * cell + 3, row * cell + 3, cell - 6, cell - 6);
          }
        }
      },
    });

    const back = h("button", { type: "button", click: () => show(at - 1) }, "← Back");
    const next = h(
      "button",
      {
        type: "button",
        class: "primary",
        click: async () => {
          if (at < moments.length - 1) show(at + 1);
          else await app.advance("phase");
        },
      },
      "Next phase →",
    );
    const where = h("span", { class: "soft small" });

    function show(index: number): void {
      at = Math.max(0, Math.min(index, moments.length - 1));
      const moment = moments[at];
      if (moment === undefined) return;
      const phase = moment.phase ?? "reconstruction";
      const begun = moment.phase !== null;
      picture.replaceChildren(diagram(phase));
      title.textContent = !begun
        ? "Before the first step"
        : moment.whole
          ? "After whole steps"
          : STORIES[phase].title;
      story.replaceChildren(
        prose(
          moment.whole
            ? "Several phases were taken at once, so the bars show all that has moved since the moment before. The drawing shows the last of them; press *Next phase* to see one alone."
            : begun
              ? STORIES[phase].text
              : "Nothing has been learned: the weights are drawn at random. The drawing shows what the first phase will do. Press *Next phase*.",
        ),
      );
      const value = moment.figures[phase];
      loss.textContent = begun
        ? `Loss of this phase, before its networks moved: ${short(value)}${phase === "reconstruction" ? "" : " (guessing gives 0.693)"}.`
        : "";
      const most = Math.max(...NETWORKS.map((name) => moment.figures[`moved ${name}`] || 0), 1e-12);
      for (const { name, fill, value, label } of bars) {
        const moved = begun ? moment.figures[`moved ${name}`] || 0 : 0;
        fill.style.width = `${(100 * moved) / most}%`;
        value.textContent = moved > 0 ? `${(100 * moved).toPrecision(2)} %` : "0";
        label.className = moved > 0 ? "" : "locked";
      }
      if (at === 0 && document.activeElement === back) next.focus(); // the keyboard stays here
      back.disabled = at === 0;
      where.textContent = begun
        ? `step ${moment.step + (phase === lastPhase() ? 0 : 1)}, phase ${PHASES.indexOf(phase) + 1} of 3${at < moments.length - 1 ? " (looking back)" : ""}`
        : "step 0";
      cloud.redraw();
      pairs.redraw();
    }
    const lastPhase = () => app.settings.phases.at(-1) ?? "generator";

    root.append(
      h("div", { class: "bar" }, back, next, where),
      h(
        "div",
        { class: "cols wide-narrow" },
        h(
          "div",
          {},
          picture,
          h("div", { style: "height:1rem" }),
          h("section", { class: "card", "aria-live": "polite" }, title, story, loss),
        ),
        h(
          "div",
          {},
          h(
            "section",
            { class: "card" },
            h("h2", { class: "label" }, "How much each network’s weights moved"),
            h(
              "div",
              { class: "bars" },
              ...bars.flatMap(({ label, fill, value }) => [
                label,
                h("span", { class: "track" }, fill),
                value,
              ]),
            ),
            h(
              "p",
              { class: "soft small" },
              "The length of the change, as a share of the length of all weights. A locked network moves by exactly 0.",
            ),
          ),
          h("div", { style: "height:1rem" }),
          cloud.element,
        ),
      ),
      h("div", { class: "pair-row" }, pairs.element),
      toTry(
        "take six phases and watch which bars are exactly 0. Then play a few hundred steps, pause, and take three phases again: the bars are shorter, for there is less to learn.",
      ),
    );

    return {
      async begin() {
        moments = [];
        at = -1;
        await app.begin({ wants: ["codes", "images", "changes"] });
      },
      draw(frame) {
        const codes = partOf(frame, "codes0");
        const images = partOf(frame, "images0");
        const back = partOf(frame, "back0");
        if (codes === null || images === null || back === null) return;
        const before = moments.at(-1);
        const same = before?.step === frame.step && before.phase === frame.phase;
        if (same) return; // a second look at the same state has nothing to tell
        const taken = app.settings.phases;
        const position = ({ step, phase }: Pick<Moment, "step" | "phase">) => {
          const nth = phase === null ? 0 : taken.indexOf(phase) + 1;
          return step * taken.length + (nth === taken.length ? 0 : nth);
        };
        const whole = before !== undefined && position(frame) - position(before) > 1;
        moments.push({
          ...{ step: frame.step, phase: frame.phase, whole, figures: { ...frame.figures[0] } },
          ...{ codes: codes.slice(), images: images.slice(), back: back.slice() },
        });
        moments = moments.slice(-KEPT);
        show(moments.length - 1);
      },
    };
  },
};
