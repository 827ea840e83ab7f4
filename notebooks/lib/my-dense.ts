/** A dense layer of chapter 2: it keeps the books, a learner writes its loops. */
import { normal } from "../../src/layers/initializers.ts";
import type { Layer, Parameter } from "../../src/layers/layer.ts";
import { doubleKernels, zeros } from "../../src/tensor/kernels.ts";
import type { Random } from "../../src/tensor/random.ts";
import { type Tensor, type Values, valuesOf } from "../../src/tensor/tensor.ts";

/** Rows of numbers: X [B, I], W [I, O], b [O], and Y [B, O], which is to be filled. */
export interface ForwardNumbers {
  readonly x: Values;
  readonly w: Values;
  readonly b: Values;
  readonly y: Values;
  readonly B: number;
  readonly I: number;
  readonly O: number;
}

/** Rows of numbers: dY [B, O]; dW [I, O] and db [O], to be added to; dX [B, I], which holds zeros. */
export interface BackwardNumbers extends Omit<ForwardNumbers, "y"> {
  readonly dy: Values;
  readonly dw: Values;
  readonly db: Values;
  readonly dx: Values;
}

/** What a learner writes. */
export interface DenseLoops {
  forward(numbers: ForwardNumbers): void;
  backward(numbers: BackwardNumbers): void;
}

/** A layer with I inputs and O outputs, in double precision, whose loops are given. */
export class MyDense implements Layer {
  readonly parameters: Parameter[];
  readonly #loops: DenseLoops;
  #X: Tensor = zeros(doubleKernels, 0, 0);

  constructor(I: number, O: number, random: Random, loops: DenseLoops) {
    const drawn = (name: string, ...shape: number[]): Parameter => {
      const value = zeros(doubleKernels, ...shape);
      normal(1)(value, random);
      return { name, value, grad: zeros(doubleKernels, ...shape) };
    };
    this.parameters = [drawn("weight", I, O), drawn("bias", O)];
    this.#loops = loops;
  }

  forward(X: Tensor): Tensor {
    this.#X = X;
    const numbers = this.#numbers();
    const Y = zeros(doubleKernels, numbers.B, numbers.O);
    this.#loops.forward({ ...numbers, y: valuesOf(Y) });
    return Y;
  }

  backward(dY: Tensor): Tensor {
    const [dw, db] = this.parameters.map(({ grad }) => valuesOf(grad));
    const dX = zeros(doubleKernels, ...this.#X.shape);
    this.#loops.backward({ ...this.#numbers(), dy: valuesOf(dY), dw, db, dx: valuesOf(dX) });
    return dX;
  }

  #numbers() {
    const [w, b] = this.parameters.map(({ value }) => valuesOf(value));
    const [B, I] = this.#X.shape;
    return { x: valuesOf(this.#X), w, b, B, I, O: b.length };
  }
}
