/**
 * Who computes: answers the page's questions, and takes steps in slices of time between them.
 *
 * It runs in a worker, in a sandboxed worker with a learner's code in it, or, where there is no
 * worker, on the page itself; it knows only the port through which it hears and speaks.
 */

import { inUse } from "../../../src/aae/parts/autoencoder.ts";
import type { Model } from "../../../src/aae/parts/model.ts";
import { overallDeviation } from "../../../src/aae/parts/priors.ts";
import { reconstruct } from "../../../src/aae/parts/use.ts";
import type { ExampleFormat } from "../../../src/data/format.ts";
import { InputError } from "../../../src/input-error.ts";
import { simdKernels } from "../../../src/simd/simd-kernels.ts";
import { type Kernels, tensorFrom, tsKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, valuesOf } from "../../../src/tensor/tensor.ts";
import { pixelRange } from "../../../src/training/evaluation.ts";
import { readModel, writeModel } from "../../../src/training/saved-model.ts";
import type { Verdict } from "../exercises/exercises.ts";
import { configurationOf, drawnPrior, Experiment, type Replacements } from "./experiment.ts";
import { FrameWriter, RING } from "./frame.ts";
import { imagesOf, tensorOf } from "./images.ts";
import { explain, layersOf, parameterOf } from "./inspect.ts";
import type {
  FromEngine,
  ImageData8,
  Lines,
  Models,
  QuestionName,
  Questions,
  Solution,
  ToEngine,
  Want,
} from "./messages.ts";
import { PHASES, type Phase, type Settings } from "./settings.ts";
import { frameLength, Observer } from "./snapshot.ts";

/** Milliseconds that steps are taken before others have their turn. */
const SLICE = { worker: 12, page: 6 };
/** Milliseconds between two frames, at least. */
const FRAME = 33;

/** A whole model from a file, with the size of its images. */
interface Finished {
  readonly model: Model;
  readonly rows: number;
  readonly columns: number;
}

/** What becomes of a learner's code; only a sandboxed worker has an answer. */
export interface School {
  judge(solution: Solution): Verdict;
  replacementsFor(solution: Solution): Replacements;
}

/** What is under way since the latest `begin`. */
interface Running {
  readonly run: number;
  readonly experiments: readonly Experiment[];
  readonly observers: readonly Observer[];
  readonly models: Models;
  settings: Settings;
  wants: readonly Want[];
  /** The batch of each model in the step that is under way, and the phases that are still to come. */
  batches: readonly Tensor[];
  /** Whether these images were only looked at, and the next step is to learn from them. */
  peeked: boolean;
  left: Phase[];
  latest: Phase | null;
  playing: boolean;
  /** Steps that are owed to the speed that is asked for. */
  owed: number;
}

export class Engine {
  readonly #port: MessagePort;
  readonly #place: keyof typeof SLICE;
  readonly #school: School | null;
  #kernels: Kernels = tsKernels;
  #images: ImageData8 | null = null;
  #shown: ImageData8 | null = null;
  #running: Running | null = null;
  readonly #finished = new Map<string, Finished>();
  #free: ArrayBuffer[] = [];
  #bufferSize = 0;
  #frameDue = false;
  #frameAt = 0;
  #frameCost = 0;
  readonly #pace = { steps: 0, since: 0, perSecond: 0 };
  readonly #bell = new MessageChannel();
  #turn = 0;

  constructor(port: MessagePort, place: keyof typeof SLICE, school: School | null = null) {
    this.#port = port;
    this.#place = place;
    this.#school = school;
    port.onmessage = ({ data }: MessageEvent<ToEngine>) => void this.#hear(data);
  }

  async #hear(message: ToEngine): Promise<void> {
    if ("buffer" in message) {
      const ours = message.buffer.byteLength === this.#bufferSize && this.#free.length < RING;
      if (ours) this.#free.push(message.buffer); // one from before the latest beginning is dropped
      if (this.#frameDue) this.#show();
      return;
    }
    const { id } = message;
    try {
      const answer = await this.#answers[message.name](message.ask as never);
      this.#say({ kind: "answer", id, answer });
    } catch (error) {
      this.#say({ kind: "refusal", id, message: sentenceOf(error) });
    }
  }

  #say(message: FromEngine, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  readonly #answers: {
    [Name in QuestionName]: (
      ask: Questions[Name]["ask"],
    ) => Questions[Name]["answer"] | Promise<Questions[Name]["answer"]>;
  } = {
    open: ({ rung, wasm }) => {
      let note: string | null = null;
      zeros(tsKernels, 1, 1); // throws where a page may not make code of text, as ndarray does
      if (rung === "simd" && wasm !== null) {
        try {
          this.#kernels = simdKernels("simd", wasm);
          return { rung, note };
        } catch (error) {
          note = `The SIMD loops cannot run here (${error instanceof Error ? error.message : error}), so plain TypeScript computes.`;
        }
      }
      this.#kernels = tsKernels;
      return { rung: rung === "simd" ? "ts" : rung, note };
    },

    data: ({ images, shown }) => {
      this.#images = images;
      this.#shown = shown;
      this.#running = null;
      return null;
    },

    begin: async ({ run, settings, models, wants, drawn, solution }) => {
      const [images, shown] = this.#opened();
      this.#turn++;
      const latent = models === "alone and all" ? settings.latent : 2;
      const shape = { ...settings, latent, batch: Math.min(settings.batch, images.count) };
      if (latent !== 2) shape.prior = "gaussian";
      const prior = drawn === null || latent !== 2 ? null : drawnPrior(drawn);
      const replacements = solution === null ? {} : this.#expectSchool().replacementsFor(solution);
      const count = models === "one" ? 1 : 2;
      const experiments = Array.from(
        { length: count },
        (_, which) =>
          new Experiment(
            ...([this.#kernels, shape, imagesOf(images), prior] as const),
            which === count - 1 ? replacements : {},
          ),
      );
      const running: Running = {
        experiments,
        observers: experiments.map((it) => new Observer(this.#kernels, it, shown)),
        ...{ run, models, settings, wants, batches: [], peeked: false, left: [], latest: null },
        ...{ playing: false, owed: 0 },
      };
      this.#running = running;
      this.#bufferSize = 4 * frameLength(shown);
      this.#free = Array.from({ length: RING }, () => new ArrayBuffer(this.#bufferSize));
      await this.#takeSteps(running, settings.step);
      this.#show();
      const parameters = layersOf(experiments[0]).reduce(
        (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
        0,
      );
      const pixels = images.rows * images.columns;
      const { model } = last(experiments);
      const priorDeviation = overallDeviation(model.prior.deviations);
      return { pixels, parameters, contours: contoursOf(model), priorDeviation };
    },

    play: ({ playing, speed }) => {
      const running = this.#begun();
      running.owed = 0; // at full speed it was a thousand million
      running.settings = { ...running.settings, speed };
      if (running.playing === playing) return null;
      running.playing = playing;
      Object.assign(this.#pace, { steps: 0, since: performance.now(), perSecond: 0 });
      if (playing) void this.#go(running);
      else this.#show();
      return null;
    },

    tune: (changed) => {
      const running = this.#begun();
      running.settings = { ...running.settings, ...changed };
      const { rate, discriminator, generator } = running.settings;
      for (const { training } of running.experiments) {
        training.optimizers.reconstruction.learningRate = rate;
        training.optimizers.discriminator.learningRate = rate * discriminator;
        training.optimizers.generator.learningRate = rate * generator;
      }
      return null;
    },

    wants: ({ wants }) => {
      const running = this.#begun();
      running.wants = wants;
      this.#show();
      return null;
    },

    advance: ({ by }) => {
      const running = this.#begun();
      running.playing = false;
      if (by === "phase") this.#takePhase(running);
      else
        do this.#takePhase(running);
        while (running.left.length > 0);
      this.#show();
      const phase = running.latest ?? "reconstruction";
      return { phase, step: running.experiments[0].step };
    },

    model: ({ name, file }) => {
      const { model, format } = readModel(tsKernels, file, name);
      if (format.image?.channels !== 1) {
        throw new InputError(
          "This is not a model of grey images, and only those are shown here; give another.",
        );
      }
      const { rows, columns } = format.image;
      this.#finished.set(name, { model, rows, columns });
      const { latent, extent } = model.prior;
      const { classes } = model;
      return { rows, columns, latent, classes, extent, contours: contoursOf(model) };
    },

    decode: ({ model: name, codes, labels }) => {
      const { model, kernels } = this.#modelOf(name);
      const { latent } = model.prior;
      const Z = tensorFrom(kernels, codes, codes.length / latent, latent);
      return Float32Array.from(valuesOf(model.decode(model.codesOf(Z, labels ?? []))));
    },

    encode: ({ model: name, pixels, labels }) => {
      const { model, kernels, rows, columns } = this.#modelOf(name);
      const count = pixels.length / (rows * columns);
      if (!Number.isInteger(count)) {
        throw new InputError(
          `The model reads images of ${rows}×${columns} pixels, and these are not; give it others.`,
        );
      }
      const X = tensorOf(kernels, { count, rows, columns, pixels }, pixelRange(model));
      const given = labels === undefined ? {} : { labels };
      const probabilities = model.classify === null ? null : valuesOf(model.classify(X));
      return {
        codes: Float32Array.from(valuesOf(model.style(X, given))),
        images: Float32Array.from(valuesOf(reconstruct(model, X, given))),
        probabilities: probabilities && Float32Array.from(probabilities),
      };
    },

    sample: ({ model: name, count, seed }) => {
      const models = name === null ? this.#begun().experiments.map(({ model }) => model) : [];
      const chosen = name === null ? models : [this.#modelOf(name).model];
      const kernels = name === null ? this.#kernels : tsKernels;
      const { prior } = chosen[0];
      const P = zeros(kernels, count, prior.latent);
      prior.sample(P, new SeededRandom(`samples ${seed}`));
      return {
        codes: Float32Array.from(valuesOf(P)),
        images: chosen.map((model) => Float32Array.from(valuesOf(model.decode(P)))),
      };
    },

    image: ({ index }) => {
      const { model } = this.#modelOf(null);
      const [, shown] = this.#opened();
      const size = shown.rows * shown.columns;
      const pixels = shown.pixels.subarray(index * size, (index + 1) * size);
      const X = tensorOf(this.#kernels, { ...shown, count: 1, pixels }, pixelRange(model));
      const code = Float32Array.from(valuesOf(model.encode(X)));
      const Z = tensorFrom(this.#kernels, code, 1, code.length);
      return {
        image: Float32Array.from(valuesOf(X)),
        reconstruction: Float32Array.from(valuesOf(model.decode(Z))),
        code,
        logit: valuesOf(model.networks.discriminator.forward(Z, inUse()))[0],
        label: shown.labels?.[index] ?? null,
      };
    },

    layers: () => layersOf(last(this.#begun().experiments)),

    parameter: ({ network, parameter, what }) =>
      parameterOf(last(this.#begun().experiments), network, parameter, what),

    number: (place) => {
      const running = this.#begun();
      if (running.batches.length === 0) {
        this.#nextBatches(running);
        running.peeked = true;
      }
      return explain(last(running.experiments), last(running.batches), place);
    },

    save: () => {
      const { model, shape, images } = last(this.#begun().experiments);
      const { rows, columns } = images;
      return writeModel({
        model,
        configuration: configurationOf(shape),
        format: formatOf(model, rows, columns),
      });
    },

    judge: (solution) => this.#expectSchool().judge(solution),

    fingerprint: () => fingerprintOf(last(this.#begun().experiments).model),
  };

  /** @throws InputError unless this is the sandboxed worker. */
  #expectSchool(): School {
    if (this.#school !== null) return this.#school;
    throw new InputError("A learner's code runs only in the sandboxed worker.");
  }

  /** @throws InputError unless images were sent. */
  #opened(): [ImageData8, ImageData8] {
    if (this.#images !== null && this.#shown !== null) return [this.#images, this.#shown];
    throw new InputError("No images have come yet; load the page again.");
  }

  /** @throws InputError unless an experiment was begun. */
  #begun(): Running {
    if (this.#running !== null) return this.#running;
    throw new InputError("Nothing is being trained yet; press reset.");
  }

  #modelOf(name: string | null): Finished & { kernels: Kernels } {
    if (name === null) {
      const experiment = last(this.#begun().experiments);
      experiment.forget();
      const { model, images } = experiment;
      return { model, rows: images.rows, columns: images.columns, kernels: this.#kernels };
    }
    const finished = this.#finished.get(name);
    if (finished !== undefined) return { ...finished, kernels: tsKernels };
    throw new InputError(`The finished model “${name}” has not come yet; wait a moment.`);
  }

  /** The images of the next step. Twins draw their own, which are the same. */
  #nextBatches(running: Running): void {
    const { experiments, models } = running;
    const shared = models === "twins" ? null : last(experiments).nextBatch();
    running.batches = experiments.map((experiment) => shared ?? experiment.nextBatch());
  }

  /** One phase of every model; all of them see the same images. */
  #takePhase(running: Running): void {
    const { experiments, models, settings } = running;
    if (running.left.length === 0) {
      if (!running.peeked) this.#nextBatches(running);
      running.peeked = false;
      running.left = PHASES.filter((phase) => settings.phases.includes(phase));
    }
    const phase = running.left.shift() ?? "reconstruction";
    experiments.forEach((experiment, which) => {
      const alone = models === "alone and all" && which === 0;
      if (!alone || phase === "reconstruction") {
        experiment.takePhase(phase, running.batches[which]);
        expectFinite(experiment, phase);
      }
      if (running.left.length === 0) experiment.step++;
    });
    running.latest = phase;
  }

  #takeStep(running: Running): void {
    do this.#takePhase(running);
    while (running.left.length > 0);
  }

  /** Takes many steps at once, with a turn for others now and then. */
  async #takeSteps(running: Running, count: number): Promise<void> {
    const turn = this.#turn;
    let until = performance.now() + SLICE[this.#place];
    while (running.experiments[0].step < count && this.#turn === turn) {
      this.#takeStep(running);
      if (performance.now() > until) {
        this.#show();
        await this.#rest();
        until = performance.now() + SLICE[this.#place];
      }
    }
  }

  /** Goes on until it is told to stop. */
  async #go(running: Running): Promise<void> {
    let before = performance.now();
    try {
      while (running.playing && this.#running === running) {
        const now = performance.now();
        const { speed } = running.settings;
        running.owed =
          speed === 0 ? 1e9 : Math.min(running.owed + ((now - before) / 1000) * speed, 50);
        before = now;
        const until = now + SLICE[this.#place];
        while (running.owed >= 1 && performance.now() < until && running.playing) {
          this.#takeStep(running);
          running.owed--;
          this.#pace.steps++;
        }
        this.#measurePace();
        // A frame costs time too: at most a seventh of all goes there.
        if (performance.now() - this.#frameAt >= Math.max(FRAME, 6 * this.#frameCost)) this.#show();
        await this.#rest(speed !== 0 && running.owed < 1);
      }
    } catch (error) {
      running.playing = false;
      this.#show();
      this.#say({ kind: "trouble", message: sentenceOf(error) });
    }
  }

  #measurePace(): void {
    const pace = this.#pace;
    const elapsed = performance.now() - pace.since;
    if (elapsed < 500) return;
    pace.perSecond = (1000 * pace.steps) / elapsed;
    pace.steps = 0;
    pace.since = performance.now();
  }

  /** Lets others have their turn: messages, and on the page everything else. */
  #rest(idle = false): Promise<void> {
    return new Promise((resolve) => {
      if (this.#place === "page" || idle) setTimeout(resolve, 4);
      else {
        // A timer would wait for 4 ms; a message to oneself comes as soon as others have been heard.
        this.#bell.port1.onmessage = () => resolve();
        this.#bell.port2.postMessage(null);
      }
    });
  }

  /** Hands a frame over, or remembers that one is due until a buffer comes back. */
  #show(): void {
    const running = this.#running;
    const buffer = this.#free.pop();
    this.#frameDue = buffer === undefined;
    if (running === null || buffer === undefined) return;
    const start = performance.now();
    const writer = new FrameWriter(buffer);
    const figures = running.observers.map((observer, which) =>
      observer.write(writer, `${which}`, running.wants, running.playing),
    );
    this.#frameAt = performance.now();
    this.#frameCost = this.#frameAt - start;
    this.#say(
      {
        ...{ kind: "frame", buffer, parts: writer.parts, figures },
        run: running.run,
        step: running.experiments[0].step,
        phase: running.latest,
        playing: running.playing,
        stepsPerSecond: this.#pace.perSecond,
      },
      [buffer],
    );
  }
}

/** @throws InputError once a loss is no number any more. */
function expectFinite({ figures, step }: Experiment, phase: Phase): void {
  if (Number.isFinite(figures[phase])) return;
  throw new InputError(
    `The ${phase} loss became ${figures[phase]} at step ${step + 1}, so training has stopped; choose a smaller learning rate and reset.`,
  );
}

/** Lines that show where the prior lies. */
function contoursOf({ prior }: Model): Lines {
  return prior.contours().map(({ points }) => points);
}

function last<Element>(elements: readonly Element[]): Element {
  return elements[elements.length - 1];
}

/** What to show of an error: a sentence of ours as it is, and whatever else there is. */
function sentenceOf(error: unknown): string {
  if (error instanceof InputError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** All weights as one number of 32 bits (FNV-1a over their bytes): other bits give another one. */
export function fingerprintOf({ networks }: Model): string {
  let hash = 0x811c9dc5;
  for (const { parameters } of Object.values(networks)) {
    for (const { value } of parameters) {
      const bytes = new Uint8Array(Float32Array.from(valuesOf(value)).buffer);
      for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** What the images are to a model: bytes, brought to the range of its decoder. */
function formatOf({ range }: Model, rows: number, columns: number): ExampleFormat {
  return {
    ...{ inputs: rows * columns, image: { rows, columns, channels: 1 }, scaling: null },
    ...{ shown: range ?? [0, 1], columnNames: null, classNames: null },
  };
}
