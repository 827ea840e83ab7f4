/** Break it: predict, play, and see what it is called and which dial mends it. */
import { partOf } from "../../engine/frame.ts";
import { DEFAULTS, PHASES, PRIOR_NAMES, type Settings } from "../../engine/settings.ts";
import { EXTENT, SAMPLES } from "../../engine/snapshot-sizes.ts";
import type { App, Scene } from "../app.ts";
import { choice, h, prose, short } from "../dom.ts";
import {
  colour,
  drawAxes,
  drawCodes,
  drawCross,
  drawCurves,
  drawGrid,
  drawLines,
  toPixels,
} from "../drawing.ts";
import { Figure } from "../figure.ts";
import { pointAt } from "../pointing.ts";
import { reachOf } from "../reach.ts";
import { type Ailment, diagnose } from "./diagnosis.ts";

/** The smallest part of the plane that is shown. */
const LEAST = EXTENT * 1.4;
/** Over so many frames a diagnosis is made, from so many steps on. */
const FRAMES = 8;
const EARLY = 80;

type Dials = Pick<Settings, "discriminator" | "generator" | "phases" | "prior">;

/** What one may be asked to predict. */
const OUTCOMES: readonly (readonly [ailment: Ailment, text: string])[] = [
  ["well", "the codes find the prior all the same"],
  ["outplayed", "the discriminator wins: the codes stay outside"],
  ["runaway", "the encoder runs away, far past the prior"],
  ["collapsed", "all codes fall into one heap"],
  ["unmoved", "nobody moves the codes to the prior"],
];

const EXPERIMENTS: readonly {
  readonly name: string;
  readonly text: string;
  readonly dials: Partial<Dials>;
}[] = [
  {
    name: "too fast",
    text: "A discriminator that learns a hundred times as fast as the encoder can answer",
    dials: { discriminator: 5, generator: 0.05 },
  },
  {
    name: "too slow",
    text: "A discriminator that learns fifty times more slowly than usual",
    dials: { discriminator: 0.01 },
  },
  {
    name: "no generator",
    text: "No generator phase: the article’s mistake",
    dials: { phases: ["reconstruction", "discriminator"] },
  },
  {
    name: "heavy generator",
    text: "A generator’s phase that outweighs everything else",
    dials: { generator: 20, discriminator: 0.05 },
  },
  { name: "ring", text: "A prior in the shape of a ring", dials: { prior: "ring" } },
];

export const breakIt: Scene = {
  name: "break-it",
  short: "Break it",
  title: "Break it",
  lead: "The game holds only while its two players are a match for each other. Choose a way to break it, *say first what will happen*, then play.",
  trains: true,

  build(app: App, root: HTMLElement) {
    let codes: Float32Array | null = null;
    let samples: Float32Array | null = null;
    let drawn: number[] = [];
    let drawing = false;
    let told: { step: number; accuracy: number; distance: number; deviation: number }[] = [];
    let prediction: Ailment | null = null;
    /** Seen from farther away when codes run away. */
    const view = { extent: LEAST };
    const brush: [number, number] = [0, 0];

    const cloud = new Figure({
      title: "Codes and prior",
      what: "Dots are codes, lines are the prior. To draw a prior of your own, press the button and paint here.",
      use: "When drawing, hold the mouse button or a finger down; on the keyboard, arrow keys move and Enter paints.",
      live: true,
      draw(pen, width) {
        drawAxes(pen, width, view);
        if (drawn.length > 0) {
          pen.fillStyle = colour("ink");
          pen.globalAlpha = 0.25;
          pen.beginPath();
          for (let i = 0; i < drawn.length; i += 2) {
            const [x, y] = toPixels(view, width, drawn[i], drawn[i + 1]);
            pen.moveTo(x + 6, y);
            pen.arc(x, y, 6, 0, 2 * Math.PI);
          }
          pen.fill();
          pen.globalAlpha = 1;
        } else drawLines(pen, width, view, app.contours);
        if (codes !== null) drawCodes(pen, width, view, codes, app.data?.shown.labels ?? null, 2.6);
        if (drawing) drawCross(pen, width, view, brush);
      },
    });
    pointAt(cloud, view, brush, (place, pressed) => {
      if (!drawing) return;
      if (pressed && drawn.length < 4000) drawn.push(...place);
      cloud.redraw();
    });
    cloud.canvas.style.touchAction = "auto"; // a finger scrolls the page, unless it draws
    const grid = new Figure({
      title: "Samples of the prior, decoded",
      what: "Digits where codes and prior agree.",
      draw(pen, width) {
        if (samples === null) return;
        const side = app.data?.shown.rows ?? 28;
        drawGrid(
          pen,
          "broken",
          samples,
          { side, across: 5, count: SAMPLES },
          { x: 4, y: 4, size: width - 8 },
        );
      },
    });
    const curves = new Figure({
      title: "The game over time",
      what: "How many the discriminator tells apart, and how far codes and prior are from each other, in deviations of the prior.",
      ratio: 0.42,
      draw(pen, width, height) {
        const most = 3;
        const curve = (name: string, own: string, of: (it: (typeof told)[number]) => number) => ({
          name,
          colour: own,
          points: told.map((it): [number, number] => [it.step, of(it)]),
        });
        drawCurves(
          pen,
          width,
          height,
          [
            curve("told apart", colour("accent"), ({ accuracy }) => accuracy),
            curve("distance", colour("soft"), ({ distance }) => Math.min(most, distance)),
          ],
          { value: 0.5, name: "guessing" },
        );
      },
    });

    const verdict = h("div", { class: "verdict", role: "status" });
    const dials = h("div");
    const predictions = h("fieldset", {}, h("legend", {}, "What will happen?"));

    /** Shows the dials as the settings have them. */
    function showDials(): void {
      const rate = (key: "discriminator" | "generator", label: string) => {
        const value = h("b", {}, `×${app.settings[key]}`);
        const slider = h("input", {
          type: "range",
          min: -3,
          max: 2,
          step: 0.1,
          value: Math.log10(app.settings[key]),
          "aria-valuetext": `${app.settings[key]} times the reconstruction’s rate`,
          input: () => {
            const chosen = Number((10 ** Number(slider.value)).toPrecision(2));
            value.textContent = `×${chosen}`;
            slider.setAttribute("aria-valuetext", `${chosen} times the reconstruction’s rate`);
            app.change({ [key]: chosen });
            void tune();
          },
        });
        return h("label", { class: "dial" }, h("span", {}, label, " ", value), slider);
      };
      const phase = h("input", {
        type: "checkbox",
        checked: app.settings.phases.includes("generator"),
        change: () => {
          app.change({ phases: phase.checked ? PHASES : PHASES.slice(0, 2) });
          void tune();
        },
      });
      dials.replaceChildren(
        rate("discriminator", "Discriminator’s learning rate"),
        rate("generator", "Generator’s learning rate"),
        h("label", { class: "field" }, phase, "generator’s phase"),
        h(
          "div",
          { class: "bar", style: "margin:.8rem 0 0" },
          choice(
            "Prior",
            PRIOR_NAMES.map((name) => [name, name] as const),
            app.settings.prior,
            (prior) => {
              drawn = [];
              app.change({ prior, step: 0 });
              void begin();
            },
          ),
          drawButton,
        ),
      );
    }
    const drawButton = h(
      "button",
      {
        type: "button",
        "aria-pressed": "false",
        click: async () => {
          drawing = !drawing;
          cloud.canvas.style.touchAction = drawing ? "none" : "auto";
          drawButton.setAttribute("aria-pressed", `${drawing}`);
          drawButton.textContent = drawing ? "Done: train on it" : "Draw a prior";
          if (drawing) {
            drawn = [];
            if (app.playing) await app.play(false);
            cloud.canvas.focus();
            cloud.redraw();
          } else if (drawn.length < 40) {
            app.say("A prior needs a little more ink: paint a line of some length.");
            drawn = [];
            cloud.redraw();
          } else {
            app.change({ step: 0 });
            await begin();
          }
        },
      },
      "Draw a prior",
    );

    async function tune(): Promise<void> {
      const { rate, discriminator, generator, phases } = app.settings;
      told = told.slice(-1); // what was before tells nothing about these dials
      await app.client.ask("tune", { rate, discriminator, generator, phases });
    }

    function choose(name: string, changed: Partial<Dials>): void {
      drawn = [];
      const { discriminator, generator, phases, prior } = { ...DEFAULTS, ...changed };
      app.change({ discriminator, generator, phases, prior, step: 0 });
      prediction = null;
      for (const button of buttons) {
        button.setAttribute("aria-pressed", `${button.dataset.name === name}`);
      }
      predictions.replaceChildren(
        h("legend", {}, "What will happen?"),
        ...OUTCOMES.map(([ailment, text]) =>
          h(
            "label",
            { class: "field option" },
            h("input", {
              type: "radio",
              name: "prediction",
              value: ailment,
              change: () => {
                prediction = ailment;
                showVerdict();
              },
            }),
            text,
          ),
        ),
      );
      showDials();
    }
    const buttons = EXPERIMENTS.map(({ name, text, dials: changed }) =>
      h(
        "button",
        {
          type: "button",
          "data-name": name,
          "aria-pressed": "false",
          click: () => choose(name, changed),
        },
        text,
      ),
    );

    function showVerdict(): void {
      const latest = told.at(-1);
      const recent = told.slice(-FRAMES);
      const early = latest === undefined || latest.step < EARLY || recent.length < FRAMES;
      if (early) {
        verdict.className = "verdict";
        verdict.replaceChildren(
          prose(
            prediction === null
              ? "First *say what will happen*, then press play."
              : "Now press play, and watch the codes.",
          ),
        );
        return;
      }
      const mean = (of: (it: (typeof told)[number]) => number) =>
        recent.reduce((sum, it) => sum + of(it), 0) / recent.length;
      const found = diagnose({
        phases: app.settings.phases,
        accuracy: mean((it) => it.accuracy),
        distance: mean((it) => it.distance),
        deviation: mean((it) => it.deviation),
      });
      verdict.className = `verdict ${found.ailment === "well" ? "good" : found.ailment === "undecided" ? "" : "bad"}`;
      verdict.dataset.ailment = found.ailment;
      const said = OUTCOMES.find(([ailment]) => ailment === prediction)?.[1];
      const content = [
        h("h2", { class: "label" }, found.name),
        prose(found.words),
        prose(`*The dial:* ${found.mend}`),
        ...(said === undefined || found.ailment === "undecided"
          ? []
          : [
              prose(
                prediction === found.ailment
                  ? "You said so."
                  : `You said: ${said}. So far it is something else; more steps may still change it.`,
                { class: "soft small" },
              ),
            ]),
      ];
      if (verdict.textContent !== content.map((it) => it.textContent).join("")) {
        verdict.replaceChildren(...content);
      }
    }

    async function begin(): Promise<void> {
      told = [];
      await app.begin({
        wants: ["codes", "samples"],
        drawn: drawn.length > 0 ? Float32Array.from(drawn) : null,
      });
      showVerdict();
    }

    root.append(
      h("div", { class: "bar", role: "group", "aria-label": "Ways to break it" }, ...buttons),
      h(
        "div",
        { class: "cols three" },
        h("div", {}, predictions, h("div", { style: "height:1rem" }), verdict),
        cloud.element,
        grid.element,
      ),
      h("div", { style: "height:1.4rem" }),
      h(
        "div",
        { class: "cols wide-narrow" },
        curves.element,
        h("section", { class: "card" }, h("h2", { class: "label" }, "The dials"), dials),
      ),
      prose("The dials work while it runs: mend what you have broken, without beginning anew.", {
        class: "try",
      }),
    );
    choose(EXPERIMENTS[0].name, isTouched(app.settings) ? app.settings : EXPERIMENTS[0].dials);

    return {
      begin,
      draw(frame) {
        codes = partOf(frame, "codes0")?.slice() ?? codes;
        samples = partOf(frame, "samples0")?.slice() ?? samples;
        if (!drawing) view.extent = reachOf(LEAST, codes ?? []);
        const { accuracy = 0, distance = 0, deviation = 0 } = frame.figures[0] ?? {};
        const unit = app.priorDeviation;
        if (told.at(-1)?.step !== frame.step) {
          told.push({
            step: frame.step,
            accuracy,
            distance: distance / unit,
            deviation: deviation / unit,
          });
        }
        told = told.slice(-2000);
        cloud.redraw();
        grid.redraw();
        curves.redraw();
        curves.describe(
          `Told apart ${Math.round(100 * accuracy)} %, distance ${short(distance / unit)} deviations of the prior.`,
        );
        showVerdict();
      },
    };
  },
};

/** Whether a link came with dials of its own. */
function isTouched(settings: Settings): boolean {
  return (["discriminator", "generator", "phases", "prior"] as const).some(
    (key) => JSON.stringify(settings[key]) !== JSON.stringify(DEFAULTS[key]),
  );
}
