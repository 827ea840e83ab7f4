/** Look inside: every number of every layer, its formula filled in, its gradient checked. */
import type { Explained } from "../../engine/messages.ts";
import type { App, Scene } from "../app.ts";
import { choice, h, prose, segmented, short, toTry } from "../dom.ts";
import { colour, rgb } from "../drawing.ts";
import { Figure } from "../figure.ts";
import { sourceLink } from "../source-lines.ts";
import { SOURCES } from "../sources.ts";

type What = "value" | "grad" | "m" | "v";
const WHATS: readonly (readonly [What, string])[] = [
  ["value", "weights"],
  ["grad", "gradients"],
  ["m", "Adam’s m"],
  ["v", "Adam’s v"],
];

/** While it trains, the map is drawn anew so often, in milliseconds. */
const REFRESH = 400;

/** How a matrix lies in the map: as small images, one for each unit, or as itself. */
interface Layout {
  readonly across: number;
  readonly down: number;
  /** The position of the number that is drawn at a cell; −1 where there is none. */
  readonly at: (column: number, row: number) => number;
}

export const inside: Scene = {
  name: "inside",
  short: "Look inside",
  title: "Look inside",
  lead: "Nothing here is hidden. Choose a layer, look at all its numbers at once, then take *any single one* and see how its gradient comes about, term by term.",
  trains: true,

  build(app: App, root: HTMLElement) {
    let layers: readonly { network: string; parameter: string; shape: readonly number[] }[] = [];
    let layer = { network: "encoder", parameter: "0.weight", shape: [0, 0] as readonly number[] };
    let what: What = "value";
    let values: Float32Array | null = null;
    let index = 0;
    let explained: Explained | null = null;
    let chosenH = 8;
    let pixels = 784;
    let asked = 0;

    const layout = (): Layout => {
      const [rows, columns = 1] = layer.shape;
      const side = Math.round(Math.sqrt(pixels));
      const tiled = side * side === pixels && layer.shape.length === 2;
      if (tiled && (rows === pixels || columns === pixels)) {
        const units = rows === pixels ? columns : rows;
        const across = Math.ceil(Math.sqrt(units));
        return {
          across: across * (side + 1),
          down: Math.ceil(units / across) * (side + 1),
          at(x, y) {
            const [i, j] = [x % (side + 1), y % (side + 1)];
            const unit = Math.floor(y / (side + 1)) * across + Math.floor(x / (side + 1));
            if (i === side || j === side || unit >= units) return -1;
            const pixel = j * side + i;
            return rows === pixels ? pixel * columns + unit : unit * columns + pixel;
          },
        };
      }
      const wide = layer.shape.length === 1 ? rows : columns;
      const high = layer.shape.length === 1 ? 1 : rows;
      return { across: wide, down: high, at: (x, y) => y * wide + x };
    };

    const picture = document.createElement("canvas");
    const map = new Figure({
      title: "All numbers of this layer",
      what: "Warm is above 0, grey below; the fainter, the nearer to 0.",
      use: "Click a number; arrow keys go to its neighbours.",
      live: true,
      draw(pen, width) {
        if (values === null) return;
        const { across, down, at } = layout();
        picture.width = across;
        picture.height = down;
        const image = new ImageData(across, down);
        let most = 1e-30;
        for (const value of values) most = Math.max(most, Math.abs(value));
        const [warm, dark] = [rgb(colour("accent")), rgb(colour("ink"))];
        for (let y = 0; y < down; y++) {
          for (let x = 0; x < across; x++) {
            const k = at(x, y);
            if (k < 0) continue;
            const own = values[k] >= 0 ? warm : dark;
            const place = 4 * (y * across + x);
            image.data[place] = own[0];
            image.data[place + 1] = own[1];
            image.data[place + 2] = own[2];
            image.data[place + 3] = 255 * Math.sqrt(Math.abs(values[k]) / most);
          }
        }
        picture.getContext("2d")?.putImageData(image, 0, 0);
        const cell = width / Math.max(across, down);
        const [left, top] = [(width - cell * across) / 2, (width - cell * down) / 2];
        pen.drawImage(picture, left, top, cell * across, cell * down);
        for (let y = 0; y < down; y++) {
          for (let x = 0; x < across; x++) {
            if (at(x, y) !== index) continue;
            pen.strokeStyle = colour("ink");
            pen.lineWidth = 2;
            pen.beginPath();
            pen.arc(
              left + (x + 0.5) * cell,
              top + (y + 0.5) * cell,
              Math.max(7, cell),
              0,
              2 * Math.PI,
            );
            pen.stroke();
          }
        }
      },
    });
    map.canvas.addEventListener("pointerdown", (event) => {
      const { across, down, at } = layout();
      const box = map.canvas.getBoundingClientRect();
      const cell = box.width / Math.max(across, down);
      const x = Math.floor((event.clientX - box.left - (box.width - cell * across) / 2) / cell);
      const y = Math.floor((event.clientY - box.top - (box.width - cell * down) / 2) / cell);
      const k = x >= 0 && y >= 0 && x < across && y < down ? at(x, y) : -1;
      if (k >= 0) void choose(k);
    });
    map.canvas.addEventListener("keydown", (event) => {
      const columns = layer.shape.length === 1 ? 1 : layer.shape[1];
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
      if (by === undefined || values === null) return;
      event.preventDefault();
      void choose(Math.max(0, Math.min(values.length - 1, index + by)));
    });

    const number = h("div", { "aria-live": "polite" });
    /** Of which step the number is told, and what is on the way. */
    const age = h("p", { class: "small soft" });
    let [step, explainedAt, playing, busy] = [0, 0, false, false];
    function showAge(): void {
      const then = `As it was at step ${explainedAt}.`;
      age.textContent = busy
        ? `${explained === null ? "" : `${then} `}Computing …`
        : step === explainedAt
          ? `As it is now, at step ${step}.`
          : `${then} ${playing ? "Pause, and it is computed anew." : ""}`;
    }
    const curve = new Figure({
      title: "Check this one",
      what: "The error of the difference quotient for each step size h.",
      ratio: 0.5,
      draw(pen, width, height) {
        if (explained === null) return;
        const errors = errorsOf(explained);
        const place = (k: number, error: number): [number, number] => [
          36 + (k / (errors.length - 1)) * (width - 52),
          12 + ((0 - Math.log10(Math.max(error, 1e-14))) / 14) * (height - 40),
        ];
        pen.font = "11px sans-serif";
        pen.lineWidth = 1;
        for (const exponent of [0, -4, -8, -12]) {
          const [, y] = place(0, 10 ** exponent);
          pen.strokeStyle = colour("line");
          pen.beginPath();
          pen.moveTo(36, y);
          pen.lineTo(width - 16, y);
          pen.stroke();
          pen.fillStyle = colour("soft");
          pen.textAlign = "right";
          pen.fillText(exponent === 0 ? "1" : `1e${exponent}`, 32, y + 4);
        }
        pen.textAlign = "left";
        pen.fillText("h = 0.1", 36, height - 6);
        pen.textAlign = "right";
        pen.fillText("h = 1e-13", width - 16, height - 6);
        pen.strokeStyle = colour("accent");
        pen.lineWidth = 2;
        pen.beginPath();
        errors.forEach((error, k) => {
          if (k === 0) pen.moveTo(...place(k, error));
          else pen.lineTo(...place(k, error));
        });
        pen.stroke();
        pen.fillStyle = colour("accent");
        pen.beginPath();
        pen.arc(...place(chosenH, errors[chosenH]), 6, 0, 2 * Math.PI);
        pen.fill();
      },
    });
    const slider = h("input", {
      ...{ type: "range", min: 0, max: 24, step: 1, value: chosenH },
      "aria-label": "Step size h",
      input: () => {
        chosenH = Number(slider.value);
        showCheck();
      },
    });
    const check = h("pre", { class: "formula", tabindex: 0, "aria-label": "The check in numbers" });

    function showCheck(): void {
      if (explained === null) return;
      const { h: size, quotient } = explained.differences[chosenH];
      const error = errorsOf(explained)[chosenH];
      slider.setAttribute("aria-valuetext", `h = ${size.toExponential(1)}`);
      check.textContent = [
        `h                          = ${size.toExponential(1)}`,
        `(L(w + h) − L(w − h)) / 2h = ${quotient.toPrecision(9)}`,
        `the gradient says            ${explained.gradient.toPrecision(9)}`,
        `relative error             = ${error.toExponential(1)}`,
      ].join("\n");
      curve.describe(
        error < 1e-6
          ? "They agree."
          : chosenH < 8
            ? "h is so large that the curve bends on the way."
            : "h is so small that L(w + h) and L(w − h) have almost all their digits in common, and the difference has few left.",
      );
      curve.redraw();
    }

    function showNumber(): void {
      if (explained === null) return;
      const { network, parameter, shape } = layer;
      const columns = shape.length === 1 ? 1 : shape[1];
      const place =
        shape.length === 1 ? `[${index}]` : `[${Math.floor(index / columns)}, ${index % columns}]`;
      const { terms, batch, gradient, loss, phase, value, adam } = explained;
      const isWeight = shape.length === 2;
      const sum = terms
        .map(({ row, x, dy }) =>
          isWeight
            ? `  + ${x.toPrecision(4)} · ${dy.toExponential(2)}   image ${row}`
            : `  + ${dy.toExponential(2)}   image ${row}`,
        )
        .join("\n");
      const t = Math.max(1, adam.steps);
      const [mHat, vHat] = [adam.m / (1 - adam.beta1 ** t), adam.v / (1 - adam.beta2 ** t)];
      number.replaceChildren(
        h("h2", { class: "label" }, `${network}.${parameter}${place} = ${short(value)}`),
        h(
          "pre",
          { class: "formula", tabindex: 0, "aria-label": "The formula, filled in" },
          [
            `L (${phase}) = ${loss.toPrecision(6)}`,
            "",
            isWeight ? "dL/dw = Σ over the batch of x · dy" : "dL/db = Σ over the batch of dy",
            `      = ${gradient.toExponential(4)}`,
            sum === "" ? "" : `${sum}\n  … and ${Math.max(0, batch - terms.length)} smaller ones`,
            "",
            `m̂ = ${adam.m.toExponential(2)} / (1 − ${adam.beta1}^${adam.steps}) = ${mHat.toExponential(2)}`,
            `v̂ = ${adam.v.toExponential(2)} / (1 − ${adam.beta2}^${adam.steps}) = ${vHat.toExponential(2)}`,
            adam.steps === 0
              ? "Adam has not taken a step yet."
              : `its latest step: −${adam.learningRate} · m̂ / (√v̂ + ${adam.epsilon}) = ${((-adam.learningRate * mHat) / (Math.sqrt(vHat) + adam.epsilon)).toExponential(2)}`,
          ].join("\n"),
        ),
        h(
          "p",
          { class: "small" },
          "The lines that compute this: ",
          ...SOURCES.filter((_, k) => k !== (isWeight ? 1 : 0)).flatMap((source, k) => [
            k === 0 ? "" : ", ",
            h("a", { href: sourceLink(source) }, `src/${source[0]}`),
          ]),
          ".",
        ),
      );
      showCheck();
    }

    /** Asks for a number; only the latest question counts. */
    async function choose(k: number | null): Promise<void> {
      if (k !== null) index = k;
      map.redraw();
      const mine = ++asked;
      const { network, parameter } = layer;
      const at = step;
      busy = true;
      showAge();
      const found = await app.client.ask("number", { network, parameter, index: k });
      if (mine !== asked) return;
      explained = found;
      explainedAt = at;
      busy = false;
      showAge();
      index = found.index;
      map.redraw();
      showNumber();
    }

    let refreshed = 0;
    async function refresh(): Promise<void> {
      refreshed = performance.now();
      const { network, parameter } = layer;
      ({ values } = await app.client.ask("parameter", { network, parameter, what }));
      map.redraw();
    }

    const chooser = h("div", { class: "bar" });
    function showChooser(): void {
      chooser.replaceChildren(
        choice(
          "Layer",
          layers.map(
            ({ network, parameter, shape }) =>
              [`${network}.${parameter}`, `${network}.${parameter} [${shape.join(", ")}]`] as const,
          ),
          `${layer.network}.${layer.parameter}`,
          (name) => {
            layer = layers.find((it) => `${it.network}.${it.parameter}` === name) ?? layer;
            void refresh().then(() => choose(null));
          },
        ),
        segmented("What is shown", WHATS, what, (chosen) => {
          what = chosen;
          void refresh();
        }),
      );
    }
    root.append(
      chooser,
      h(
        "div",
        { class: "cols two" },
        map.element,
        h(
          "div",
          {},
          h("section", { class: "card" }, number, age),
          h("div", { style: "height:1rem" }),
          curve.element,
          slider,
          check,
        ),
      ),
      toTry(
        "the encoder’s first weights look like noise. Play, and strokes appear in them. Then pause, click one, and move h from large to small: first the error falls, for the curve is straighter; then it rises, for the digits run out.",
      ),
      prose(
        "Gradients are those that the latest phase has left; moments are those of the phase that moves the network first. The formula and the check are computed anew in double precision, on the latest batch.",
        { class: "small soft" },
      ),
    );

    return {
      async begin() {
        await app.begin({ wants: [] });
        layers = await app.client.ask("layers", null);
        pixels = layers[0]?.shape[0] ?? 784;
        layer =
          layers.find((it) => it.network === layer.network && it.parameter === layer.parameter) ??
          layers[0];
        showChooser();
        await refresh();
        await choose(null);
      },
      draw(frame) {
        ({ step, playing } = frame);
        showAge();
        if (layers.length === 0) return;
        if (frame.playing && performance.now() - refreshed < REFRESH) return;
        void refresh();
        if (!frame.playing) void choose(index);
      },
    };
  },
};

/** The relative error for each step size. */
function errorsOf({ gradient, differences }: Explained): number[] {
  return differences.map(({ quotient }) => {
    const size = Math.max(Math.abs(gradient), Math.abs(quotient));
    return size === 0 ? 0 : Math.abs(gradient - quotient) / size;
  });
}
