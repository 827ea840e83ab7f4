/** What all scenes share: the settings, whoever computes, the data, and the visitor's ear. */
import type { Lines, Models, Questions, Solution, Want } from "../engine/messages.ts";
import { PHASES, type Settings, writeAddress } from "../engine/settings.ts";
import type { Client, FrameOf } from "./client.ts";
import { bytesOf } from "./client.ts";
import { type Data, loadDigits, makeSpots } from "./data.ts";

/** A scene, before anybody has come. */
export interface Scene {
  readonly name: Settings["scene"];
  /** In the navigation. */
  readonly short: string;
  readonly title: string;
  readonly lead: string;
  /** Whether something is trained here, and so can be played. */
  readonly trains: boolean;
  /** Builds the scene; what it returns is told of every frame, and of the end. */
  build(app: App, root: HTMLElement): Promise<SceneView> | SceneView;
}

export interface SceneView {
  draw?(frame: FrameOf): void;
  /** The training begins anew. */
  begin?(): Promise<void>;
  close?(): void;
}

/** What a scene asks to be trained. */
export interface Beginning {
  readonly models?: Models;
  readonly wants: readonly Want[];
  readonly drawn?: Float32Array | null;
  readonly solution?: Solution | null;
}

export type ModelFacts = Questions["model"]["answer"];

export class App {
  settings: Settings;
  /** Null until it is open; a scene is built when it is. */
  client: Client;
  playing = false;
  /** Where the prior of the latest beginning lies. */
  contours: Lines = [];
  priorDeviation = 1;
  latest: FrameOf | null = null;
  /** The number of the latest beginning; frames that bear another are of a run that is over. */
  run = 0;
  /** The images that are learned from. */
  data: Data | null = null;
  /** Files that the visitor dropped take the place of what the settings name. */
  dropped: Data | null = null;
  readonly say: (message: string) => void;
  /** Is called when settings or standing have changed. */
  onChange: () => void = () => {};
  /** Shows or hides what drives the training. */
  showTransport: (shown: boolean) => void = () => {};
  /** Is called when another client has taken over. */
  onClient: () => void = () => {};
  readonly #finished = new Map<string, Promise<ModelFacts>>();
  #dataSent: Data | null = null;
  /** Whoever is in a hurry waits until the training has begun. */
  #begun: Promise<void> = Promise.resolve();

  constructor(settings: Settings, client: Client, say: (message: string) => void) {
    this.settings = settings;
    this.client = client;
    this.say = say;
  }

  /** Changes settings and the address with them. */
  change(changed: Partial<Settings>): void {
    this.settings = { ...this.settings, ...changed };
    const address = writeAddress(this.settings);
    history.replaceState(
      null,
      "",
      `${location.pathname}${location.search}${address ? `#${address}` : ""}`,
    );
    this.onChange();
  }

  /** The data that the settings name, on the page and with whoever computes. */
  async sendData(): Promise<Data> {
    const data =
      this.dropped ?? (await (this.settings.data === "spots" ? makeSpots() : loadDigits()));
    if (this.#dataSent !== data) {
      this.#dataSent = data;
      await this.client.ask("data", { images: data.images, shown: data.shown });
    }
    this.data = data;
    return data;
  }

  /** Begins to train anew, as a scene asks. */
  begin(beginning: Beginning): Promise<void> {
    this.#begun = this.#begin(++this.run, beginning);
    return this.#begun;
  }

  async #begin(run: number, beginning: Beginning): Promise<void> {
    this.playing = false;
    await this.sendData();
    const { settings } = this;
    const { contours, priorDeviation } = await this.client.ask("begin", {
      run,
      settings: { ...settings, phases: settings.phases.length === 0 ? PHASES : settings.phases },
      models: beginning.models ?? "one",
      wants: beginning.wants,
      drawn: beginning.drawn ?? null,
      solution: beginning.solution ?? null,
    });
    this.contours = contours;
    this.priorDeviation = priorDeviation;
    this.onChange();
  }

  async play(playing: boolean): Promise<void> {
    await this.#begun;
    this.playing = playing;
    await this.client.ask("play", { playing, speed: this.settings.speed });
    if (!playing && this.latest !== null) this.change({ step: Math.min(this.latest.step, 20_000) });
    this.onChange();
  }

  async advance(by: "step" | "phase"): Promise<void> {
    await this.#begun;
    if (this.playing) await this.play(false);
    const { step } = await this.client.ask("advance", { by });
    this.change({ step: Math.min(step, 20_000) });
  }

  /** Another client takes over, such as one with a learner's code in it. */
  replaceClient(client: Client): void {
    this.client = client;
    this.#dataSent = null;
    this.onClient();
  }

  /** A finished model that comes with the page, loaded once. */
  finished(name: string): Promise<ModelFacts> {
    let facts = this.#finished.get(name);
    if (facts === undefined) {
      const { client } = this; // models stay with whom the page began with
      facts = bytesOf(`data/${name}.safetensors`).then((file) =>
        client.ask("model", { name, file }),
      );
      this.#finished.set(name, facts);
      facts.catch(() => this.#finished.delete(name));
    }
    return facts;
  }

  /**
   * A model of the visitor's takes the place of the first scene's; a text says why it cannot.
   *
   * Rejects with a sentence if the file is no model.
   */
  async takeModel(file: Uint8Array): Promise<string | null> {
    const { latent, classes, rows, columns } = await this.client.ask("model", {
      name: "yours",
      file,
    });
    if (latent !== 2 || classes !== 0 || rows !== columns) {
      return `holds codes of ${latent} numbers and ${classes} classes for images of ${rows}×${columns} pixels, but the plane needs two numbers, no classes and square images; give a model of the recipe latent2d.`;
    }
    const facts = this.client.ask("model", { name: "plane", file });
    this.#finished.set("plane", facts);
    await facts;
    return null;
  }
}
