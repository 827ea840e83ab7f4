/** The parts as a library: everything that is meant to be used from outside. */

export { ArticleTraining, article } from "./aae/article.ts";
export { AdversarialTraining, basic } from "./aae/basic.ts";
export { ClusteringTraining, clustering as clusteringModel } from "./aae/clustering.ts";
export {
  DimensionalityReductionTraining,
  dimensionalityReduction,
} from "./aae/dimensionality-reduction.ts";
export { models, recipes } from "./aae/index.ts";
export {
  LabelledAutoencoder,
  LabelsInPriorTraining,
  labelsInPrior,
} from "./aae/labels-in-prior.ts";
export { Adversary } from "./aae/parts/adversary.ts";
export { Autoencoder } from "./aae/parts/autoencoder.ts";
export { CategoricalAutoencoder, TwoAdversaries } from "./aae/parts/categorical.ts";
export { Classification } from "./aae/parts/classification.ts";
export type { Configuration } from "./aae/parts/configuration.ts";
export type {
  FigureDescription,
  Figures,
  Model,
  ModelDefinition,
  OptimizerFor,
  Recipe,
  Training,
} from "./aae/parts/model.ts";
export {
  createPrior,
  type Line,
  PRIORS,
  type Prior,
  type PriorDescription,
} from "./aae/parts/priors.ts";
export { Reconstruction } from "./aae/parts/reconstruction.ts";
export { reconstruct, sample } from "./aae/parts/use.ts";
export { SemiSupervisedTraining, semiSupervised } from "./aae/semi-supervised.ts";
export { SupervisedAutoencoder, SupervisedTraining, supervised } from "./aae/supervised.ts";
export {
  type Batch,
  DrawnOrder,
  Loader,
  type Order,
  PixelReader,
  ShuffledOrder,
  UNLABELLED,
} from "./data/batches.ts";
export { chosenImages, type DataSet, type Images } from "./data/images.ts";
export { checkLayer } from "./gradcheck/check-layer.ts";
export { checkLoss } from "./gradcheck/check-loss.ts";
export { checkDirections, checkObjective } from "./gradcheck/check-objective.ts";
export { formatCheck } from "./gradcheck/format.ts";
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
export { Adam, type AdamOptions } from "./optim/adam.ts";
export { adam, createOptimizer, type OptimizerDescription, sgd } from "./optim/description.ts";
export type { Optimizer } from "./optim/optimizer.ts";
export { type Milestone, type Schedule, scheduledRate } from "./optim/schedule.ts";
export { SGD } from "./optim/sgd.ts";
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
export { configure } from "./training/configuration.ts";
export { type Evaluation, evaluate } from "./training/evaluation.ts";
export { type Run, startRun } from "./training/run.ts";
export { type Metrics, train } from "./training/train.ts";
