import { createHash } from "node:crypto";
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { MetricsFile, readMetrics } from "../../src/runs/metrics.ts";
import type { Metrics } from "../../src/training/train.ts";
import { temporaryFolder } from "../small-data.ts";

let path: string;
beforeEach(() => {
  path = join(temporaryFolder(), "metrics.jsonl");
});

const line = (step: number): Metrics => ({
  step,
  epoch: 1,
  kind: step % 2 ? "step" : "validation",
  figures: {
    reconstruction: 0.1 + step,
    discriminator: 1 / 3,
    accuracy: 0.5,
    ...(step % 2 === 0 && { generator: 5e-324 }),
  },
});
const text = () => readFileSync(path, "utf8");

describe("the metrics of a run", () => {
  test("go on from a mark, and what came later is cut off", () => {
    const first = new MetricsFile(path);
    for (let step = 1; step <= 7; step++) first.record(line(step));
    const mark = first.mark();
    const kept = text();
    expect(mark).toEqual({
      bytes: kept.length,
      sha256: createHash("sha256").update(kept).digest("hex"),
    });
    for (let step = 8; step <= 150; step++) first.record(line(step));
    first.flush();
    appendFileSync(path, '{"step":15'); // a line that was being written

    const second = new MetricsFile(path, mark);
    expect(text()).toBe(kept);
    expect(second.all).toEqual([1, 2, 3, 4, 5, 6, 7].map(line));
    second.record(line(8));
    expect(second.mark().bytes).toBe(text().length);
    expect(text()).toBe(`${kept}${JSON.stringify(line(8))}\n`);
    expect(new MetricsFile(path, second.mark()).all).toHaveLength(8);
  });

  test("stand there once, even if a part of them was written by an attempt that failed", () => {
    const file = new MetricsFile(path);
    file.record(line(1));
    file.flush();
    const before = text();
    appendFileSync(path, JSON.stringify(line(2)).slice(0, 20)); // then the disk was full
    file.record(line(2));
    file.flush();
    expect(text()).toBe(`${before}${JSON.stringify(line(2))}\n`);
  });

  test("are refused if they are not those that were marked", () => {
    const file = new MetricsFile(path);
    for (let step = 1; step <= 7; step++) file.record(line(step));
    const mark = file.mark();
    const whole = text();
    const refused = () => expect(() => new MetricsFile(path, mark)).toThrow(InputError);
    writeFileSync(path, whole.replace("0.5", "0.6"));
    refused();
    truncateSync(path, 20);
    refused();
    expect(text()).toHaveLength(20);
    rmSync(path);
    refused();
    mkdirSync(path);
    refused();
  });

  const GOOD = '{"step":1,"epoch":1,"kind":"test","figures":{"reconstruction":1}}';
  const figures = (json: string) => `{"step":1,"epoch":1,"kind":"step","figures":${json}}`;

  test.each([
    ["not JSON", "{"],
    ["empty", ""],
    ["a list", "[]"],
    ["without a step", '{"epoch":1,"kind":"test","figures":{"reconstruction":1}}'],
    ["with a broken step", '{"step":1.5,"epoch":1,"kind":"test","figures":{}}'],
    ["without figures", '{"step":1,"epoch":1,"kind":"test"}'],
    ["of no known kind", '{"step":1,"epoch":1,"kind":"toast","figures":{"reconstruction":1}}'],
    ["with a text for a number", figures('{"reconstruction":"1"}')],
    ["with nothing for a number", figures('{"reconstruction":null}')],
    ["with a number too large", figures('{"reconstruction":1e999}')],
    ["with a key that no object has", figures('{"__proto__":1}')],
    ["with something twice", figures('{"reconstruction":1,"reconstruction":2}')],
    ["with something more", `${GOOD.slice(0, -1)},"x":2}`],
    ["of version 0.1", '{"step":1,"epoch":1,"testMse":1}'],
  ])("a line that is %s is refused", (_, bad) => {
    const good = `${GOOD}\n`;
    const read = (json: string) => readMetrics(new TextEncoder().encode(json), "metrics.jsonl");
    expect(read(good + good)).toHaveLength(2);
    expect(() => read(`${good}${bad}\n${good}`)).toThrow('Line 2 of "metrics.jsonl" is not');
  });

  test("a last line without its end is refused", () => {
    const bytes = new TextEncoder().encode(GOOD);
    expect(() => readMetrics(bytes, "file")).toThrow('Line 1 of "file"');
  });
});
