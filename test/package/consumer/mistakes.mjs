import {
  configure,
  openModel,
  settingsFor,
  startRun,
  TrainedModel,
  tsKernels,
} from "adversarial-autoencoder";

const train = {
  count: 8,
  inputs: 2,
  image: null,
  values: new Float32Array(16).map((_, i) => i),
  labels: null,
  classNames: null,
  columnNames: null,
};
const configuration = configure(
  "aae",
  { hidden: [4], latent: 2, batchSize: 8, steps: 1 },
  settingsFor(train),
);
const model = new TrainedModel(
  tsKernels,
  startRun(configuration, tsKernels, { name: "rows", train, test: null }, "rows"),
);

for (const act of [
  () => configure("cake", {}),
  () => model.encode(new Float32Array(5)),
  () =>
    model.encode([
      [1, 2],
      [1, 2, 3],
    ]),
  () => model.encode([[1, Number.NaN]]),
  () => model.encode("rows"),
  () => model.sample(3, { label: 3 }),
  () => openModel(Uint8Array.of(1, 2, 3)),
]) {
  try {
    act();
    console.log("nothing was said");
  } catch (error) {
    console.log(String(error));
  }
}
