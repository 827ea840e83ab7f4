/** Take it along: a link, pictures, and the model as a file. */

import { partOf } from "../../engine/frame.ts";
import { writeAddress } from "../../engine/settings.ts";
import { SAMPLES } from "../../engine/snapshot-sizes.ts";
import type { App, Scene } from "../app.ts";
import { download, h, prose, short } from "../dom.ts";
import { drawCodes, drawGrid, drawLines } from "../drawing.ts";
import { Figure } from "../figure.ts";

const VIEW = { extent: 10 };
/** The largest model that is read, in bytes. */
const LARGEST = 64 * 2 ** 20;

export const takeAlong: Scene = {
  name: "take-along",
  short: "Take it along",
  title: "Take it along",
  lead: "What you have trained is *yours*: a link that opens to the same picture, pictures for a page or a talk, and the model as a file that the project’s commands read.",
  trains: true,

  build(app: App, root: HTMLElement) {
    let codes: Float32Array | null = null;
    let samples: Float32Array | null = null;
    const link = h("input", {
      type: "text",
      readonly: true,
      "aria-label": "The link",
      class: "link",
    });
    const said = h("span", { class: "soft small", role: "status" });
    const cloud = new Figure({
      title: "Codes",
      what: "The codes of digits that it has not learned from.",
      draw(pen, width) {
        drawLines(pen, width, VIEW, app.contours);
        if (codes !== null) drawCodes(pen, width, VIEW, codes, app.data?.shown.labels ?? null, 3);
      },
    });
    const grid = new Figure({
      title: "Samples",
      what: "Codes of the prior, decoded.",
      draw(pen, width) {
        if (samples === null) return;
        const side = app.data?.shown.rows ?? 28;
        drawGrid(
          pen,
          "along",
          samples,
          { side, across: 5, count: SAMPLES },
          { x: 4, y: 4, size: width - 8 },
        );
      },
    });
    const standing = h("p", { class: "soft" });
    const input = h("input", {
      type: "file",
      id: "model",
      accept: ".safetensors",
      change: async () => {
        const file = input.files?.[0];
        if (file === undefined) return;
        try {
          if (file.size > LARGEST) {
            throw new Error(
              `“${file.name}” has ${Math.round(file.size / 2 ** 20)} MB, and at most ${LARGEST / 2 ** 20} MB are read here; give a smaller model.`,
            );
          }
          const facts = await app.takeModel(new Uint8Array(await file.arrayBuffer()));
          if (facts !== null) throw new Error(`“${file.name}” ${facts}`);
          location.hash = "#scene=plane";
        } catch (error) {
          const message = error instanceof Error ? error.message : `${error}`;
          app.say(message.replace('"yours"', `“${file.name}”`));
        }
        input.value = "";
      },
    });

    function showLink(): void {
      const settings = {
        ...app.settings,
        scene: "landscape" as const,
        step: Math.min(app.latest?.step ?? 0, 20_000),
      };
      const address = writeAddress(settings);
      link.value = `${location.origin}${location.pathname}#${address}`;
      standing.textContent = `Seed ${app.settings.seed}, step ${(app.latest?.step ?? 0).toLocaleString("en-US")}, reconstruction loss ${short(app.latest?.figures[0]?.reconstruction)}.`;
    }

    root.append(
      h("div", { class: "cols two" }, cloud.element, grid.element),
      standing,
      h("h2", {}, "A link"),
      prose(
        "It holds the seed, the settings and the step, and nothing else, and opens the scene *Landscape*. Whoever opens it takes the same steps again, with the same images in the same order.",
      ),
      h(
        "div",
        { class: "bar" },
        link,
        h(
          "button",
          {
            type: "button",
            click: async () => {
              link.select();
              try {
                await navigator.clipboard.writeText(link.value);
                said.textContent = "Copied.";
              } catch {
                said.textContent = "It is selected; copy it with the keyboard.";
              }
            },
          },
          "Copy",
        ),
        said,
      ),
      prose(
        "On another rung the same steps are taken, but SIMD and plain TypeScript round in other places, so pictures agree and last digits do not.",
        { class: "small soft" },
      ),
      h("h2", {}, "Pictures"),
      prose("Under every figure of this page stand *PNG* and *SVG*."),
      h("h2", {}, "The model"),
      prose(
        "`model.safetensors` holds every weight by its name. Python reads it, and so does the project: `npx tsx src/sample.ts model.safetensors` draws from it.",
      ),
      h(
        "div",
        { class: "bar" },
        h(
          "button",
          {
            type: "button",
            class: "primary",
            click: async () => {
              const bytes = await app.client.ask("save", null);
              download("model.safetensors", new Blob([bytes.slice()]));
            },
          },
          "Save model.safetensors",
        ),
      ),
      h(
        "div",
        { class: "drop" },
        h(
          "label",
          { for: "model" },
          "The other way round: a model of a run (recipe latent2d, two numbers to a code) takes the place of the first scene’s.",
        ),
        input,
      ),
    );
    return {
      begin: () => app.begin({ wants: ["codes", "samples"] }),
      draw(frame) {
        codes = partOf(frame, "codes0")?.slice() ?? codes;
        samples = partOf(frame, "samples0")?.slice() ?? samples;
        cloud.redraw();
        grid.redraw();
        showLink();
      },
    };
  },
};
