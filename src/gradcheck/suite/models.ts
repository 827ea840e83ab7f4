/** The phases of an adversarial autoencoder, each as one objective from data to gradient. */

import { ArticleTraining } from "../../aae/article.ts";
import { AdversarialTraining } from "../../aae/basic.ts";
import { GeneratorPhase } from "../../aae/generator-phase.ts";
import { AdversarialAutoencoder, type ModelDescription, PASS } from "../../aae/model.ts";
import { DiscriminatorPhase } from "../../aae/parts/adversary.ts";
import { ReconstructionPhase } from "../../aae/parts/reconstruction.ts";
import { recipes } from "../../aae/recipes.ts";
import { normal } from "../../layers/initializers.ts";
import type { Parameter } from "../../layers/layer.ts";
import { Adam } from "../../optim/adam.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import { doubleKernels, zeros } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";
import { checkDirections, checkObjective, type Objective } from "../check-objective.ts";
import type { CheckResult } from "../result.ts";
import { agree, type Check, derivatives, values } from "./check.ts";
import { uniformTensor } from "./data.ts";

/** An optimiser that leaves everything where it is, so that a phase only computes. */
const still: Optimizer = { learningRate: 0, steps: 0, parameters: [], memory: {}, step() {} };

/** The same for a training that makes its own optimisers. */
const STILL_RATE = { learningRate: 0 };

const base: ModelDescription = {
  pixels: 11,
  latent: 3,
  hidden: [9],
  discriminatorHidden: [7],
  output: "tanh",
  judgement: "logit",
  prior: { kind: "gaussian", deviation: 1 },
};

/** Networks of many forms, and the batch that each is checked with. */
const MODELS: readonly (readonly [label: string, batch: number, description: ModelDescription])[] =
  [
    ["tanh", 5, base],
    ["sigmoid", 4, { ...base, output: "sigmoid" }],
    ["batch 1", 1, base],
    ["width 1", 3, { ...base, pixels: 1, latent: 1, hidden: [1], discriminatorHidden: [1] }],
    ["shallow", 3, { ...base, hidden: [], discriminatorHidden: [] }],
    ["deep", 3, { ...base, hidden: [7, 5], discriminatorHidden: [6, 5, 3] }],
    ["wide", 3, { ...base, pixels: 64, latent: 5, hidden: [33], discriminatorHidden: [29] }],
    [
      "mixture",
      6,
      {
        ...base,
        latent: 2,
        prior: { kind: "mixture", radius: 4, radialDeviation: 1, tangentialDeviation: 0.3 },
      },
    ],
  ];

/** A phase as an objective, with the parameters that it is minimised over. */
type Phase = (setting: Setting) => {
  readonly objective: Objective;
  readonly parameters: readonly Parameter[];
};

const reconstruction: Phase = ({ model, X }) => {
  const phase = new ReconstructionPhase(doubleKernels, model, still);
  return { objective: () => phase.run(X), parameters: named(model, "encoder", "decoder") };
};

const discriminator: Phase = ({ model, X, P }) => {
  const phase = new DiscriminatorPhase(doubleKernels, model, still);
  const Z = copy(model.encode(X));
  return { objective: () => phase.run(P, Z).loss, parameters: named(model, "discriminator") };
};

const generator: Phase = ({ model, X }) => {
  const phase = new GeneratorPhase(doubleKernels, model, still);
  return { objective: () => phase.run(model.encode(X)), parameters: named(model, "encoder") };
};

export const phases: readonly Check[] = [
  inEveryModel("reconstruction: d/d(encoder, decoder)", [ReconstructionPhase], reconstruction),
  inEveryModel("discriminator: d/d(discriminator)", [DiscriminatorPhase], discriminator),
  inEveryModel("generator: d/d(encoder), through D", [GeneratorPhase], generator),
  derivatives("article: d/d(encoder, decoder)", [ArticleTraining], () => [
    ["reconstruction", checkArticle("reconstruction")],
  ]),
  derivatives("article: d/d(discriminator)", [ArticleTraining], () => [
    ["codes 1, prior 0", checkArticle("discriminator")],
  ]),
  values(
    "each phase's loss, by its formula",
    [ReconstructionPhase, DiscriminatorPhase, GeneratorPhase, ArticleTraining],
    lossesByFormula,
  ),
  values(
    "each phase starts at zero",
    [ReconstructionPhase, DiscriminatorPhase, GeneratorPhase],
    () => [reconstruction, discriminator, generator].flatMap(startsAtZero),
  ),
  values(
    "each phase leaves the rest alone",
    [ReconstructionPhase, DiscriminatorPhase, GeneratorPhase],
    () => [
      ...untouched("reconstruction", ["discriminator"]),
      ...untouched("discriminator", ["encoder", "decoder"]),
      ...untouched("generator", ["decoder", "discriminator"]),
    ],
  ),
  values("each optimiser moves its own alone", [AdversarialTraining], () => [
    ...moved("reconstruction", ["encoder", "decoder"]),
    ...moved("discriminator", ["discriminator"]),
    ...moved("generator", ["encoder"]),
  ]),
  values("a step is the three phases in order", [AdversarialTraining], stepIsThreePhases),
];

/** The networks of the default recipe, along random directions. */
export const fullSize: readonly Check[] = [
  alongDirections("full size: reconstruction", [ReconstructionPhase], reconstruction),
  alongDirections("full size: discriminator", [DiscriminatorPhase], discriminator),
  alongDirections("full size: generator", [GeneratorPhase], generator),
];

function inEveryModel(name: string, covers: readonly unknown[], phase: Phase): Check {
  return derivatives(name, covers, () =>
    MODELS.map(([label, batch, description]): [string, CheckResult] => {
      const { objective, parameters } = phase(setting(description, batch));
      return [label, checkObjective(objective, parameters)];
    }),
  );
}

function alongDirections(name: string, covers: readonly unknown[], phase: Phase): Check {
  const { latent, hidden, discriminatorHidden, output, prior } = recipes.aae;
  const description: ModelDescription = {
    pixels: 784,
    latent,
    hidden,
    discriminatorHidden,
    output,
    prior,
    judgement: "logit",
  };
  return derivatives(name, covers, () => {
    const { objective, parameters } = phase(setting(description, 4));
    return [["along", checkDirections(objective, parameters, { directions: 10 })]];
  });
}

/** A model and data for it. */
interface Setting {
  readonly model: AdversarialAutoencoder;
  /** Images. */
  readonly X: Tensor;
  /** Samples of the prior. */
  readonly P: Tensor;
}

/** Everything in double precision; the biases are not 0, as they would not be after a while. */
function setting(description: ModelDescription, batch: number): Setting {
  const random = new SeededRandom("phases");
  const model = new AdversarialAutoencoder(doubleKernels, description, random);
  for (const { name, value } of named(model, "encoder", "decoder", "discriminator")) {
    if (name.endsWith("bias")) normal(0.3)(value, random);
  }
  const X = uniformTensor(
    batch,
    description.pixels,
    "images",
    description.output === "tanh" ? -1 : 0,
    1,
  );
  const P = zeros(doubleKernels, batch, description.latent);
  model.prior.sample(P, random);
  return { model, X, P };
}

type Part = "encoder" | "decoder" | "discriminator";

/** The parameters of some networks, with names such as `encoder.0.weight`. */
function named(model: AdversarialAutoencoder, ...parts: Part[]): Parameter[] {
  return model.namedParameters
    .filter(([name]) => parts.some((part) => name.startsWith(`${part}.`)))
    .map(([name, { value, grad }]) => ({ name, value, grad }));
}

function copy(X: Tensor): Tensor {
  return tensor(X.data.slice(), ...X.shape);
}

/**
 * The article's step updates the discriminator twice, and only the second gradient is left in
 * `grad`. But with a learning rate of 0 nothing moves, and Adam's first moment remembers both: after
 * two steps it is β₁·(1 − β₁)·g₁ + (1 − β₁)·g₂, the gradient of the same mixture of the two losses.
 */
function checkArticle(phase: "reconstruction" | "discriminator"): CheckResult {
  const { model, X } = setting({ ...base, judgement: "probability" }, 4);
  const beta1 = 0.5;
  const parameters =
    phase === "reconstruction" ? named(model, "encoder", "decoder") : named(model, "discriminator");
  const objective = () => {
    const training = new ArticleTraining(doubleKernels, model, new SeededRandom("prior"), {
      ...STILL_RATE,
      beta1,
    });
    const result = training.step(X);
    if (phase === "reconstruction") return result.reconstruction;
    parameters.forEach(({ grad }, k) => {
      grad.data.set(training.optimizers.discriminator.memory.m[k].data);
    });
    const sum = training.means.discriminator.sum;
    const first = 2 * result.discriminator - sum / 2; // the step gives ½·(first + sum/2)
    return beta1 * (1 - beta1) * first + (1 - beta1) * (sum - first);
  };
  return checkObjective(objective, parameters);
}

/** The losses as the phases' first comments have them, term by term. */
function lossesByFormula() {
  const { model, X, P } = setting(base, 4);
  const mean = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0) / terms.length;
  const probabilities = (codes: Tensor) =>
    [...model.discriminator.forward(codes, PASS).data].map((logit) => 1 / (1 + Math.exp(-logit)));
  const surprise = (D: readonly number[], label: 0 | 1) =>
    mean(D.map((p) => -Math.log(label === 1 ? p : 1 - p)));

  const R = model.reconstruct(X);
  const error = mean([...X.data].map((x, i) => (R.data[i] - x) ** 2));
  const Z = copy(model.encode(X));
  const real = probabilities(P);
  const fake = probabilities(Z);
  const right = [...real.map((p) => p > 0.5), ...fake.map((p) => p <= 0.5)].map(Number);
  const found = new DiscriminatorPhase(doubleKernels, model, still).run(P, Z);

  const asked = setting({ ...base, judgement: "probability" }, 4);
  const article = new ArticleTraining(
    doubleKernels,
    asked.model,
    new SeededRandom("prior"),
    STILL_RATE,
  );
  const step = article.step(asked.X); // ½·(first + the mean of both)
  const samples = copy(asked.P);
  asked.model.prior.sample(samples, new SeededRandom("prior"));
  const judged = (codes: Tensor) => [...asked.model.discriminator.forward(codes, PASS).data];
  const first = surprise(judged(copy(asked.model.encode(asked.X))), 1);
  const second = surprise(judged(samples), 0);

  return [
    agree("reconstruction", [new ReconstructionPhase(doubleKernels, model, still).run(X)], [error]),
    agree("discriminator", [found.loss], [(surprise(real, 1) + surprise(fake, 0)) / 2]),
    agree("accuracy", [found.accuracy], [mean(right)]),
    agree(
      "generator",
      [new GeneratorPhase(doubleKernels, model, still).run(model.encode(X))],
      [surprise(fake, 1)],
    ),
    agree("article", [step.discriminator], [(first + (first + second) / 2) / 2]),
  ];
}

/** A phase run on gradients that are not 0, against the same on gradients that are. */
function startsAtZero(phase: Phase) {
  const { objective, parameters } = phase(setting(base, 4));
  for (const { grad } of parameters) grad.data.fill(0);
  objective();
  const expected = parameters.map(({ grad }) => grad.data.slice());
  objective();
  return parameters.map(({ name, grad }, k) => agree(name, grad.data, expected[k]));
}

/** Runs one phase with an Adam on every parameter that it may change, and looks at all others. */
function untouched(
  phase: "reconstruction" | "discriminator" | "generator",
  others: readonly Part[],
) {
  const { model, X, P } = setting(base, 4);
  const Z = copy(model.encode(X));
  const rest = named(model, ...others);
  for (const { grad } of rest) grad.data.fill(0.25);
  const before = rest.map(({ value }) => value.data.slice());

  if (phase === "reconstruction")
    new ReconstructionPhase(doubleKernels, model, adam(model, "encoder", "decoder")).run(X);
  if (phase === "discriminator")
    new DiscriminatorPhase(doubleKernels, model, adam(model, "discriminator")).run(P, Z);
  if (phase === "generator")
    new GeneratorPhase(doubleKernels, model, adam(model, "encoder")).run(model.encode(X));

  return rest.flatMap(({ name, value, grad }, k) => [
    agree(`${phase}: ${name}`, value.data, before[k], { tolerance: 0 }),
    agree(`${phase}: ${name}.grad`, grad.data, new Float64Array(grad.size).fill(0.25), {
      tolerance: 0,
    }),
  ]);
}

function adam(model: AdversarialAutoencoder, ...parts: Part[]): Adam {
  return new Adam(doubleKernels, named(model, ...parts), { learningRate: 0.01 });
}

/** Lets one optimiser of a whole step work and holds the others still: whose weights move? */
function moved(phase: keyof AdversarialTraining["optimizers"], expected: readonly Part[]) {
  const { model, X } = setting(base, 4);
  const training = new AdversarialTraining(doubleKernels, model, new SeededRandom("prior"), {
    learningRate: 0,
  });
  training.optimizers[phase].learningRate = 0.01;
  const all = named(model, "encoder", "decoder", "discriminator");
  const before = all.map(({ value }) => value.data.slice());
  training.step(X);
  return all.map(({ name, value }, k) => {
    const moves = value.data.some((w, i) => w !== before[k][i]);
    const should = expected.some((part) => name.startsWith(`${part}.`));
    return agree(`${phase} moves ${name}`, [Number(moves)], [Number(should)]);
  });
}

/** Two whole steps, against the phases run by hand, each on what the one before has left. */
function stepIsThreePhases() {
  const options = { learningRate: 0.01, beta1: 0.5 };
  const one = setting(base, 4);
  const training = new AdversarialTraining(
    doubleKernels,
    one.model,
    new SeededRandom("prior"),
    options,
  );
  const results = [training.step(one.X), training.step(one.X)];

  const { model, X, P } = setting(base, 4);
  const random = new SeededRandom("prior");
  const adams = {
    reconstruction: ["encoder", "decoder"],
    discriminator: ["discriminator"],
    generator: ["encoder"],
  } as const;
  const first = new ReconstructionPhase(
    doubleKernels,
    model,
    new Adam(doubleKernels, named(model, ...adams.reconstruction), options),
  );
  const second = new DiscriminatorPhase(
    doubleKernels,
    model,
    new Adam(doubleKernels, named(model, ...adams.discriminator), options),
  );
  const third = new GeneratorPhase(
    doubleKernels,
    model,
    new Adam(doubleKernels, named(model, ...adams.generator), options),
  );
  const expected = [1, 2].map(() => {
    const reconstruction = first.run(X);
    model.prior.sample(P, random);
    const { loss, accuracy } = second.run(P, copy(model.encode(X)));
    const generator = third.run(model.encode(X));
    return [reconstruction, loss, generator, accuracy];
  });

  const all = named(model, "encoder", "decoder", "discriminator");
  return [
    ...results.map(({ reconstruction, discriminator, generator, accuracy }, k) =>
      agree(
        `losses of step ${k + 1}`,
        [reconstruction, discriminator, generator ?? Number.NaN, accuracy],
        expected[k],
      ),
    ),
    ...named(one.model, "encoder", "decoder", "discriminator").map(({ name, value }, k) =>
      agree(name, value.data, all[k].value.data),
    ),
  ];
}
