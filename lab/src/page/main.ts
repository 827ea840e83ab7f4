/** The page: opens whoever computes, shows one scene at a time, and lets the visitor drive. */
import { readAddress, SCENES, type Settings } from "../engine/settings.ts";
import { App, type Scene, type SceneView } from "./app.ts";
import { h } from "./dom.ts";
import { onTheme, THEME_CHANGE } from "./drawing.ts";
import { openClient, RUNG_NAMES } from "./ladder.ts";
import { adversary } from "./scenes/adversary.ts";
import { plane } from "./scenes/plane.ts";
import { buildTransport } from "./transport.ts";

declare global {
  interface Window {
    /** All weights of what is being trained as one number, to compare with another machine's. */
    labFingerprint: () => Promise<string>;
  }
}

/** The first two scenes come with the page, the others when they are asked for. */
const LOADERS: { readonly [Name in Settings["scene"]]: () => Promise<Scene> } = {
  plane: async () => plane,
  adversary: async () => adversary,
  "slow-motion": async () => (await import("./scenes/slow-motion.ts")).slowMotion,
  landscape: async () => (await import("./scenes/landscape.ts")).landscape,
  "break-it": async () => (await import("./scenes/break-it.ts")).breakIt,
  backward: async () => (await import("./scenes/backward.ts")).backward,
  inside: async () => (await import("./scenes/inside.ts")).inside,
  own: async () => (await import("./scenes/own.ts")).own,
  labels: async () => (await import("./scenes/labels.ts")).labels,
  "take-along": async () => (await import("./scenes/take-along.ts")).takeAlong,
};

/** What each scene is called in the navigation. */
const NAMES: Readonly<Record<Settings["scene"], string>> = {
  plane: "A code is a place",
  adversary: "Why the adversary",
  "slow-motion": "Slow motion",
  landscape: "Landscape",
  "break-it": "Break it",
  backward: "Write a gradient",
  inside: "Look inside",
  own: "Of your own",
  labels: "Labels",
  "take-along": "Take it along",
};

/** The whole address of a scene: one that began with # would be taken for a way past the navigation. */
function addressOf(scene: Settings["scene"]): string {
  return `${location.origin}${location.pathname}${location.search}#scene=${scene}`;
}

/** A sentence for the visitor, which stays until it is put away. */
function say(message: string): void {
  const notices = element("notices");
  const same = [...notices.children].some((it) => it.firstChild?.textContent === message);
  if (same) return;
  const notice = h(
    "div",
    { class: "notice" },
    h("span", {}, message),
    h("button", { type: "button", "aria-label": "Put away", click: () => notice.remove() }, "×"),
  );
  notices.append(notice);
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : `${error}`);

async function start(): Promise<void> {
  const { settings, complaints } = readAddress(location.hash);
  for (const complaint of complaints) say(complaint);
  const app = new App(settings, await openClient(settings.rung, say), say);
  // A recording knows one scene.
  if (app.client.rung === "recorded") app.settings = { ...app.settings, scene: "adversary" };
  let view: SceneView | null = null;
  let opened = 0;

  const links = SCENES.map((name) => h("a", { href: addressOf(name) }, NAMES[name]));
  element("scenes").append(...links.map((link) => h("li", {}, link)));

  const transport = buildTransport(app, element("transport"), async () => {
    await view?.begin?.();
  });

  function listen(): void {
    app.client.onFrame = (frame) => {
      if (frame.run !== app.run) return;
      app.latest = frame;
      app.playing = frame.playing;
      view?.draw?.(frame);
      transport();
    };
    app.client.onTrouble = (message) => {
      app.playing = false;
      say(message);
      transport();
    };
  }
  app.onClient = listen;
  app.showTransport = (shown) => {
    element("transport").hidden = !shown;
  };
  listen();

  /** Shows the scene that the settings name. */
  async function open(): Promise<void> {
    const mine = ++opened;
    const { scene: name } = app.settings;
    view?.close?.();
    view = null;
    if (app.playing) {
      app.playing = false; // not app.play: the step in the address belongs to the scene that comes
      const { speed } = app.settings;
      await app.client.ask("play", { playing: false, speed }).catch(() => {});
      if (mine !== opened) return;
    }
    app.latest = null;
    delete element("scene").dataset.ready;
    links.forEach((link, k) => {
      if (SCENES[k] === name) {
        link.setAttribute("aria-current", "page");
        link.scrollIntoView({ block: "nearest", inline: "center" });
      } else link.removeAttribute("aria-current");
    });
    try {
      const scene = await LOADERS[name]();
      if (mine !== opened) return;
      const root = element("scene");
      const body = h("div");
      root.replaceChildren(
        h("h1", {}, scene.title),
        h("p", { class: "lead" }, ...leadOf(scene)),
        body,
      );
      root.append(neighbours(name));
      document.title = `${scene.title} · The lab`;
      app.showTransport(scene.trains);
      const built = await scene.build(app, body);
      if (mine !== opened) {
        built.close?.();
        return;
      }
      view = built;
      await built.begin?.();
      if (mine === opened) root.dataset.ready = name;
    } catch (error) {
      if (mine === opened) say(messageOf(error));
    }
    app.onChange();
  }

  app.onChange = () => {
    transport();
    const pace = app.latest?.stepsPerSecond ?? 0;
    const steps = pace > 0 ? `, ${Math.round(pace).toLocaleString("en-US")} steps a second` : "";
    element("rung").textContent = `Computed by: ${RUNG_NAMES[app.client.rung]}${steps}.`;
  };
  addEventListener("hashchange", () => {
    if (location.hash === "#content") {
      app.change({}); // the skip link is no other scene: the address of this one is put back
      element("content").focus();
      return;
    }
    const { settings, complaints } = readAddress(location.hash);
    for (const complaint of complaints) say(complaint);
    // A link within the page names the scene alone: the other settings stay.
    const bare = /^#scene=[a-z-]+$/.test(location.hash);
    if (app.client.rung === "recorded" && settings.scene !== "adversary") {
      say("A recorded run is shown here, and it knows this scene alone.");
      return;
    }
    app.change(bare ? { scene: settings.scene, step: 0 } : settings);
    void open().then(() => element("content").focus({ preventScroll: true }));
    scrollTo({ top: 0 });
  });
  onTheme.add(() => {
    if (app.latest !== null) view?.draw?.(app.latest);
    for (const canvas of document.querySelectorAll("#scene canvas")) {
      canvas.dispatchEvent(new Event(THEME_CHANGE));
    }
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    say(messageOf(event.reason));
  });
  // For whoever compares machines, in the browser's console.
  window.labFingerprint = () => app.client.ask("fingerprint", null);
  app.onChange();
  await open();
  if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
    // Refused storage is no harm: then the page needs the network again next time.
    navigator.serviceWorker.register("offline.js").catch(() => {});
  }
}

/** A lead in which *…* is emphasised. */
function leadOf({ lead }: Scene): (Node | string)[] {
  return lead
    .split(/(\*[^*]+\*)/)
    .map((part) => (part.startsWith("*") ? h("em", {}, part.slice(1, -1)) : part));
}

/** The scenes before and after. */
function neighbours(name: Settings["scene"]): HTMLElement {
  const at = SCENES.indexOf(name);
  const link = (k: number, text: string) =>
    k in SCENES ? h("a", { class: "button", href: addressOf(SCENES[k]) }, text) : h("span");
  return h(
    "div",
    { class: "next" },
    link(at - 1, `← ${NAMES[SCENES[at - 1]]}`),
    link(at + 1, `${NAMES[SCENES[at + 1]]} →`),
  );
}

void start().catch((error) => say(messageOf(error)));
