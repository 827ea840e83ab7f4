/** Layers that draw: dropout, every kind of noise, and warps. */
import { AppendNoise } from "../../layers/append-noise.ts";
import { Dropout } from "../../layers/dropout.ts";
import { addNoise, GaussianNoise } from "../../layers/gaussian-noise.ts";
import { GaussianSample } from "../../layers/gaussian-sample.ts";
import { RandomWarp } from "../../layers/random-warp.ts";
import { doubleKernels, zeros } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import { tensor } from "../../tensor/tensor.ts";
import { checkLayer } from "../check-layer.ts";
import { agree, type Check, derivatives, values } from "./check.ts";
import { cycled, replay } from "./data.ts";
import { IN_USE, inBothModes, LARGE, SHAPES } from "./layer-cases.ts";

export const noiseLayers: readonly Check[] = [
  ...[0, 0.2, 0.8].map((rate) =>
    inBothModes(`Dropout, rate ${rate}`, [Dropout], SHAPES, () => new Dropout(doubleKernels, rate)),
  ),
  values("Dropout, by hand", [Dropout], () => {
    const layer = new Dropout(doubleKernels, 0.2);
    const X = tensor(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 3);
    const dY = tensor(Float64Array.of(1, 1, 1, -2, -2, -2), 2, 3);
    const drawn = { training: true, random: replay([0.19, 0.2, 0.99, 0, 0.5, 0.1]) };
    return [
      agree("Y", layer.forward(X, drawn).data, [0, 2.5, 3.75, 0, 6.25, 0]),
      agree("dX", layer.backward(dY).data, [0, 1.25, 1.25, 0, -2.5, 0]),
      agree("Y in use", layer.forward(X, IN_USE).data, X.data),
      agree("dX in use", layer.backward(dY).data, dY.data),
    ];
  }),
  values("Dropout, as large as X on average", [Dropout], () => {
    const ones = cycled(100, 100, [1]);
    const pass = { training: true, random: new SeededRandom("dropout") };
    const y = [...new Dropout(doubleKernels, 0.2).forward(ones, pass).data];
    const mean = (numbers: readonly number[]) =>
      numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    return [
      agree("mean", [mean(y)], [1], { tolerance: 0.02 }),
      agree("share left out", [mean(y.map((x) => Number(x === 0)))], [0.2], { tolerance: 0.05 }),
    ];
  }),
  inBothModes(
    "GaussianNoise",
    [GaussianNoise, addNoise],
    SHAPES,
    () => new GaussianNoise(doubleKernels, 0.3),
  ),
  values("GaussianNoise, by hand", [GaussianNoise, addNoise], () => {
    const layer = new GaussianNoise(doubleKernels, 0.5);
    const X = tensor(Float64Array.of(1, 2, 3, 4), 2, 2);
    const dY = tensor(Float64Array.of(1, -1, 2, 0), 2, 2);
    const drawn = { training: true, random: replay([2, 0, -4, 1]) };
    return [
      agree("Y", layer.forward(X, drawn).data, [2, 2, 1, 4.5]),
      agree("dX", layer.backward(dY).data, dY.data),
      agree("Y in use", layer.forward(X, IN_USE).data, X.data),
      agree("dX in use", layer.backward(dY).data, dY.data),
    ];
  }),
  inBothModes(
    "GaussianSample",
    [GaussianSample],
    SHAPES.map(([B, I]) => [B, 2 * I] as const),
    () => new GaussianSample(doubleKernels),
  ),
  derivatives("GaussianSample, ±1.5 to ±6", [GaussianSample], () => [
    ["4×8", checkLayer(new GaussianSample(doubleKernels), cycled(4, 8, LARGE))],
    ["3×10", checkLayer(new GaussianSample(doubleKernels), cycled(3, 10, LARGE))],
  ]),
  // Rows [μ₁, μ₂, ln σ₁², ln σ₂²], with σ = 2, 3, 1 and ½.
  values("GaussianSample, by hand", [GaussianSample], () => {
    const layer = new GaussianSample(doubleKernels);
    const X = tensor(
      Float64Array.of(1, 5, Math.log(4), Math.log(9), -2, 0, 0, Math.log(0.25)),
      2,
      4,
    );
    const dZ = tensor(Float64Array.of(1, 2, 10, -4), 2, 2);
    const drawn = { training: true, random: replay([1, -2, 0.5, 8]) };
    return [
      agree("Z", layer.forward(X, drawn).data, [3, -1, -1.5, 4]),
      agree("dX", layer.backward(dZ).data, [1, 2, 1, -6, 10, -4, 2.5, -8]),
      agree("Z in use", layer.forward(X, IN_USE).data, [1, 5, -2, 0]),
      agree("dX in use", layer.backward(dZ).data, [1, 2, 0, 0, 10, -4, 0, 0]),
    ];
  }),
  ...[1, 4].map((k) =>
    inBothModes(
      `AppendNoise, ${k} wide`,
      [AppendNoise],
      SHAPES,
      () => new AppendNoise(doubleKernels, k),
    ),
  ),
  values("AppendNoise, by hand", [AppendNoise], () => {
    const layer = new AppendNoise(doubleKernels, 2);
    const X = tensor(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 3);
    const dY = tensor(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 2, 5);
    return [true, false].flatMap((training) => {
      const Y = layer.forward(X, { training, random: replay([0.1, 0.2, 0.3, 0.4]) });
      return [
        agree(`Y, training ${training}`, Y.data, [1, 2, 3, 0.1, 0.2, 4, 5, 6, 0.3, 0.4]),
        agree(`dX, training ${training}`, layer.backward(dY).data, [1, 2, 3, 6, 7, 8]),
      ];
    });
  }),
  ...[
    { rows: 2, columns: 2 },
    { rows: 3, columns: 5 },
    { rows: 6, columns: 6 },
  ].flatMap(({ rows, columns }) =>
    [0, 0.1, 0.7].map((deviation) =>
      inBothModes(
        `RandomWarp, ${rows} × ${columns}, deviation ${deviation}`,
        [RandomWarp],
        [
          [1, rows * columns],
          [4, rows * columns],
        ],
        () => new RandomWarp(doubleKernels, { rows, columns }, deviation),
      ),
    ),
  ),
  // With σ = ½: a = ½ halves how far u reaches; s = ½ moves by half a column, t = −2 beyond the upper border.
  values("RandomWarp, by hand", [RandomWarp], () => {
    const layer = new RandomWarp(doubleKernels, { rows: 2, columns: 3 }, 0.5);
    const X = tensor(Float64Array.of(1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32), 2, 6);
    const dY = tensor(Float64Array.of(1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32), 2, 6);
    const drawn = { training: true, random: replay([-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -4]) };
    return [
      agree("Y", layer.forward(X, drawn).data, [1.5, 2, 3, 12, 16, 24, 1.5, 3, 4, 1.5, 3, 4]),
      agree("dX", layer.backward(dY).data, [0.5, 4.5, 2, 4, 36, 16, 4.5, 13.5, 45, 0, 0, 0]),
      agree("Y in use", layer.forward(X, IN_USE).data, X.data),
      agree("dX in use", layer.backward(dY).data, dY.data),
    ];
  }),
  values("noise is normal, row by row", [GaussianNoise, GaussianSample, AppendNoise], () => {
    const [B, n] = [200, 50];
    const zero = zeros(doubleKernels, B, n);
    const pass = () => ({ training: true, random: new SeededRandom("noise") });
    const noise = new GaussianNoise(doubleKernels, 1).forward(zero, pass());
    const sample = new GaussianSample(doubleKernels).forward(
      zeros(doubleKernels, B, 2 * n),
      pass(),
    );
    const appended = new AppendNoise(doubleKernels, n).forward(zeros(doubleKernels, B, 0), pass());
    const random = new SeededRandom("noise");
    const expected = Array.from({ length: B * n }, () => random.normal());
    return [
      agree("noise", noise.data, expected),
      agree("sample", sample.data, expected),
      agree("appended", appended.data, expected),
    ];
  }),
];
