/**
 * How the phases of any model are checked, without code of their own.
 *
 * A probe stands in the place of every optimiser: it keeps the gradients that it is given and moves
 * nothing. So a whole step computes all its phases on the same weights, and the figure that bears a
 * phase's name is the function whose gradient that phase's probe has kept.
 */
import type { Configuration } from "../../aae/parts/configuration.ts";
import type { Model, ModelDefinition, Training } from "../../aae/parts/model.ts";
import { type Batch, UNLABELLED } from "../../data/batches.ts";
import { normal } from "../../layers/initializers.ts";
import type { Parameter } from "../../layers/layer.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import { doubleKernels } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import type { Comparison } from "../comparison.ts";
import { agree } from "./check.ts";
import { uniformTensor } from "./data.ts";

/** Keeps what an optimiser would follow. */
export class Probe implements Optimizer {
  learningRate = 0;
  steps = 0;
  readonly memory = {};
  readonly parameters: readonly Parameter[];
  /** The gradient of each parameter, for each time that a step was asked for since it was emptied. */
  readonly gradients: Float64Array[][] = [];
  readonly #asked: (probe: Probe) => void;

  /** @param asked is told when a step is asked for */
  constructor(parameters: readonly Parameter[], asked: (probe: Probe) => void = () => {}) {
    this.parameters = parameters;
    this.#asked = asked;
  }

  step(): void {
    this.gradients.push(this.parameters.map(({ grad }) => new Float64Array(grad.data)));
    this.#asked(this);
  }
}

/** A model, probes in its optimisers' places, and a batch for it. */
export interface Setting {
  readonly model: Model;
  readonly training: Training;
  readonly probes: Readonly<Record<string, Probe>>;
  readonly batch: Batch;
}

/** Everything in double precision; the biases are not 0, as they would not be after a while. */
export function settingOf(
  definition: ModelDefinition,
  configuration: Configuration,
  inputs: number,
  rows: number,
  asked?: (probe: Probe) => void,
): Setting {
  const random = new SeededRandom("phases");
  const model = definition.create(doubleKernels, configuration, inputs, random);
  for (const { name, value } of namedParameters(model)) {
    if (/bias|beta/.test(name)) normal(0.3)(value, random);
    if (/heads/.test(name)) normal(1)(value, random); // nearer to each other than they start
  }
  const probes: Record<string, Probe> = {};
  const training = definition.train(doubleKernels, model, configuration, (phase, parameters) => {
    probes[phase] = new Probe(parameters, asked);
    return probes[phase];
  });
  const [low, high] = model.range ?? [-1, 1];
  const images = (seed: string) => uniformTensor(rows, inputs, seed, low, high);
  const labels = Int16Array.from({ length: rows }, (_, row) =>
    model.classes === 0 ? UNLABELLED : (2 * row + 1) % model.classes,
  );
  const labelled =
    definition.labels === "beside" && definition.asked(configuration) !== null
      ? { X: images("labelled"), labels: labels.map((_, row) => row % model.classes) }
      : null;
  return { model, training, probes, batch: { X: images("images"), labels, labelled } };
}

/** Every parameter with its full name, such as `encoder.0.weight`. */
export function namedParameters({ networks }: Model): Parameter[] {
  return Object.entries(networks).flatMap(([network, { parameters }]) =>
    parameters.map(({ name, value, grad }) => ({ name: `${network}.${name}`, value, grad })),
  );
}

/** The parameters that a phase changes, with their full names. */
export function parametersOf({ model, probes }: Setting, phase: string): Parameter[] {
  const own = new Set(probes[phase].parameters.map(({ value }) => value));
  return namedParameters(model).filter(({ value }) => own.has(value));
}

/** One step, as if it were the first; the same is drawn in every one. */
export function step({ training, batch }: Setting) {
  for (const mean of Object.values(training.means)) Object.assign(mean, { sum: 0, count: 0 });
  return training.step(batch, { training: true, random: new SeededRandom("step") });
}

/** From now on, a step is this phase alone: what the others would compute and leave behind is left out. */
function only({ training, probes }: Setting, phase: string): void {
  for (const other of Object.keys(probes)) {
    if (other !== phase) Object.assign(training, { [other]: () => 0 });
  }
}

/** A phase as an objective: its figure, with the gradient that its probe has kept in each `grad`. */
export function objectiveOf(setting: Setting, phase: string): () => number {
  only(setting, phase);
  const probe = setting.probes[phase];
  return () => {
    probe.gradients.length = 0;
    const figures = step(setting);
    probe.parameters.forEach(({ grad }, k) => {
      grad.data.set(probe.gradients[0][k]);
    });
    return figures[phase];
  };
}

/** The gradients that a phase finds, whatever stood in every `grad` before. */
export function startsAtZero(setting: Setting, phase: string): Comparison[] {
  only(setting, phase); // another phase might clear away what this one should
  const probe = setting.probes[phase];
  const found = [0, 7].map((junk) => {
    for (const { grad } of namedParameters(setting.model)) grad.data.fill(junk);
    probe.gradients.length = 0;
    step(setting);
    return probe.gradients[0];
  });
  return parametersOf(setting, phase).map(({ name }, k) =>
    agree(`${phase}: ${name}`, found[1][k], found[0][k], { tolerance: 0 }),
  );
}

/**
 * Between one optimiser's step and the next, only the gradients of what the next one changes are
 * changed; and no value at all.
 */
export function leavesTheRestAlone(
  definition: ModelDefinition,
  configuration: Configuration,
  inputs: number,
): Comparison[] {
  const found: Comparison[] = [];
  let all: Parameter[] = [];
  let grads: Float64Array[] = [];
  const look = () => {
    grads = all.map(({ grad }) => new Float64Array(grad.data));
  };
  const setting = settingOf(definition, configuration, inputs, 4, (probe) => {
    const own = new Set(probe.parameters.map(({ grad }) => grad));
    all.forEach(({ name, grad }, k) => {
      if (!own.has(grad)) found.push(agree(`${name}.grad`, grad.data, grads[k], { tolerance: 0 }));
    });
    look();
  });
  all = namedParameters(setting.model);
  for (const { grad } of all) grad.data.fill(0.25);
  look();
  const values = all.map(({ value }) => new Float64Array(value.data));
  step(setting);
  all.forEach(({ name, value }, k) => {
    found.push(agree(name, value.data, values[k], { tolerance: 0 }));
  });
  return found;
}
