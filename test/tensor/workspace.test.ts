import { expect, test, vi } from "vitest";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { Workspace } from "../../src/tensor/workspace.ts";

test("the same shape is the same tensor, and shapes take turns without new memory", () => {
  const allocate = vi.fn(tsKernels.allocate);
  const buffer = new Workspace({ ...tsKernels, allocate });
  const large = buffer.shaped(6, 4);
  const small = buffer.shaped(2, 4);
  const calls = allocate.mock.calls.length;
  for (let turn = 0; turn < 3; turn++) {
    expect(buffer.shaped(6, 4)).toBe(large);
    expect(buffer.shaped(2, 4)).toBe(small);
  }
  expect(allocate).toHaveBeenCalledTimes(calls);
  expect(small.data.buffer).toBe(large.data.buffer);
  expect([small.shape, small.data.length]).toEqual([[2, 4], 8]);
});

test("a larger shape takes new memory, which the smaller ones then share", () => {
  const buffer = new Workspace(tsKernels);
  buffer.shaped(2, 4);
  const large = buffer.shaped(6, 4);
  expect(buffer.shaped(2, 4).data.buffer).toBe(large.data.buffer);
});
