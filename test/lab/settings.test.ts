/** What stands in an address is held against its rule, whoever wrote it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  DEFAULTS,
  readAddress,
  type Settings,
  writeAddress,
} from "../../lab/src/engine/settings.ts";

test("an empty address is the defaults, and the defaults are an empty address", () => {
  expect(readAddress("")).toEqual({ settings: DEFAULTS, complaints: [] });
  expect(writeAddress(DEFAULTS)).toBe("");
});

test("settings come back from the address that they were written to", () => {
  const settings: Settings = {
    ...{ scene: "landscape", seed: 4294967295, step: 1234, data: "spots", prior: "ring" },
    ...{ latent: 3, hidden: 17, batch: 64, rate: 0.00125, discriminator: 20, generator: 0.01 },
    ...{ phases: ["reconstruction", "generator"], speed: 60, rung: "ts" },
  };
  const address = writeAddress(settings);
  expect(address).toContain("phases=rg");
  expect(readAddress(`#${address}`)).toEqual({ settings, complaints: [] });
});

test.each([
  ["hidden=1000000000", "hidden, which must be a whole number from 1 to 512; 64 is taken"],
  ["rate=NaN", "rate, which must be a number from 0.00001 to 0.1; 0.002 is taken"],
  ["rate=0.5e99", "rate, which must be"],
  ["seed=-1", "seed, which must be a whole number from 0 to 4294967295; 1 is taken"],
  ["seed=1.5", "seed, which must be"],
  ["phases=", "phases, which must be one or more of the letters r, d, g in this order"],
  ["phases=gd", "phases, which must be"],
  ["scene=constructor", "scene, which must be one of plane, adversary"],
  ["prior=", "prior, which must be one of gaussian"],
  ["__proto__=1", "a part “__proto__” that this page does not know; it is left out"],
  [`code=${"x".repeat(999)}`, "a part “code” that this page does not know"],
])("%s is refused in one sentence, and the rest is taken", (part, words) => {
  const { settings, complaints } = readAddress(`#${part}&batch=16`);
  expect(settings).toEqual({ ...DEFAULTS, batch: 16 });
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toContain(words);
  expect(complaints[0].length).toBeLessThan(250);
});

test("a part that comes twice is taken once", () => {
  const { settings, complaints } = readAddress("#seed=2&seed=3");
  expect(settings.seed).toBe(2);
  expect(complaints).toEqual(["The link has seed twice; the first is taken."]);
});

test("whatever stands in an address, settings come out that keep every rule", () => {
  fc.assert(
    fc.property(fc.webFragments(), fc.string(), (fragment, text) => {
      for (const hash of [fragment, text, `seed=${text}`, `hidden=${encodeURIComponent(text)}`]) {
        const { settings } = readAddress(hash);
        expect(readAddress(writeAddress(settings))).toEqual({ settings, complaints: [] });
      }
    }),
    { numRuns: 30 },
  );
});
