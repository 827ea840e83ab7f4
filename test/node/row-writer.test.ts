import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readNpy } from "../../src/data/npy.ts";
import { InputError } from "../../src/input-error.ts";
import { openRowWriter } from "../../src/node/row-writer.ts";
import { temporaryFolder } from "../small-data.ts";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

test("an NPY file says at the end how many rows there are", () => {
  const writer = openRowWriter(at("a.npy"), [2, 2], null);
  writer.write(Float32Array.of(1, 2, 3, 4));
  expect(existsSync(at("a.npy"))).toBe(false); // not before it is whole
  writer.write(Float32Array.of(5, 6, 7, 8, 9, 10, 11, 12));
  writer.close();
  writer.discard();
  const { shape, values } = readNpy(readFileSync(at("a.npy")), "a.npy");
  expect(shape).toEqual([3, 2, 2]);
  expect([...values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("bytes stay bytes", () => {
  const writer = openRowWriter(at("b.npy"), [3], null);
  writer.write(Uint8Array.of(1, 2, 255));
  writer.close();
  expect(readNpy(readFileSync(at("b.npy")), "b.npy").values).toEqual(Uint8Array.of(1, 2, 255));
});

test("a CSV file has its names once", () => {
  const writer = openRowWriter(at("c.csv"), [2], ["x", 'a "b", c']);
  writer.write(Float32Array.of(1.5, -2));
  writer.write(Uint8Array.of(3, 4));
  writer.close();
  expect(readFileSync(at("c.csv"), "utf8")).toBe('x,"a ""b"", c"\n1.5,-2\n3,4\n');
});

test("what is not finished leaves nothing behind", () => {
  const writer = openRowWriter(at("d.csv"), [1], null);
  writer.write(Float32Array.of(1));
  writer.discard();
  expect(readdirSync(folder).filter((name) => name.startsWith("d.csv"))).toEqual([]);
});

test("nothing is overwritten unless it is asked for", () => {
  writeFileSync(at("e.csv"), "precious");
  expect(() => openRowWriter(at("e.csv"), [1], null)).toThrow(InputError);
  expect(() => openRowWriter(at("e.csv"), [1], null)).toThrow(
    "exists already and is not overwritten",
  );
  expect(readFileSync(at("e.csv"), "utf8")).toBe("precious");
  const writer = openRowWriter(at("e.csv"), [1], null, true);
  writer.write(Float32Array.of(7));
  expect(readFileSync(at("e.csv"), "utf8")).toBe("precious");
  writer.close();
  expect(readFileSync(at("e.csv"), "utf8")).toBe("7\n");
});

test("another name, or a folder that is not there, is refused", () => {
  expect(() => openRowWriter(at("f.txt"), [1], null)).toThrow("ends in neither .npy nor .csv");
  expect(() => openRowWriter(join(folder, "none", "f.csv"), [1], null)).toThrow("cannot write");
});
