import { expect, test } from "vitest";
import { recipes } from "../../../src/aae/index.ts";
import type { Model } from "../../../src/aae/parts/model.ts";
import type { Picture } from "../../../src/aae/parts/picture.ts";
import { reconstruct } from "../../../src/aae/parts/use.ts";
import { walksBetween } from "../../../src/aae/parts/walks.ts";
import { doubleKernels as kernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import type { Tensor } from "../../../src/tensor/tensor.ts";
import { configure } from "../../../src/training/configuration.ts";

const INPUTS = 6;
const IMAGES = 40;
const X = zeros(kernels, IMAGES, INPUTS);
const random = new SeededRandom("images");
for (let i = 0; i < X.size; i++) X.data[i] = random.uniform();
const labels = Int16Array.from({ length: IMAGES }, (_, image) => image % 10);

/** A model of a recipe with small networks, and all that it has drawn of itself; memory is copied, for networks give it again. */
function pictured(
  recipe: string,
  settings: Parameters<typeof configure>[1] = {},
  given: ArrayLike<number> | null = labels,
) {
  const configuration = configure(recipe, { hidden: [8], ...settings });
  const { model: definition } = recipes[recipe];
  const model = definition.create(kernels, configuration, INPUTS, new SeededRandom("weights"));
  const codes = copyOf(model.style(X, { labels }));
  const material = { kernels, X, manyX: X, codes, labels: given };
  const pictures = new Map<string, Picture & { rows: number[][] }>();
  for (const picture of definition.pictures(model, material)) {
    const rows = picture.kind === "images" ? rowsOf(picture.images) : [];
    pictures.set(picture.name, { ...picture, rows });
  }
  return { model, pictures };
}

function copyOf(Z: Tensor): Tensor {
  return tensorFrom(kernels, Array.from(Z.data), Z.shape[0], Z.shape[1]);
}

function rowsOf(Y: Tensor): number[][] {
  return Array.from({ length: Y.shape[0] }, (_, row) =>
    Array.from({ length: Y.shape[1] }, (_, column) => Y.get(row, column)),
  );
}

/** A line of a picture of images. */
function line(pictures: ReturnType<typeof pictured>["pictures"], name: string, number: number) {
  const picture = pictures.get(name);
  if (picture?.kind !== "images") throw new Error(`there are no images ${name}`);
  return picture.rows.slice(number * picture.across, (number + 1) * picture.across);
}

function expectNear(found: readonly number[][], wanted: readonly number[][]): void {
  expect(found.length).toBe(wanted.length);
  for (const [row, values] of found.entries()) {
    for (const [column, value] of values.entries()) {
      expect(value).toBeCloseTo(wanted[row][column], 12);
    }
  }
}

/** What the decoder makes of style codes and classes. */
function decoded(model: Model, codes: number[][], classes: number[]): number[][] {
  const Z = tensorFrom(kernels, codes.flat(), codes.length, codes[0].length);
  return rowsOf(model.decode(model.codesOf(Z, classes)));
}

test("a walk begins and ends with an image and its reconstruction, and is straight between the codes", () => {
  const { model } = pictured("aae");
  const picture = walksBetween(model, { kernels, X, labels });
  if (picture?.kind !== "images") throw new Error("there are no walks");
  const images = rowsOf(picture.images);
  const [originals, R, Z] = [X, copyOf(reconstruct(model, X)), copyOf(model.encode(X))].map(rowsOf);
  for (const walk of [0, 9]) {
    const found = images.slice(walk * 11, (walk + 1) * 11);
    const [from, to] = [walk, 10 + walk];
    expectNear([found[0], found[10]], [originals[from], originals[to]]);
    expectNear([found[1], found[9]], [R[from], R[to]]);
    const middle = Z[from].map((z, j) => (z + Z[to][j]) / 2);
    expectNear([found[5]], decoded(model, [middle], [0]));
  }
});

test("a single image goes nowhere", () => {
  const { model } = pictured("aae");
  const one = tensorFrom(kernels, rowsOf(X)[0], 1, INPUTS);
  expect(walksBetween(model, { kernels, X: one, labels: [3] })).toBeNull();
});

test("the swiss roll unrolled goes from its middle to its end, a line for each class", () => {
  const prior = { kind: "swiss-roll", radius: 3, turns: 2, slices: 10 };
  const { model, pictures } = pictured("labels-in-prior", { prior });
  const at = (share: number) => {
    const angle = 4 * Math.PI * Math.sqrt(share);
    return [3 * Math.sqrt(share) * Math.cos(angle), 3 * Math.sqrt(share) * Math.sin(angle)];
  };
  for (const slice of [0, 9]) {
    const codes = Array.from({ length: 16 }, (_, k) => at((slice + (k + 0.5) / 16) / 10));
    expectNear(line(pictures, "unrolled", slice), decoded(model, codes, new Array(16).fill(slice)));
  }
});

test("a prior that is no line is not unrolled", () => {
  expect([...pictured("labels-in-prior").pictures.keys()]).toEqual([
    "classes",
    "latent",
    "manifold",
  ]);
});

test.each(["semi-supervised", "supervised"])(
  "%s: a line begins with an image, and its own style follows in every class",
  (recipe) => {
    const { model, pictures } = pictured(recipe);
    const styles = rowsOf(model.style(X, { labels }));
    const classes = Array.from({ length: 10 }, (_, k) => k);
    for (const image of [0, 7]) {
      const [original, ...copies] = line(pictures, "analogies", image);
      expectNear([original], [rowsOf(X)[image]]);
      expectNear(copies, decoded(model, new Array(10).fill(styles[image]), classes));
    }
  },
);

test("a cluster shows the decoder's image of it, then images that chose it", () => {
  const { model, pictures } = pictured("clustering");
  const K = model.classes;
  const Y = rowsOf(model.classify?.(X) ?? zeros(kernels, 0, 0));
  let members = 0;
  for (let cluster = 0; cluster < K; cluster++) {
    const [own, ...images] = line(pictures, "clusters", cluster);
    expectNear([own], decoded(model, [new Array(model.prior.latent).fill(0)], [cluster]));
    const chosen = rowsOf(X).filter((_, image) => Math.max(...Y[image]) === Y[image][cluster]);
    expectNear(images.slice(0, chosen.length), chosen.slice(0, 10));
    members += chosen.length;
  }
  expect(members).toBe(IMAGES);
});

test("the plane of codes has a circle around each head", () => {
  const { model, pictures } = pictured("dimensionality-reduction");
  const plane = pictures.get("plane");
  if (plane?.kind !== "plane") throw new Error("there is no plane");
  expect(plane.lines.map(({ label }) => label)).toEqual([..."0123456789"]);
  const W = rowsOf(model.networks.clusterHeads.parameters[0].value);
  for (const [head, { points }] of plane.lines.entries()) {
    for (const [x, y] of points) {
      expect(Math.hypot(x - W[head][0], y - W[head][1])).toBeCloseTo(2, 9);
    }
  }
});

test.each([
  ["latent2d", {}, "latent"],
  ["aae", { latent: 1 }, "latent"],
  ["dimensionality-reduction", {}, "plane"],
  ["dimensionality-reduction", { latent: 1 }, "line"],
] as const)(
  "%s with %j speaks of colours only where there are labels",
  (recipe, settings, name) => {
    const captionOf = (given: Int16Array | null) =>
      pictured(recipe, settings, given).pictures.get(name)?.caption;
    expect(captionOf(labels)).toContain("coloured by label");
    expect(captionOf(null)).toMatch(/^[A-Z](?!.*colour).*\.$/);
  },
);
