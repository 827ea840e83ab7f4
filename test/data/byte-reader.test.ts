import { expect, test } from "vitest";
import { ByteReader } from "../../src/data/byte-reader.ts";

test("bytes come in the lengths that are asked for", () => {
  const reader = new ByteReader([
    Uint8Array.of(1, 2, 3),
    new Uint8Array(0),
    Uint8Array.of(4),
    Uint8Array.of(5, 6),
  ]);
  expect([...reader.take(2)]).toEqual([1, 2]);
  expect([...reader.take(0)]).toEqual([]);
  expect([...reader.take(3)]).toEqual([3, 4, 5]);
  expect(reader.position).toBe(5);
  expect([...reader.take(9)]).toEqual([6]);
  expect([...reader.take(1)]).toEqual([]);
  expect(reader.position).toBe(6);
});

test("what was taken is the caller's own", () => {
  const piece = Uint8Array.of(1, 2);
  const taken = new ByteReader([piece]).take(2);
  piece.fill(9);
  expect([...taken]).toEqual([1, 2]);
});
