/** What docs/python.md says of a model's file holds: PyTorch, built from it, computes the same, and goes on. */
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { writeNpy } from "../../src/data/npy.ts";
import { saveModel } from "../../src/runs/model-file.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { configure, settingsFor } from "../../src/training/configuration.ts";
import { onnxFiles } from "../../src/training/onnx.ts";
import { type Run, setLearningRates, startRun } from "../../src/training/run.ts";
import { TrainedModel } from "../../src/training/trained-model.ts";
import { runOnnx } from "../package/onnxruntime.ts";
import { ready } from "../package/ready.ts";
import { temporaryFolder } from "../small-data.ts";
import { blocks, textOf } from "./pages.ts";

/** A Python that has PyTorch, or null. */
const python = ["/usr/bin/python3", "python3"].find(
  (program) => spawnSync(program, ["-c", "import torch, numpy"]).status === 0,
);
if (python === undefined) {
  console.error("Not tested: docs/python.md, for there is no Python with PyTorch (python3-torch).");
}

/** Rows whose numbers hang together, in several units. */
function rows(count: number): Float32Array {
  const random = new SeededRandom("rows");
  return Float32Array.from({ length: count }, () => random.normal()).reduce(
    (all, t, i) => {
      all.set([20 + 5 * t, 1000 + 30 * t * t, 0.3 - 0.1 * t, t > 0 ? 7 : 9], 4 * i);
      return all;
    },
    new Float32Array(4 * count),
  );
}

describe.skipIf(python === undefined)("PyTorch, built as the page says", () => {
  const folder = temporaryFolder();
  const file = join(folder, "model.safetensors");
  const npy = join(folder, "rows.npy");
  const values = rows(500);
  let trained: TrainedModel;
  let trainedRun: Run;
  const [model, training] = blocks(textOf("docs/python.md"), "python");
  const run = (program: string) =>
    execFileSync(python ?? "", ["-c", program, file, npy], { encoding: "utf8" });

  beforeAll(() => {
    const train = { count: 500, inputs: 4, image: null, values, labels: null } as const;
    const examples = { ...train, classNames: null, columnNames: null };
    const options = { hidden: [16, 8], latent: 3, steps: 50, batchSize: 50 };
    const set = ["activation=leakyRelu", "batchNormalisation=hidden", "inputNoise=0.1"];
    const configuration = configure("aae", { ...options, set }, settingsFor(examples));
    const data = { name: "rows", train: examples, test: null };
    trainedRun = startRun(configuration, tsKernels, data, "rows");
    for (trainedRun.step = 0; trainedRun.step < 50; trainedRun.step++) {
      setLearningRates(trainedRun);
      trainedRun.training.step(trainedRun.loader.next(), trainedRun.pass);
    }
    saveModel(file, trainedRun);
    trained = new TrainedModel(tsKernels, trainedRun);
    writeFileSync(npy, writeNpy({ shape: [500, 4], values }));
  });

  test("computes the same codes and rows, within 1e-5", () => {
    const printed = run(`${model}
rows = torch.from_numpy(np.load(sys.argv[2]).astype(np.float64))
X = ((rows - tensors["scaling.offset"]) / tensors["scaling.scale"]).float()
Z = encoder(X)
R = decoder(Z).double() * tensors["scaling.scale"] + tensors["scaling.offset"]
print(json.dumps([Z.tolist(), R.tolist(), tensors["scaling.scale"].tolist()]))`);
    const [Z, R, scale] = JSON.parse(printed) as [number[][], number[][], number[]];
    const codes = trained.encode(values);
    expect(Math.max(...Z.flat().map((z, i) => Math.abs(z - codes[i])))).toBeLessThan(1e-5);
    const decoded = trained.reconstruct(values);
    const errors = R.flat().map((r, i) => Math.abs(r - decoded[i]) / scale[i % 4]);
    expect(Math.max(...errors)).toBeLessThan(1e-4); // 1000 in float32 has steps of 6e-5
    expect(Math.max(...Z.flat().map(Math.abs))).toBeGreaterThan(0.1);
  });

  test.skipIf(!ready)("computes what the ONNX files compute, within 1e-5", async () => {
    const printed = run(`${model}
torch.manual_seed(1)
rows = torch.from_numpy(np.load(sys.argv[2]).astype(np.float64))
X = ((rows - tensors["scaling.offset"]) / tensors["scaling.scale"]).float()
Z = 2 * torch.randn(500, 3)
R = decoder(Z).double() * tensors["scaling.scale"] + tensors["scaling.offset"]
print(json.dumps([t.flatten().tolist() for t in [encoder(X), Z, R, discriminator(Z)]]))`);
    const [codes, Z, R, logits] = JSON.parse(printed) as number[][];
    const files = Object.fromEntries(onnxFiles(trainedRun).map((one) => [one.name, one.bytes]));
    const difference = async (file: string, input: string, X: Float32Array, Y: number[]) => {
      const given = await runOnnx(files[file], { [input]: [X, X.length / 500] });
      expect(given.length).toBe(Y.length);
      const reach = Math.max(1, ...Y.map(Math.abs)); // of rows in their own units
      return Math.max(...Y.map((y, i) => Math.abs(y - given[i]))) / reach;
    };
    const drawn = Float32Array.from(Z);
    expect(await difference("encoder.onnx", "rows", values, codes)).toBeLessThan(1e-5);
    expect(await difference("decoder.onnx", "codes", drawn, R)).toBeLessThan(1e-5);
    expect(await difference("discriminator.onnx", "codes", drawn, logits)).toBeLessThan(1e-5);
  });

  test("goes on with the training, and gets better", () => {
    const [, before, after] = /error (\S+) before, (\S+) after/.exec(run(model + training)) ?? [];
    expect(Number(after)).toBeLessThan(Number(before));
  });
});

test("the page's programs are there", () => {
  const [model, training] = blocks(textOf("docs/python.md"), "python");
  expect(model).toContain("def build(");
  expect(training).toContain("generating.step()");
});
