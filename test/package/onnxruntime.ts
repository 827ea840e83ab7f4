/** ONNX files, run by onnxruntime-web. */
import { pathToFileURL } from "node:url";
import { path } from "./ready.ts";

/** The little of onnxruntime-web that is used. */
interface OnnxRuntime {
  readonly env: { wasm: { numThreads: number }; logLevel: string };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => object;
  readonly InferenceSession: {
    create(bytes: Uint8Array): Promise<{
      run(feeds: Record<string, object>): Promise<Record<string, { data: Float32Array }>>;
    }>;
  };
}

async function onnxRuntime(): Promise<OnnxRuntime> {
  const file = pathToFileURL(path("onnxruntime-web/dist/ort.node.min.mjs")).href;
  const runtime: OnnxRuntime = await import(/* @vite-ignore */ file);
  runtime.env.wasm.numThreads = 1;
  runtime.env.logLevel = "error";
  return runtime;
}

/** What a file of a network makes of its inputs, each given as numbers and their width. */
export async function runOnnx(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, readonly [Float32Array, number]>>,
): Promise<Float32Array> {
  const { InferenceSession, Tensor } = await onnxRuntime();
  const session = await InferenceSession.create(bytes);
  const tensors = Object.entries(feeds).map(([input, [data, width]]) => [
    input,
    new Tensor("float32", data, [data.length / width, width]),
  ]);
  const [{ data }] = Object.values(await session.run(Object.fromEntries(tensors)));
  return data;
}
