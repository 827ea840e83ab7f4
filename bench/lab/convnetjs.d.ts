/** The little of ConvNetJS that is measured. */
declare module "convnetjs" {
  class Vol {
    constructor(sx: number, sy: number, depth: number, value: number);
    w: number[] | Float64Array;
  }
  class Net {
    makeLayers(layers: readonly Readonly<Record<string, unknown>>[]): void;
  }
  class Trainer {
    constructor(net: Net, options: Readonly<Record<string, unknown>>);
    train(input: Vol, target: number[]): void;
  }
  const convnetjs: { Vol: typeof Vol; Net: typeof Net; Trainer: typeof Trainer };
  export default convnetjs;
}
