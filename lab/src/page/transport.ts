/** Play, pause, step, phase, speed, reset, another seed: by mouse, finger and keyboard. */
import type { App } from "./app.ts";
import { choice, h } from "./dom.ts";

const SPEEDS = [
  ["0", "as fast as it goes"],
  ["60", "60 a second"],
  ["10", "10 a second"],
  ["2", "2 a second"],
] as const;

/** Fills the bar, and returns what brings it up to date. */
export function buildTransport(
  app: App,
  root: HTMLElement,
  begin: () => Promise<void>,
): () => void {
  const button = (text: string, key: string, what: string, act: () => Promise<void>) =>
    h(
      "button",
      {
        type: "button",
        title: `${what} (key ${key})`,
        "aria-keyshortcuts": key,
        click: () => void guarded(act),
      },
      text,
    );
  const guarded = async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      app.say(error instanceof Error ? error.message : `${error}`);
    }
  };
  const toggle = () => app.play(!app.playing);
  const reset = async () => {
    app.change({ step: 0 });
    await begin();
  };
  const play = button("▶ Play", "Space", "Play or pause", toggle);
  play.classList.add("primary");
  const actions = {
    s: () => app.advance("step"),
    p: () => app.advance("phase"),
    r: reset,
    n: async () => {
      app.change({ seed: (app.settings.seed + 1) % 2 ** 32, step: 0 });
      await begin();
    },
  };
  const seed = h("input", {
    type: "number",
    min: 0,
    max: 2 ** 32 - 1,
    step: 1,
    change: () =>
      void guarded(async () => {
        const value = Number(seed.value);
        if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
          app.say(
            `A seed is a whole number from 0 to ${2 ** 32 - 1}; ${seed.value || "nothing"} is none.`,
          );
          return;
        }
        app.change({ seed: value, step: 0 });
        await begin();
      }),
  });
  const known = SPEEDS.find(([name]) => Number(name) === app.settings.speed)?.[0] ?? "0";
  const speed = choice("Speed", SPEEDS, known, (name) => {
    app.change({ speed: Number(name) });
    void guarded(() => app.play(app.playing));
  });
  const stand = h("span", { class: "stand" });
  root.replaceChildren(
    h(
      "div",
      { class: "row" },
      play,
      button("Step", "s", "One step", actions.s),
      button("Phase", "p", "One phase of a step", actions.p),
      button("Reset", "r", "Begin again with the same seed", actions.r),
      button("New seed", "n", "Begin again with another seed", actions.n),
      h("label", {}, h("span", {}, "Seed"), seed),
      speed,
      stand,
    ),
  );

  addEventListener("keydown", (event) => {
    if (root.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : null;
    if (
      target?.closest("input, select, textarea, [contenteditable=true], .cm-editor") !== null &&
      target !== null
    )
      return;
    const onButton = target?.closest("button, a, summary") ?? null;
    if (event.key === " " && onButton === null) {
      event.preventDefault();
      if (!event.repeat) void guarded(toggle);
    }
    const act = Object.entries(actions).find(([key]) => key === event.key.toLowerCase())?.[1];
    if (act !== undefined) void guarded(act);
  });

  return () => {
    const text = app.playing ? "❚❚ Pause" : "▶ Play";
    if (play.textContent !== text) play.textContent = text;
    if (document.activeElement !== seed) seed.value = `${app.settings.seed}`;
    const step = app.latest?.step ?? 0;
    const pace = app.latest?.stepsPerSecond ?? 0;
    const count = h("b", {}, step.toLocaleString("en-US"));
    stand.replaceChildren(
      "step ",
      count,
      app.playing && pace > 0 ? ` · ${Math.round(pace)} steps/s` : "",
    );
  };
}
