/** The profile of a step names every loop, and what it counts adds up to the step. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { start } from "../commands/program.ts";

const program = fileURLToPath(new URL("../../bench/profile.ts", import.meta.url));

/** The first line, and the rows of the table: what each is called, its calls, and its share in per cent. */
async function profileOf(...args: string[]) {
  const { code, stdout, stderr } = await start(["--import", "tsx", program, ...args]).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [first, ...lines] = stdout.split("\n");
  const rows = lines.flatMap((line) => {
    const [, name, calls, , share] =
      /^ *(.*?) +(\d+) +(\d+\.\d{3}) +(-?\d+\.\d) %/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, calls: Number(calls), share: Number(share) }];
  });
  return { first, rows };
}

test("every loop of a step has a name, and all together are the step", async () => {
  const { first, rows } = await profileOf(
    ...["--set", "ts", "--hidden", "6", "--layers", "2", "--batch", "4", "--seconds", "0.2"],
  );
  expect(first).toMatch(/^ts: a step of 4 images with 6 hidden units takes \d+\.\d\d ms, /);
  const loops = rows.slice(0, -3);
  const [products, others, rest] = rows.slice(-3);
  const names = loops.map(({ name }) => name);
  expect(names).toContain("Adam 4704");
  expect(names).toEqual(
    expect.arrayContaining(["X·W 4×784 784×6", "Xᵀ·dY 4×784 4×6", "dY·Wᵀ 4×6 6×6"]),
  );
  for (const name of names) expect(name).toMatch(/^[\p{L}·ᵀ]/u);

  const callsOf = (some: typeof rows) => some.reduce((sum, { calls }) => sum + calls, 0);
  const isProduct = ({ name }: { name: string }) => /^(X·W|Xᵀ·dY|dY·Wᵀ) /.test(name);
  expect(callsOf(loops.filter(isProduct))).toBe(products.calls);
  expect(callsOf(loops.filter((row) => !isProduct(row)))).toBe(others.calls);
  expect(products.share + others.share + rest.share).toBeCloseTo(100, 0);
});

test("a recipe has a name", async () => {
  const { code, stdout, stderr } = await start(["--import", "tsx", program, "--recipe", "nobody"])
    .ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^error: There is no recipe "nobody"; choose one of aae, .*\n$/);
});
