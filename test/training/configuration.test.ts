import { describe, expect, test } from "vitest";
import { basic } from "../../src/aae/basic.ts";
import { recipes } from "../../src/aae/index.ts";
import { optimizerOf, RUN_DEFAULTS } from "../../src/aae/parts/configuration.ts";
import { PRIORS } from "../../src/aae/parts/priors.ts";
import { network, tensorShapesOf } from "../../src/layers/network.ts";
import { sigmoid } from "../../src/layers/sigmoid.ts";
import { tanh } from "../../src/layers/tanh.ts";
import { adam, sgd } from "../../src/optim/description.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { configure, configureAgain } from "../../src/training/configuration.ts";
import { defaultOptions } from "../../src/training/overrides.ts";
import { isEqual } from "../../src/training/settings.ts";

const set = (...texts: string[]) => configure("aae", { set: texts });
const rates = (configuration: ReturnType<typeof configure>) =>
  recipes[configuration.recipe].model.phases.map(
    (phase) => optimizerOf(configuration, phase).learningRate,
  );

describe("a recipe", () => {
  test.each(Object.keys(recipes))("%s is the configuration, without options", (name) => {
    expect(configure(name, {})).toEqual({
      ...{ recipe: name, ...RUN_DEFAULTS },
      ...recipes[name].configuration,
    });
  });

  test("by default has two hidden layers, with batch normalisation in the encoder", () => {
    const aae = configure("aae", {});
    expect(aae).toMatchObject({
      latent: 10,
      hidden: [512, 512],
      discriminatorHidden: [512, 512],
      output: "tanh",
      prior: PRIORS.gaussian,
    });
    const { encoder, decoder, discriminator } = basic.networks(basic.schema.parse(aae), 784);
    expect(encoder).toMatchObject({ widths: [784, 512, 512, 10], batchNormalisation: "hidden" });
    expect(decoder).toMatchObject({ widths: [10, 512, 512, 784], output: tanh });
    expect(discriminator).toMatchObject({ widths: [10, 512, 512, 1] });
    expect(discriminator).not.toHaveProperty("output");
  });

  test("has the article's networks and constants for the article's recipe", () => {
    const article = configure("article", {});
    for (const phase of recipes.article.model.phases) {
      expect(optimizerOf(article, phase)).toMatchObject({
        learningRate: 2e-4,
        beta1: 0.5,
        beta2: 0.999,
        epsilon: 1e-7,
      });
    }
    expect(article.batchSize).toBe(128);
    expect(article.length).toEqual({ steps: 500 });
    const own = recipes.article.model.networks(article, 784);
    expect(own.encoder).toMatchObject({ widths: [784, 512, 10] });
    expect(own.decoder).toMatchObject({ widths: [10, 512, 784], output: tanh });
    expect(own.discriminator).toMatchObject({ widths: [10, 512, 1], output: sigmoid });
  });

  test.each(Object.keys(recipes))("%s has what its options say", (recipe) => {
    const words = defaultOptions(recipe).split(/ (?=--)/);
    const options = Object.fromEntries(words.map((word) => word.slice(2).split(" ")));
    expect(recipes[recipe].configuration).toMatchObject({
      length: options.epochs ? { epochs: +options.epochs } : { steps: +options.steps },
      batchSize: +options["batch-size"],
      latent: +options.latent,
      hidden: options.hidden.split(",").map(Number),
      reconstruction: { learningRate: +options["learning-rate"] },
      prior: { kind: options.prior.split(":")[0] },
    });
    expect("labels" in options).toBe("labels" in recipes[recipe].configuration);
  });

  test("of an unknown name is refused with those that there are", () => {
    for (const name of ["cake", "__proto__", "toString"]) {
      expect(() => configure(name, {})).toThrow(
        `There is no recipe "${name}"; choose one of ${Object.keys(recipes).join(", ")}.`,
      );
    }
  });
});

describe("options", () => {
  test("win over the recipe", () => {
    const configuration = configure("aae", {
      data: "folder",
      seed: 7,
      steps: 12,
      batchSize: 32,
      validation: 100,
      learningRate: 0.5,
      latent: 2,
      hidden: [64, 32],
      prior: { kind: "mixture" },
    });
    expect(configuration).toMatchObject({
      data: "folder",
      seed: 7,
      length: { steps: 12 },
      batchSize: 32,
      validation: 100,
      reconstruction: { learningRate: 0.5, beta1: 0.5 },
      latent: 2,
      hidden: [64, 32],
      discriminatorHidden: [64, 32],
      prior: PRIORS.mixture,
    });
  });

  test("that contradict each other are refused", () => {
    expect(() => configure("aae", { epochs: 1, steps: 2 })).toThrow(
      "Both --epochs 1 and --steps 2 are given; a run has one length, so give one of them.",
    );
  });

  test("--learning-rate is the reconstruction's, and the other phases keep their proportion", () => {
    expect(rates(configure("aae", {}))).toEqual([0.002, 0.001, 0.002]);
    expect(rates(configure("aae", { learningRate: 0.02 }))).toEqual([0.02, 0.01, 0.02]);
    expect(rates(configure("article", { learningRate: 0.3 }))).toEqual([0.3, 0.3]);
    const [, discriminator, generator] = rates(
      configure("aae", { learningRate: 0.004 }, { generator: adam({ learningRate: 0.0005 }) }),
    );
    expect(discriminator).toBeCloseTo(0.002, 15);
    expect(generator).toBeCloseTo(0.001, 15);
  });

  test("--learning-rate and --set of one phase leave the other phases of every recipe as they are", () => {
    for (const [recipe, { model, configuration }] of Object.entries(recipes)) {
      const before = rates(configure(recipe, {}));
      const halved = rates(configure(recipe, { learningRate: before[0] / 2 }));
      expect(halved).toEqual(before.map((rate) => rate / 2));
      for (const [index, phase] of model.phases.entries()) {
        const set = [`${phase}.learningRate=0.125`, `${phase}.clipNorm=7`];
        const changed = configure(recipe, { set });
        expect(rates(changed)).toEqual(before.with(index, 0.125));
        for (const other of model.phases) {
          expect(optimizerOf(changed, other).clipNorm).toBe(other === phase ? 7 : null);
        }
      }
      expect(recipes[recipe].configuration).toBe(configuration);
      expect(rates(configure(recipe, {}))).toEqual(before);
    }
  });

  test("a setting wins over --learning-rate", () => {
    const options = { learningRate: 0.02, set: ["generator.learningRate=0.5"] };
    expect(rates(configure("aae", options))).toEqual([0.02, 0.01, 0.5]);
  });

  test("--clip-norm is for every phase", () => {
    for (const recipe of ["aae", "article"]) {
      const configuration = configure(recipe, { clipNorm: 3 });
      for (const phase of recipes[recipe].model.phases) {
        expect(optimizerOf(configuration, phase).clipNorm).toBe(3);
      }
    }
  });

  test("--prior keeps the recipe's settings for a prior of the same kind", () => {
    const prior = (recipe: string, asked: { kind: string; deviation?: number }) =>
      (configure(recipe, { latent: 2, prior: asked }) as unknown as { prior: unknown }).prior;
    expect(prior("aae", { kind: "gaussian" })).toEqual({ kind: "gaussian", deviation: 3 });
    expect(prior("latent2d", { kind: "gaussian" })).toEqual({ kind: "gaussian", deviation: 5 });
    expect(prior("article", { kind: "gaussian" })).toEqual({ kind: "gaussian", deviation: 1 });
    expect(prior("latent2d", { kind: "gaussian", deviation: 2 })).toEqual({
      ...{ kind: "gaussian", deviation: 2 },
    });
    expect(prior("latent2d", { kind: "mixture" })).toEqual(PRIORS.mixture);
  });

  test("a mixture in other than two dimensions is refused before anything is trained", () => {
    const configuration = configure("aae", { prior: { kind: "mixture" } });
    expect(() =>
      recipes.aae.model.create(tsKernels, configuration, 784, new SeededRandom(1)),
    ).toThrow("the latent size is 10; add --latent 2");
  });
});

describe("--set", () => {
  test.each([
    [["latent=3"], { latent: 3 }],
    [["data=my folder"], { data: "my folder" }],
    [["data=a=b"], { data: "a=b" }],
    [["hidden=[64,32]"], { hidden: [64, 32], discriminatorHidden: [512, 512] }],
    [["hidden=[]"], { hidden: [] }],
    [["activation=leakyRelu", "output=sigmoid"], { activation: "leakyRelu", output: "sigmoid" }],
    [["initializer=he"], { initializer: "he" }],
    [['initializer={"deviation":0.01}'], { initializer: { deviation: 0.01 } }],
    [["prior.deviation=0.5"], { prior: { kind: "gaussian", deviation: 0.5 } }],
    [["discriminator.learningRate=0.001"], { discriminator: { learningRate: 0.001, beta1: 0.5 } }],
    [["generator.warmUp=10"], { generator: { warmUp: 10 }, reconstruction: { warmUp: 0 } }],
    [["length.epochs=3"], { length: { epochs: 3 } }],
    [['length={"steps":3}'], { length: { steps: 3 } }],
    [["seed=3", "seed=4"], { seed: 4 }],
    [
      [`reconstruction=${JSON.stringify(sgd({ learningRate: 0.01, momentum: 0.9 }))}`],
      { reconstruction: { kind: "sgd", momentum: 0.9 } },
    ],
    [
      ['reconstruction.milestones=[{"epoch":50,"factor":0.1},{"share":1,"factor":2}]'],
      {
        reconstruction: {
          milestones: [
            { epoch: 50, factor: 0.1 },
            { share: 1, factor: 2 },
          ],
        },
      },
    ],
  ])("%j", (texts, expected) => {
    const configuration = set(...texts);
    expect(configuration).toMatchObject(expected);
    expect(Object.keys(configuration)).toEqual(Object.keys(configure("aae", {})));
  });

  test("changes no recipe", () => {
    const before = structuredClone(recipes.aae.configuration);
    set("discriminator.learningRate=7", "hidden=[1]", "prior.deviation=9");
    expect(recipes.aae.configuration).toEqual(before);
  });

  const KEYS = `${["recipe", ...Object.keys(RUN_DEFAULTS)].join(", ")}, batchSize, length, validation, `;
  test.each([
    ["depth=3", `There is no setting "depth"; choose one of ${KEYS}`],
    [
      "discriminater.learningRate=1",
      `no setting "discriminater.learningRate"; the nearest is discriminator; choose one of ${KEYS}`,
    ],
    ["discriminator.rate=1", 'no setting "discriminator.rate"; choose one of kind, beta1, beta2, '],
    ["prior.radius=1", 'There is no setting "prior.radius"; choose one of kind, deviation.'],
    ["seed.x=1", 'There is no setting "seed.x"; choose one of recipe, '],
    ["__proto__=1", 'There is no setting "__proto__"; choose one of recipe, '],
    ["__proto__.x=1", 'There is no setting "__proto__.x"; choose one of recipe, '],
    ["constructor.name=x", 'There is no setting "constructor.name"; choose one of recipe, '],
    ["hidden.2=8", 'There is no setting "hidden.2"; choose one of 0, 1.'],
    ["latent=two", 'The setting latent is "two", but it must be '],
    ["latent=1.5", "The setting latent is 1.5, but it must be a whole number;"],
    ["latent=", 'The setting latent is "", but it must be '],
    ["latent=0", "The setting latent is 0, but it must be at least 1; choose another value."],
    ["latent=1025", "The setting latent is 1025, but it must be "],
    ["seed=-1", "The setting seed is -1, but it must be "],
    ["hidden=512", "The setting hidden is 512, but it must be "],
    ['hidden=[8,"8"]', 'The setting hidden.1 is "8", but it must be '],
    ["output=relu", 'The setting output is "relu", but it must be "tanh", "sigmoid" or "linear";'],
    ["initializer=glorott", 'The setting initializer is "glorott", but it must be '],
    ["prior=mixture", 'The setting prior is "mixture", but it must be '],
    ["prior.kind=pareto", 'The setting prior.kind is "pareto", but it must be '],
    ["prior.kind=uniform", "The setting prior.extent is missing; give it a value."],
    ["prior.deviation=-2", "The setting prior.deviation is -2, but it must be "],
    ["length.epochs=0", "The setting length.epochs is 0, but it must be "],
    [
      'length={"epochs":1,"steps":2}',
      'The setting length is {"epochs":1,"steps":2}, but it must be an object without "steps" or ',
    ],
    ["generator.learningRate=0", "The setting generator.learningRate is 0, but it must be "],
    [
      "generator.learningRate=1e999",
      "The setting generator.learningRate is Infinity, but it must be a finite number;",
    ],
    ["generator.beta1=1", "The setting generator.beta1 is 1, but it must be "],
    ["generator.clipNorm=0", "The setting generator.clipNorm is 0, but it must be "],
    ['generator={"kind":"sgd"}', "The setting generator.learningRate is missing; give it a value."],
    ["generator.kind=sgd", "The setting generator.momentum is missing; give it a value."],
    ['generator.milestones=[{"epoch":1}]', "The setting generator.milestones.0 is "],
    [
      "recipe=article",
      "--set recipe=article cannot change the recipe that the settings begin with",
    ],
    ["latent", "--set latent has no form that is known; write NAME=VALUE, such as "],
    ["=3", "--set =3 has no form that is known; write NAME=VALUE, such as "],
  ])("%s is refused", (text, message) => {
    expect(() => set(text)).toThrow(message);
    expect(() => set(text)).toThrow(/^[^\n]{20,500}\.$/);
  });

  test.each([101, 4000, 9999])(
    "of %i brackets is refused, and not repeated without end",
    (count) => {
      const brackets = "[".repeat(count) + "]".repeat(count);
      expect(() => set(`seed=${brackets}`)).toThrow(
        /^The setting seed is "\[+\]*["…], but it must be a finite number;/,
      );
      expect(() => set(`seed=${brackets}`)).toThrow(/^.{1,650}$/);
    },
  );

  test("of the phase of another model is refused", () => {
    expect(() => configure("article", { set: ["generator.learningRate=1"] })).toThrow(
      'There is no setting "generator.learningRate"',
    );
  });
});

describe("settings to begin with", () => {
  test("stand in place of the recipe's, and options win over them", () => {
    const begin = { ...configure("aae", { seed: 9, latent: 3 }), hidden: [7] };
    const configuration = configure("aae", { latent: 4 }, { ...begin });
    expect(configuration).toEqual({ ...begin, latent: 4 });
  });

  test("may be a few", () => {
    expect(configure("aae", {}, { seed: 5 })).toEqual({ ...configure("aae", {}), seed: 5 });
  });

  test("are for the recipe that is asked for", () => {
    const {
      generator: _,
      posterior: __,
      ...begin
    } = basic.schema.parse(configure("aae", { seed: 9 }));
    expect(configure("article", {}, begin)).toMatchObject({ recipe: "article", seed: 9 });
    expect(() => configure("article", {}, { ...configure("aae", {}) })).toThrow(
      'There is no setting "posterior"; choose one of ',
    );
  });

  test.each([
    [{ depth: 3 }, 'There is no setting "depth"; choose one of recipe, '],
    [{ latent: "10" }, 'The setting latent is "10", but it must be '],
    [{ seed: Number.NaN }, "The setting seed is NaN, but it must be "],
    [{ reconstruction: null }, "The setting reconstruction is null, but it must be "],
    [{ reconstruction: {} }, "The setting reconstruction.kind is missing; give it a value."],
  ])("%j is refused", (settings, message) => {
    expect(() => configure("aae", {}, settings)).toThrow(message);
  });

  test("that have no place for an option are refused", () => {
    expect(() => configure("aae", { learningRate: 1 }, { reconstruction: 3 })).toThrow(
      'There is no setting "reconstruction.learningRate"',
    );
  });
});

describe("a run that goes on", () => {
  const recorded = configure("aae", { seed: 3, epochs: 2, learningRate: 0.003 });

  test("may become longer, and may find its images elsewhere", () => {
    expect(configureAgain(recorded, {})).toEqual(recorded);
    expect(configureAgain(recorded, { epochs: 5, data: "elsewhere" })).toEqual({
      ...recorded,
      ...{ length: { epochs: 5 }, data: "elsewhere" },
    });
    expect(configureAgain(recorded, { steps: 500 }).length).toEqual({ steps: 500 });
  });

  test("may be given what it has", () => {
    const same = {
      ...{ seed: 3, learningRate: 0.003, latent: 10, hidden: [512, 512], validation: 0 },
      ...{ prior: { kind: "gaussian" }, set: ["seed=3", "generator.warmUp=0"] },
    };
    expect(configureAgain(recorded, same)).toEqual(recorded);
  });

  test("has the very learning rates that it had, whatever their proportion", () => {
    for (let own = 1; own < 40; own++) {
      const odd = configure("aae", { set: [`generator.learningRate=${own / 1000}`] });
      expect(configureAgain(odd, { learningRate: 0.002 })).toEqual(odd);
      const other = configure("aae", { learningRate: own / 900 }, { ...odd });
      expect(configureAgain(other, { learningRate: own / 900 })).toEqual(other);
    }
  });

  test.each([
    [{ seed: 4 }, "--seed asks for 4, but the run was started with 3; do not give it"],
    [{ learningRate: 0.1 }, "--learning-rate asks for 0.1, but the run was started with 0.003"],
    [{ clipNorm: 1 }, "--clip-norm asks for 1, but the run was started with null"],
    [{ validation: 9 }, "--validation asks for 9, but the run was started with 0"],
    [
      { set: ["generator.beta1=0.1", "seed=3"] },
      '--set asks for ["generator.beta1=0.1","seed=3"], but the run was started with ["generator.beta1=0.5","seed=3"]',
    ],
    [{ set: ["depth=3"] }, 'There is no setting "depth"'],
    [{ epochs: 5, steps: 9 }, "give one of them"],
  ])("is refused with %j", (options, message) => {
    expect(() => configureAgain(recorded, options)).toThrow(message);
  });
});

test("what a configuration describes can be built", () => {
  for (const [name, { model }] of Object.entries(recipes)) {
    const configuration = configure(name, {});
    for (const description of Object.values(model.networks(configuration, 20))) {
      const { parameters, statistics } = network(tsKernels, description, new SeededRandom(1));
      const built = [...parameters, ...statistics].map(({ name, value }) => [name, value.shape]);
      expect(Object.fromEntries(built)).toEqual(Object.fromEntries(tensorShapesOf(description)));
    }
  }
});

test("values of JSON are equal whatever the order of their keys, and only then", () => {
  const value = { a: 1, b: [1, { c: null }], d: {} };
  expect(isEqual(value, { d: {}, b: [1, { c: null }], a: 1 })).toBe(true);
  for (const other of [
    { ...value, a: "1" },
    { ...value, b: [{ c: null }, 1] },
    { ...value, d: [] },
    { ...value, d: null },
    { ...value, e: undefined },
    { a: 1, b: [1, { c: null }] },
    { a: 1, b: [1, { c: null }], toString: {} },
    null,
  ]) {
    expect(isEqual(value, other)).toBe(false);
    expect(isEqual(other, value)).toBe(false);
  }
});
