/** Three steps of every model of the family, held against values that PyTorch computed in float64. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { recipes } from "../../src/aae/index.ts";
import { LabelledAutoencoder } from "../../src/aae/labels-in-prior.ts";
import type { Configuration } from "../../src/aae/parts/configuration.ts";
import type { Model, ModelDefinition, Training } from "../../src/aae/parts/model.ts";
import { createPrior } from "../../src/aae/parts/priors.ts";
import { UNLABELLED } from "../../src/data/batches.ts";
import { network } from "../../src/layers/network.ts";
import { halfSquaredError } from "../../src/losses/half-squared-error.ts";
import { loadKernels } from "../../src/node/load-kernels.ts";
import { SGD } from "../../src/optim/sgd.ts";
import {
  doubleKernels,
  type Kernels,
  naiveKernels,
  tensorFrom,
  tsKernels,
} from "../../src/tensor/kernels.ts";
import { type Random, SeededRandom } from "../../src/tensor/random.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { expectConfiguration } from "../../src/training/configuration.ts";

interface Golden {
  readonly shape: number[];
  readonly data: number[];
}
type Weights = Record<string, Golden>;
type Networks = Record<string, Weights | Golden>;
interface GoldenPhase {
  readonly loss: number;
  readonly categoryLoss?: number;
  readonly headsCost?: number;
  readonly grad: Networks;
}
interface GoldenStep {
  readonly x: Golden;
  readonly prior: Golden;
  readonly priorCategories?: number[];
  readonly noise?: Golden;
  readonly labels?: number[];
  readonly reconstruction: GoldenPhase;
  readonly discriminator: GoldenPhase;
  readonly generator: GoldenPhase;
  readonly classification?: GoldenPhase & { readonly x: Golden; readonly labels: number[] };
}
interface Fixture {
  readonly sizes: { batch: number; input: number; hidden: number; style: number; classes: number };
  readonly sgd: Record<string, { learningRate: number; momentum: number }>;
  readonly initial: Networks;
  readonly steps: GoldenStep[];
  readonly final: Networks;
  readonly headDistance?: number;
  readonly headCost?: number;
  /** What the encoder gives in the end with its running statistics: logits of y, and z. */
  readonly evaluation?: { readonly x: Golden; readonly encoder: Golden };
}

/** Each file, the recipe of its model, and the settings that are its own. */
const FILES: readonly (readonly [file: string, recipe: string, settings: object])[] = [
  ["gaussian-posterior", "aae", { posterior: "gaussian" }],
  ["universal-posterior", "aae", { posterior: "universal" }],
  ["labels-in-prior", "labels-in-prior", {}],
  ["semi-supervised", "semi-supervised", {}],
  ["clustering", "clustering", {}],
  ["clustering-batch-normalisation", "clustering", { batchNormalisation: "hidden" }],
  ["dimensionality-reduction", "dimensionality-reduction", {}],
  ["supervised", "supervised", {}],
];

const SETS = [
  { kernels: doubleKernels, tolerance: 1e-10 },
  { kernels: tsKernels, tolerance: 1e-4 },
  { kernels: naiveKernels, tolerance: 1e-4 },
  { kernels: loadKernels("simd").kernels, tolerance: 1e-4 },
];

describe.each(FILES)("%s", (file, recipe, settings) => {
  const fixture: Fixture = JSON.parse(
    readFileSync(new URL(`../fixtures/family/${file}.json`, import.meta.url), "utf8"),
  );

  test.each(SETS)(
    "on $kernels.name agrees with PyTorch to $tolerance",
    ({ kernels, tolerance }) => {
      const { model, training, gradients } = start(fixture, recipe, settings, kernels);
      const expectNear = (what: string, actual: ArrayLike<number>, golden: Golden) => {
        const furthest = golden.data.reduce(
          (most, value, i) => Math.max(most, Math.abs(actual[i] - value)),
          0,
        );
        expect([what, actual.length, furthest <= tolerance ? "near" : furthest]).toEqual([
          what,
          golden.data.length,
          "near",
        ]);
      };

      fixture.steps.forEach((golden, index) => {
        for (const phase of Object.keys(gradients)) gradients[phase].clear();
        const figures = training.step(batchOf(golden, kernels), {
          training: true,
          random: new Replay(golden),
        });
        for (const phase of Object.keys(training.optimizers)) {
          const { loss, categoryLoss = 0, headsCost = 0, grad } = golden[phase as "reconstruction"];
          const whole = loss + categoryLoss + headsCost;
          expect(Math.abs(figures[phase] - whole)).toBeLessThan(tolerance);
          for (const [name, values] of flat(grad)) {
            const found = gradients[phase].get(name);
            expectNear(`step ${index + 1}, ${phase}, ${name}`, found ?? [], values);
          }
        }
      });
      const end = namedTensors(model);
      for (const [name, values] of flat(fixture.final)) {
        expectNear(`final ${name}`, end.get(name)?.data ?? [], values);
      }
    },
  );
});

/** A model with the file's first weights, trained by SGD that keeps every gradient it was given. */
function start(fixture: Fixture, recipe: string, settings: object, kernels: Kernels) {
  const { sizes, sgd, initial, headDistance = 2, headCost = 1 } = fixture;
  const definition = recipes[recipe].model;
  const own: Record<string, object> = {
    clustering: { clusters: sizes.classes },
    "labels-in-prior": { classes: sizes.classes },
    "semi-supervised": { classes: sizes.classes },
    supervised: { classes: sizes.classes },
    "dimensionality-reduction": { classes: sizes.classes, headDistance, headCost },
  };
  const configuration = expectConfiguration({
    ...{ recipe, data: "mnist", seed: 1, ...recipes[recipe].configuration },
    ...{ latent: sizes.style, hidden: [sizes.hidden, sizes.hidden] },
    ...{ discriminatorHidden: [sizes.hidden, sizes.hidden] },
    ...{ output: "sigmoid", reconstructionLoss: "halfSquaredError", batchNormalisation: "none" },
    ...{ inputNoise: 0, inputDropout: 0, discriminatorNoise: 0 },
    ...{ prior: { kind: "gaussian", deviation: 1 } },
    ...own[recipe],
    ...settings,
  });
  const model =
    recipe === "labels-in-prior"
      ? labelled(definition, configuration, fixture, kernels)
      : definition.create(kernels, configuration, sizes.input, new SeededRandom(1));
  const tensors = namedTensors(model);
  for (const [name, { data }] of flat(initial)) tensors.get(name)?.data.set(data);

  const names = new Map([...tensors].map(([name, value]) => [value, name]));
  const gradients: Record<string, Map<string, number[]>> = {};
  const training = definition.train(kernels, model, configuration, (phase, parameters) => {
    gradients[phase] = new Map();
    const optimizer = new SGD(kernels, parameters, sgd[phase]);
    const step = optimizer.step.bind(optimizer);
    optimizer.step = () => {
      for (const { value, grad } of parameters) {
        gradients[phase].set(names.get(value) ?? "", [...grad.data]);
      }
      step();
    };
    return optimizer;
  });
  return { model, training: training as Training, gradients };
}

/** The model for labels in the prior, on a prior of three dimensions that is only given. */
function labelled(
  definition: ModelDefinition,
  configuration: Configuration,
  { sizes }: Fixture,
  kernels: Kernels,
): Model {
  const descriptions = definition.networks(configuration, sizes.input);
  const made = (name: string) => network(kernels, descriptions[name], new SeededRandom(1));
  return new LabelledAutoencoder(
    kernels,
    {
      encoder: made("encoder"),
      decoder: made("decoder"),
      discriminator: made("discriminator"),
    },
    { ...createPrior({ kind: "gaussian", deviation: 1 }, sizes.style), classes: sizes.classes },
    { range: [0, 1], loss: halfSquaredError },
  );
}

function batchOf(
  { x, labels, classification }: GoldenStep,
  kernels: Kernels,
): Parameters<Training["step"]>[0] {
  const tensorOf = ({ data, shape }: Golden) => tensorFrom(kernels, data, ...shape);
  return {
    X: tensorOf(x),
    labels: Int16Array.from(labels ?? new Array(x.shape[0]).fill(UNLABELLED)),
    labelled: classification
      ? { X: tensorOf(classification.x), labels: Int16Array.from(classification.labels) }
      : null,
  };
}

/** Gives out what PyTorch drew: in training the same noise in every forward, and the prior's samples. */
class Replay implements Random {
  readonly #normals: number[];
  readonly #integers: number[];

  /** Noise is drawn by the reconstruction's forward and by the regularisation's, before the prior. */
  constructor({ noise, prior, priorCategories = [] }: GoldenStep) {
    const drawn = noise?.data ?? [];
    this.#normals = [...drawn, ...drawn, ...prior.data].reverse();
    this.#integers = [...priorCategories].reverse();
  }

  normal(): number {
    return this.#normals.pop() ?? Number.NaN;
  }

  integer(): number {
    return this.#integers.pop() ?? Number.NaN;
  }

  uniform(): number {
    throw new Error("Nothing uniform is drawn.");
  }

  shuffle(): void {
    throw new Error("Nothing is shuffled.");
  }
}

/** Every tensor of a model by the name that the files use. */
function namedTensors({ networks }: Model): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const [network, { layers }] of Object.entries(networks)) {
    let dense = -1;
    for (const layer of layers) {
      for (const { name, value } of [...layer.parameters, ...(layer.statistics ?? [])]) {
        if (name === "weight") dense++;
        tensors.set(name === "heads" ? network : `${network}.${dense}.${name}`, value);
      }
    }
  }
  return tensors;
}

/** The tensors of some networks, by names such as `encoder.0.weight`. */
function flat(networks: Networks): [string, Golden][] {
  return Object.entries(networks).flatMap(([network, weights]): [string, Golden][] =>
    isGolden(weights)
      ? [[network, weights]]
      : Object.entries(weights).map(([name, golden]): [string, Golden] => [
          `${network}.${name}`,
          golden,
        ]),
  );
}

function isGolden(value: Weights | Golden): value is Golden {
  return Array.isArray(value.data) && Array.isArray(value.shape);
}
