import { expect, test, vi } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { loadMnist } from "../../src/node/mnist.ts";

/** The name of the file whose last bit is the wrong way round. */
const damaged = vi.hoisted(() => ({ file: "" }));

vi.mock("../../src/node/files.ts", async (original) => {
  const files = await original<typeof import("../../src/node/files.ts")>();
  return {
    ...files,
    readFileWhole(path: string) {
      const bytes = files.readFileWhole(path);
      if (path.endsWith(damaged.file)) bytes[bytes.length - 1] ^= 1;
      return bytes;
    },
  };
});

test.each([
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
])("MNIST with one wrong bit in %s is refused", (file) => {
  damaged.file = file;
  expect(loadMnist).toThrow(InputError);
  expect(loadMnist).toThrow(new RegExp(`${file}" has the sha256 [0-9a-f]{64}, but MNIST's has`));
});
