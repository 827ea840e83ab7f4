/** The parts as a library: everything that is meant to be used from outside. */

export { ArticleTraining, article } from "./aae/article.ts";
export { AdversarialTraining, basic } from "./aae/basic.ts";
export { models, recipes } from "./aae/index.ts";
export { Adversary } from "./aae/parts/adversary.ts";
export { Autoencoder } from "./aae/parts/autoencoder.ts";
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
export { type Batch, UNLABELLED } from "./data/batches.ts";
export { checkLayer } from "./gradcheck/check-layer.ts";
export { checkLoss } from "./gradcheck/check-loss.ts";
export { checkDirections, checkObjective } from "./gradcheck/check-objective.ts";
export { formatCheck } from "./gradcheck/format.ts";
export { Activation, type ActivationFunction } from "./layers/activation.ts";
export { Dense } from "./layers/dense.ts";
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
export { relu } from "./layers/relu.ts";
export { Sequential } from "./layers/sequential.ts";
export { sigmoid } from "./layers/sigmoid.ts";
export { softmax } from "./layers/softmax.ts";
export { tanh } from "./layers/tanh.ts";
export { bce } from "./losses/bce.ts";
export { bceWithLogits } from "./losses/bce-with-logits.ts";
export { crossEntropyWithLogits } from "./losses/cross-entropy-with-logits.ts";
export type { Loss } from "./losses/loss.ts";
export { mse } from "./losses/mse.ts";
export { matchPrior, type PriorMatch, slicedWasserstein } from "./measures/prior-match.ts";
export { Adam, type AdamOptions } from "./optim/adam.ts";
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
