/** What a model gives, put together by hand from the formulas. */
import { AdversarialTraining, basic } from "../../aae/basic.ts";
import { reconstruct } from "../../aae/parts/use.ts";
import { UNLABELLED } from "../../data/batches.ts";
import { Adam } from "../../optim/adam.ts";
import { doubleKernels, zeros } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";
import { agree } from "./check.ts";
import { ARTICLE, BASIC, FAMILY, setting } from "./models.ts";
import { namedParameters, type Setting, settingOf, step } from "./phases.ts";

/** The losses, term by term, as the comments above the phases write them. */
export function lossesByFormula() {
  const mean = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0) / terms.length;
  const surprise = (D: readonly number[], label: 0 | 1) =>
    mean(D.map((p) => -Math.log(label === 1 ? p : 1 - p)));
  const judge = ({ model, batch }: Setting, output: (value: number) => number) => {
    const pass = { training: false, random: new SeededRandom("unused") };
    const { discriminator } = model.networks;
    const P = zeros(doubleKernels, batch.X.shape[0], model.prior.latent);
    model.prior.sample(P, new SeededRandom("step"));
    const Z = copy(model.style(batch.X));
    const on = (codes: Tensor) => [...discriminator.forward(codes, pass).data].map(output);
    return { real: on(P), fake: on(Z), accuracy: model.accuracy(P, Z) };
  };

  const it = setting(BASIC[0]);
  const { X } = it.batch;
  const { real, fake, accuracy } = judge(it, (logit) => 1 / (1 + Math.exp(-logit)));
  const R = reconstruct(it.model, X);
  const error = mean([...X.data].map((x, i) => (R.data[i] - x) ** 2));
  const correct = [...real.map((p) => p > 0.5), ...fake.map((p) => p <= 0.5)].map(Number);
  const found = step(it);

  const asked = setting(ARTICLE);
  const judged = judge(asked, (probability) => probability);
  const [first, second] = [surprise(judged.fake, 1), surprise(judged.real, 0)];
  const [onCodes, onPrior] = [
    mean(judged.fake.map((p) => Number(p > 0.5))),
    mean(judged.real.map((p) => Number(p <= 0.5))),
  ];
  const article = step(asked); // ½·(first + the mean of both)

  return [
    agree("reconstruction", [found.reconstruction], [error]),
    agree("discriminator", [found.discriminator], [(surprise(real, 1) + surprise(fake, 0)) / 2]),
    agree("accuracy", [found.accuracy], [mean(correct)]),
    agree("the model's accuracy", [accuracy], [mean(correct)]),
    agree("generator", [found.generator], [surprise(fake, 1)]),
    agree("article", [article.discriminator], [(first + (first + second) / 2) / 2]),
    agree("article's accuracy", [judged.accuracy], [(onCodes + onPrior) / 2]),
    agree("article's mean", [article.accuracy], [(onCodes + (onCodes + onPrior) / 2) / 2]),
  ];
}

/** The losses on [code | one-hot of the label], put together by hand. */
export function labelsByFormula() {
  const model = FAMILY.find(({ label }) => label === "labels in the prior");
  if (model === undefined) throw new Error("There is no such model.");
  const it = setting(model);
  const { X } = it.batch;
  const labels = it.batch.labels.fill(UNLABELLED, 4); // two of six bear no label
  const { discriminator } = it.model.networks;
  const P = zeros(doubleKernels, X.shape[0], 2);
  it.model.prior.sample(P, new SeededRandom("step"), labels);
  const Z = copy(it.model.style(X));
  const logits = (codes: Tensor) => {
    const rows = Array.from(labels, (label, row) => {
      const oneHot = [0, 0, 0, 0, 0];
      oneHot[label === UNLABELLED ? 4 : label] = 1;
      return [codes.get(row, 0), codes.get(row, 1), ...oneHot];
    });
    const both = tensor(Float64Array.from(rows.flat()), rows.length, 7);
    const pass = { training: false, random: new SeededRandom("unused") };
    return [...discriminator.forward(both, pass).data];
  };
  const mean = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0) / terms.length;
  const surprise = (values: readonly number[], sign: number) =>
    mean(values.map((logit) => Math.log(1 + Math.exp(-sign * logit))));
  const [real, fake] = [logits(P), logits(Z)];
  const found = step(it);
  return [
    agree("discriminator", [found.discriminator], [(surprise(real, 1) + surprise(fake, -1)) / 2]),
    agree("generator", [found.generator], [surprise(fake, 1)]),
  ];
}

/** Two whole steps, against the phases run by hand, each on what the one before has left. */
export function stepIsThreePhases() {
  const start = () => {
    const { configuration, inputs, rows } = BASIC[0];
    const { model, batch } = settingOf(basic, configuration, inputs, rows);
    const training = basic.train(
      doubleKernels,
      model as Parameters<typeof basic.train>[1],
      configuration as Parameters<typeof basic.train>[2],
      (_, parameters) => new Adam(doubleKernels, parameters, { learningRate: 0.01, beta1: 0.5 }),
    );
    if (!(training instanceof AdversarialTraining)) throw new Error("The basic model trains so.");
    return { model, batch, training, pass: { training: true, random: new SeededRandom("prior") } };
  };
  const one = start();
  const results = [1, 2].map(() => one.training.step(one.batch, one.pass));

  const other = start();
  const expected = [1, 2].map(() => {
    const { training, model, batch, pass } = other;
    const { encoder } = model.networks;
    const reconstruction = training.reconstruction(batch.X, pass);
    const discriminator = training.discriminator(copy(encoder.forward(batch.X, pass)), pass);
    const generator = training.generator(encoder.forward(batch.X, pass), pass);
    return [reconstruction, discriminator, generator];
  });

  const all = namedParameters(one.model);
  const others = namedParameters(other.model);
  return [
    ...results.map(({ reconstruction, discriminator, generator }, k) =>
      agree(`step ${k + 1}`, [reconstruction, discriminator, generator], expected[k]),
    ),
    ...all.map(({ name, value }, k) => agree(name, value.data, others[k].value.data)),
  ];
}

function copy(X: Tensor): Tensor {
  return tensor(X.data.slice(), ...X.shape);
}
