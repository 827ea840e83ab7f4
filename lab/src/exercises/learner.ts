/** A learner's function, in the place of ours: layers, losses and phases that call it. */
import { AdversarialTraining } from "../../../src/aae/basic.ts";
import { Autoencoder } from "../../../src/aae/parts/autoencoder.ts";
import { InputError } from "../../../src/input-error.ts";
import { Dense } from "../../../src/layers/dense.ts";
import {
  type Layer,
  type Parameter,
  type Pass,
  type Wanted,
  zeroGradients,
} from "../../../src/layers/layer.ts";
import { relu } from "../../../src/layers/relu.ts";
import { Sequential } from "../../../src/layers/sequential.ts";
import { bceWithLogits } from "../../../src/losses/bce-with-logits.ts";
import type { Loss } from "../../../src/losses/loss.ts";
import { update } from "../../../src/optim/adam.ts";
import { type Kernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import { type Tensor, valuesOf } from "../../../src/tensor/tensor.ts";
import { Workspace } from "../../../src/tensor/workspace.ts";
import type { Replacements } from "../engine/experiment.ts";
import type { Solution } from "../engine/messages.ts";
import { EXERCISES, type Exercise } from "./exercises.ts";

/** A learner's function: nothing is known of it. */
export type Learned = (given: Readonly<Record<string, unknown>>) => unknown;

/** @throws InputError if there is no such exercise. */
export function exerciseNamed(id: string): Exercise {
  const found = EXERCISES.find((exercise) => exercise.id === id);
  if (found !== undefined) return found;
  throw new InputError(`There is no exercise “${id}”; choose one of the list.`);
}

/**
 * Makes a function of JavaScript that a learner wrote. Only where nothing can be reached from it: in
 * the worker of a sandboxed frame.
 *
 * @throws InputError if it cannot be read, or does not define what the exercise asks for.
 */
export function learned({ name }: Exercise, code: string): Learned {
  let value: unknown;
  try {
    value = new Function(
      `"use strict";\n${code}\n;return typeof ${name} === "undefined" ? undefined : ${name};`,
    )();
  } catch (error) {
    throw new InputError(
      `The code cannot be run: ${error instanceof Error ? error.message : error}.`,
    );
  }
  if (typeof value !== "function") {
    throw new InputError(
      `There is no function called ${name}; keep the name that stood there at the start.`,
    );
  }
  return value as Learned;
}

/** A loss as a number, from whatever was returned. */
function lossFrom(value: unknown, name: string): number {
  if (typeof value === "number") return value;
  throw new InputError(
    `${name} returns ${value === undefined ? "nothing" : `a value of type ${typeof value}`}, but the loss is wanted, a number; end with return.`,
  );
}

/** The dense layer with a learner's backward. */
export class LearnerDense implements Layer {
  readonly parameters: readonly Parameter[];
  readonly #dense: Dense;
  readonly #backward: Learned;
  readonly #dX: Workspace;
  readonly #scratch: readonly Tensor[];
  #X: Tensor | null = null;

  constructor(kernels: Kernels, dense: Dense, backward: Learned) {
    this.#dense = dense;
    this.parameters = dense.parameters;
    this.#backward = backward;
    this.#dX = new Workspace(kernels);
    this.#scratch = dense.parameters.map(({ value }) => zeros(kernels, ...value.shape));
  }

  forward(X: Tensor): Tensor {
    this.#X = X;
    return this.#dense.forward(X);
  }

  backward(dY: Tensor, wanted?: "both" | "input"): Tensor;
  backward(dY: Tensor, wanted?: Wanted): Tensor | null;
  backward(dY: Tensor, wanted: Wanted = "both"): Tensor | null {
    const X = this.#X;
    if (X === null) throw new Error("backward belongs to the latest forward; call forward first.");
    const [B, I] = X.shape;
    const O = dY.shape[1];
    const dX = this.#dX.shaped(B, I);
    // Where only dX is wanted, the gradients of the weights go where nobody looks.
    const [dW, db] = wanted === "input" ? this.#scratch : this.parameters.map(({ grad }) => grad);
    const { value: W } = this.#dense.weight;
    this.#backward({
      ...{ X: valuesOf(X), W: valuesOf(W), dY: valuesOf(dY) },
      ...{ dW: valuesOf(dW), db: valuesOf(db), dX: valuesOf(dX), B, I, O },
    });
    return wanted === "parameters" ? null : dX;
  }
}

/** The same kernels, but a learner's ReLU or Adam in the place of ours. */
export function kernelsWith(kernels: Kernels, exercise: Exercise["id"], code: Learned): Kernels {
  const own: object =
    exercise === "relu"
      ? {
          ...relu,
          backward: (...[dy, x, y, dx]: Parameters<typeof relu.backward>) =>
            void code({ x, y, dy, dx }),
        }
      : (...[w, g, m, v, constants]: Parameters<typeof update>) => {
          const { learningRate: alpha, beta1, beta2, epsilon, steps: t } = constants;
          code({ w, g, m, v, alpha, beta1, beta2, epsilon, t });
        };
  const place: object = exercise === "relu" ? relu : update;
  return {
    ...kernels,
    // The learner's has the type of ours.
    fastest: <Loop extends object>(loop: Loop) =>
      (loop as object) === place ? (own as Loop) : kernels.fastest(loop),
  };
}

/** A learner's loss as one of ours. */
export function lossOf(code: Learned): Loss {
  return (X, T, dX) => lossFrom(code({ x: valuesOf(X), t: valuesOf(T), dx: valuesOf(dX) }), "bce");
}

/** A network as a learner sees it: rows of numbers go in and come out. */
class Net {
  readonly #network: Sequential;
  readonly #kernels: Kernels;
  readonly #pass: Pass;
  readonly #name: string;
  readonly #width: number;
  #outputs = 0;
  #rows = 0;

  constructor(network: Sequential, name: string, kernels: Kernels, pass: Pass) {
    this.#network = network;
    this.#kernels = kernels;
    this.#pass = pass;
    this.#name = name;
    this.#width = network.parameters[0].value.shape[0];
  }

  forward(values: ArrayLike<number>): number[] {
    this.#rows = this.#rowsOf(values, this.#width, "forward");
    const X = tensorFrom(this.#kernels, values, this.#rows, this.#width);
    const Y = this.#network.forward(X, this.#pass);
    this.#outputs = Y.shape[1];
    return Array.from(valuesOf(Y));
  }

  backward(gradient: ArrayLike<number>, wanted: Wanted = "both"): number[] {
    const rows = this.#rowsOf(gradient, this.#outputs || 1, "backward");
    if (this.#rows !== 0 && rows !== this.#rows) {
      throw new InputError(
        `${this.#name}.backward is given ${rows} rows, but its forward was given ${this.#rows}; hand it the gradient of what forward gave.`,
      );
    }
    const dY = tensorFrom(this.#kernels, gradient, rows, this.#outputs || 1);
    const dX = this.#network.backward(dY, wanted);
    return dX === null ? [] : Array.from(valuesOf(dX));
  }

  zero(): void {
    zeroGradients(this.#network);
  }

  #rowsOf(values: ArrayLike<number>, width: number, what: string): number {
    const length = values?.length;
    if (typeof length === "number" && length > 0 && length % width === 0) return length / width;
    throw new InputError(
      `${this.#name}.${what} is given ${typeof length === "number" ? `${length} numbers` : "no row of numbers"}, but a whole number of rows of ${width} is wanted; look at what is handed in.`,
    );
  }
}

/** What a phase is played with. */
export interface Game {
  readonly kernels: Kernels;
  readonly encoder: Sequential;
  readonly discriminator: Sequential;
  readonly pass: Pass;
  readonly loss?: Loss;
}

/** Plays a learner's phase; the gradients are left in the networks. */
export function playPhase(
  code: Learned,
  { kernels, encoder, discriminator, pass, loss = bceWithLogits }: Game,
  values: Readonly<Record<string, ArrayLike<number>>>,
): number {
  const nets = {
    encoder: new Net(encoder, "encoder", kernels, pass),
    discriminator: new Net(discriminator, "discriminator", kernels, pass),
  };
  const bce = (logits: ArrayLike<number>, targets: ArrayLike<number>) => {
    if (logits?.length !== targets?.length) {
      throw new InputError(
        `bce is given ${logits?.length} logits and ${targets?.length} targets; it wants as many of both.`,
      );
    }
    const T = tensorFrom(kernels, targets, targets.length, 1);
    const gradient = zeros(kernels, logits.length, 1);
    const value = loss(tensorFrom(kernels, logits, logits.length, 1), T, gradient);
    return { loss: value, gradient: Array.from(valuesOf(gradient)) };
  };
  const given = Object.fromEntries(
    Object.entries(values).map(([name, row]) => [name, Array.from(row)]),
  );
  return lossFrom(
    code({ ...nets, ...given, bce, zeroGradients: (net: Net) => net.zero() }),
    "phase",
  );
}

/** What a solution takes the place of when the lab trains with it. */
export function replacementsFor({ exercise: id, code }: Solution): Replacements {
  const exercise = exerciseNamed(id);
  const own = learned(exercise, code);
  switch (exercise.id) {
    case "relu":
    case "adam":
      return { kernels: (kernels) => kernelsWith(kernels, exercise.id, own) };
    case "dense":
      return {
        model(kernels, { networks, prior, range, loss }) {
          const withOwn = ({ layers }: Sequential) =>
            new Sequential(
              layers.map((layer) =>
                layer instanceof Dense ? new LearnerDense(kernels, layer, own) : layer,
              ),
            );
          const { encoder, decoder, discriminator } = networks;
          return new Autoencoder(
            {
              encoder: withOwn(encoder),
              decoder: withOwn(decoder),
              discriminator: withOwn(discriminator),
            },
            prior,
            { range, loss },
          );
        },
      };
    case "bce":
      return {
        training: (...parts) =>
          new LearnerTraining(parts, {
            discriminator: learned(exerciseNamed("discriminator"), plain("discriminator")),
            generator: learned(exerciseNamed("generator"), plain("generator")),
            loss: lossOf(own),
          }),
      };
    default:
      return { training: (...parts) => new LearnerTraining(parts, { [exercise.id]: own }) };
  }
}

/** The solution that comes with an exercise, without its types. */
export function plain(id: Exercise["id"]): string {
  return exerciseNamed(id).solution.replace(
    /: (?:Numbers|Game)|\): (?:number|void)(?= \{)/g,
    (text) => (text.startsWith(")") ? ")" : ""),
  );
}

/** The project's training with a learner's phases. */
class LearnerTraining extends AdversarialTraining {
  readonly #game: Omit<Game, "pass">;
  readonly #model: Autoencoder;
  readonly #kernels: Kernels;
  readonly #phases: { readonly discriminator?: Learned; readonly generator?: Learned };
  #X: Tensor | null = null;

  constructor(
    parts: ConstructorParameters<typeof AdversarialTraining>,
    { loss, ...phases }: { discriminator?: Learned; generator?: Learned; loss?: Loss },
  ) {
    super(...parts);
    const [kernels, model] = parts;
    const { encoder, discriminator } = model.networks;
    this.#model = model;
    this.#kernels = kernels;
    this.#phases = phases;
    this.#game = { kernels, encoder, discriminator, ...(loss && { loss }) };
  }

  override reconstruction(X: Tensor, pass: Pass): number {
    this.#X = X;
    return super.reconstruction(X, pass);
  }

  override discriminator(Z: Tensor, pass: Pass): number {
    const own = this.#phases.discriminator;
    if (own === undefined) return super.discriminator(Z, pass);
    const P = zeros(this.#kernels, Z.shape[0], Z.shape[1]);
    this.#model.prior.sample(P, pass.random);
    const loss = playPhase(own, { ...this.#game, pass }, { P: valuesOf(P), Z: valuesOf(Z) });
    this.optimizers.discriminator.step();
    return loss;
  }

  override generator(Z: Tensor, pass: Pass): number {
    const own = this.#phases.generator;
    if (own === undefined || this.#X === null) return super.generator(Z, pass);
    const loss = playPhase(own, { ...this.#game, pass }, { X: valuesOf(this.#X) });
    this.optimizers.generator.step();
    return loss;
  }
}
