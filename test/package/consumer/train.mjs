/** Five steps of a small model, with any kernels: what a consumer of the package writes. */
import { configure, openModel, settingsFor, startRun, writeModel } from "adversarial-autoencoder";

export function fiveSteps(kernels) {
  const count = 64;
  const values = Float32Array.from({ length: 3 * count }, (_, i) => Math.sin(i) * (1 + (i % 3)));
  const train = {
    count,
    inputs: 3,
    image: null,
    values,
    labels: null,
    classNames: null,
    columnNames: null,
  };
  const options = {
    hidden: [16],
    latent: 2,
    batchSize: 64,
    steps: 5,
    set: ["batchNormalisation=none"],
  };
  const configuration = configure("aae", options, settingsFor(train));
  const run = startRun(configuration, kernels, { name: "sines", train, test: null }, "sines");
  const losses = [];
  for (let step = 0; step < 5; step++) {
    losses.push(run.training.step(run.loader.next(), run.pass).reconstruction);
  }
  const model = openModel(writeModel(run), kernels);
  const codes = Array.from(model.encode(values.slice(0, 6)));
  return JSON.stringify({ kernels: kernels.name, losses, codes });
}
