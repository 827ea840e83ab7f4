/**
 * The parts as a library: everything that runs wherever JavaScript does.
 *
 * Beside it are `/aae`, all of the family; `/gradcheck`; `/report`, pictures; and `/node`, for files,
 * runs and the fastest kernels.
 *
 * @module
 */
export {
  AdversarialTraining,
  Adversary,
  ArticleTraining,
  Autoencoder,
  article,
  basic,
  CategoricalAutoencoder,
  Classification,
  ClusteringTraining,
  type Configuration,
  clustering as clusteringModel,
  createPrior,
  DimensionalityReductionTraining,
  dimensionalityReduction,
  type FigureDescription,
  type Figures,
  type Given,
  LabelledAutoencoder,
  LabelsInPriorTraining,
  type Line,
  labelsInPrior,
  type Model,
  type ModelDefinition,
  models,
  type OptimizerFor,
  PRIORS,
  type Prior,
  type PriorDescription,
  type Recipe,
  Reconstruction,
  recipes,
  reconstruct,
  SemiSupervisedTraining,
  SupervisedAutoencoder,
  SupervisedTraining,
  sample,
  semiSupervised,
  supervised,
  type Training,
  TwoAdversaries,
} from "./aae/index.ts";
export {
  type Batch,
  DrawnOrder,
  Loader,
  type Order,
  PixelReader,
  type RowReader,
  rowReader,
  ShuffledOrder,
  UNLABELLED,
} from "./data/batches.ts";

export {
  type CsvTable,
  examplesOfTables,
  openCsv,
  readCsv,
} from "./data/csv.ts";
export type { CsvOptions } from "./data/csv-layout.ts";
export { labelsOf } from "./data/example-labels.ts";
export {
  asImages,
  chosenExamples,
  type ExampleSet,
  type Examples,
  examplesOf,
  type ImageSize,
  type Numbers,
} from "./data/examples.ts";
export { type ExampleFormat, learnFormat, scaledExamples } from "./data/format.ts";
export { type Idx, readIdx, writeIdx } from "./data/idx.ts";
export { type DataSet, greyImages, type Images } from "./data/images.ts";
export { type NpyArray, openNpy, readNpy, writeNpy } from "./data/npy.ts";
export { type RowChunk, type RowStream, streamOf } from "./data/row-stream.ts";
export {
  readSafetensors,
  type Safetensors,
  type SafetensorsEntry,
  writeSafetensors,
} from "./data/safetensors.ts";
export {
  applyScaling,
  invertScaling,
  learnScaling,
  type Scaling,
  type ScalingKind,
} from "./data/scaling.ts";
export { writeCsv } from "./data/write-csv.ts";
export {
  checkDirections,
  checkLayer,
  checkLoss,
  checkObjective,
  formatCheck,
} from "./gradcheck/index.ts";
export { InputError } from "./input-error.ts";
export { Activation, type ActivationFunction } from "./layers/activation.ts";
export { AppendNoise } from "./layers/append-noise.ts";
export { BatchNormalisation } from "./layers/batch-normalisation.ts";
export { ClusterHeads } from "./layers/cluster-heads.ts";
export { Dense } from "./layers/dense.ts";
export { Dropout } from "./layers/dropout.ts";
export { GaussianNoise } from "./layers/gaussian-noise.ts";
export { GaussianSample } from "./layers/gaussian-sample.ts";
export { glorotUniform, heNormal, type Initializer, normal } from "./layers/initializers.ts";
export {
  type Layer,
  type Parameter,
  type Pass,
  type Statistic,
  type Wanted,
  zeroGradients,
} from "./layers/layer.ts";
export { leakyRelu } from "./layers/leaky-relu.ts";
export { type NetworkDescription, network } from "./layers/network.ts";
export { Parallel } from "./layers/parallel.ts";
export { type PixelGrid, RandomWarp } from "./layers/random-warp.ts";
export { relu } from "./layers/relu.ts";
export { Sequential } from "./layers/sequential.ts";
export { sigmoid } from "./layers/sigmoid.ts";
export { softmax } from "./layers/softmax.ts";
export { softmaxColumns } from "./layers/softmax-columns.ts";
export { tanh } from "./layers/tanh.ts";
export { bce } from "./losses/bce.ts";
export { bceWithLogits } from "./losses/bce-with-logits.ts";
export { crossEntropyWithLogits } from "./losses/cross-entropy-with-logits.ts";
export { halfSquaredError } from "./losses/half-squared-error.ts";
export { type HeadsApartOptions, headsApart } from "./losses/heads-apart.ts";
export type { Loss } from "./losses/loss.ts";
export { mse } from "./losses/mse.ts";
export { classification, confidentMistakes } from "./measures/classification.ts";
export { clustering } from "./measures/clustering.ts";
export { deadUnits } from "./measures/dead-units.ts";
export { generatedClasses } from "./measures/generated.ts";
export { judge } from "./measures/judge.ts";
export { nearestNeighbours, neighbourError } from "./measures/neighbours.ts";
export { parzen } from "./measures/parzen.ts";
export { matchPrior, type PriorMatch, slicedWasserstein } from "./measures/prior-match.ts";
export { quantile, type Roc, type RocPoint, roc } from "./measures/roc.ts";
export { Adam, type AdamOptions } from "./optim/adam.ts";
export { adam, createOptimizer, type OptimizerDescription, sgd } from "./optim/description.ts";
export type { Optimizer } from "./optim/optimizer.ts";
export { type Milestone, type Schedule, scheduledRate } from "./optim/schedule.ts";
export { SGD } from "./optim/sgd.ts";
export { fuses, type StartHelper, simdKernels } from "./simd/simd-kernels.ts";
export {
  doubleKernels,
  type Kernels,
  naiveKernels,
  tensorFrom,
  tsKernels,
  zeros,
} from "./tensor/kernels.ts";
export { type Random, type RandomState, SeededRandom } from "./tensor/random.ts";
export { type Tensor, tensor, type Values, valuesOf } from "./tensor/tensor.ts";
export { CollapseWatch } from "./training/collapse.ts";
export { configure, settingsFor } from "./training/configuration.ts";
export { type Evaluation, evaluate } from "./training/evaluation.ts";
export {
  describeNetworks,
  type LayerDescription,
  type NetworkDescriptions,
} from "./training/network-description.ts";
export { type OnnxFile, onnxFiles } from "./training/onnx.ts";
export type { Overrides } from "./training/overrides.ts";
export { type Run, setLearningRates, startRun } from "./training/run.ts";
export { readModel, type SavedModel, writeModel } from "./training/saved-model.ts";
export { type Metrics, type TrainingHooks, train } from "./training/train.ts";
export {
  openModel,
  type RowsGiven,
  type Scores,
  TrainedModel,
} from "./training/trained-model.ts";
