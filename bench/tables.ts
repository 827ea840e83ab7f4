/** The results as tables, at most 100 columns wide. */
import Table from "cli-table3";
import { PRODUCTS, type ProductName } from "./job.ts";
import type { GrowthRow, ProductRow, Results, StepRow } from "./measurements.ts";
import type { Spread } from "./statistics.ts";

/** The products as formulas. */
const FORMULAS: Record<ProductName, string> = {
  matmul: "X·W",
  matmulTransposeA: "Xᵀ·dY",
  matmulTransposeB: "dY·Wᵀ",
};

export function tables(
  libraries: readonly string[],
  { machine, reference, products, steps, growth }: Results,
): string {
  const { processor, cores, node, load, calibration, unsteadiness } = machine;
  const problems = [...new Set(steps.map(({ sizes }) => JSON.stringify(sizes)))];
  return [
    ...(unsteadiness > 0.1
      ? [
          `The machine was not itself: its speed varied by ${(100 * unsteadiness).toFixed(0)} % while this was measured.`,
          "Believe the ratios of neighbouring turns (N×) rather than the figures, and run it again.",
          "",
        ]
      : []),
    `${processor}, ${cores} cores, Node ${node}, load ${load.toFixed(1)} before it began`,
    `${spreadText(calibration)} million dependent additions a second beside the turns`,
    libraries.join(", "),
    "Every figure is a median, with its quartiles in brackets: (low–high).",
    `N× means: N times as long as ${reference}, whose turn was beside it; the median of all turns.`,
    "",
    "Matrix products, GFLOP/s; the shape is B×I×O, with X [B, I] and W [I, O]",
    ...productTables(products),
    ...problems.flatMap((problem) => {
      const rows = steps.filter(({ sizes }) => JSON.stringify(sizes) === problem);
      const { batch, input, hidden, latent } = rows[0].sizes;
      const widths = [input, ...hidden, latent].join("-");
      return [
        `One training step: batch ${batch}, networks ${widths}, three phases with Adam`,
        stepTable(rows),
        "",
      ];
    }),
    "An epoch marked ~ was not run, but reckoned from the median step. Memory is the most so far of the",
    "whole process, Node or Python included. Garbage is what a step leaves for the collector; of ours,",
    "with small networks, after some thousand steps.",
    "",
    "How the time of a step grows with the batch and with the hidden layers",
    growthTable(growth),
  ]
    .join("\n")
    .replaceAll(/ +$/gm, "");
}

/** What became faster or slower than in a stored run; quartiles that overlap say neither. */
export function comparison(before: Results, now: Results): string {
  const table = plainTable(["step", "before, ms", "now, ms", ""], [48, 26, 26, 20]);
  for (const row of now.steps) {
    const sizes = JSON.stringify(row.sizes);
    const old = before.steps.find(
      ({ name, sizes: other }) => name === row.name && JSON.stringify(other) === sizes,
    );
    if (!row.ms || !old?.ms) continue;
    const verdict =
      row.ms.high < old.ms.low ? "faster" : row.ms.low > old.ms.high ? "slower" : "as fast";
    const { batch, hidden } = row.sizes;
    table.push([
      `${row.name.trim()}, batch ${batch}, hidden ${hidden.join("-")}`,
      spreadText(old.ms),
      spreadText(row.ms),
      `${verdict} ${ratio(row.ms.median / old.ms.median)}`,
    ]);
  }
  return [
    `Additions a second: ${spreadText(before.machine.calibration)} million before, ${spreadText(now.machine.calibration)} million now.`,
    table.toString(),
  ]
    .join("\n")
    .replaceAll(/ +$/gm, "");
}

/** One table for each shape. */
function productTables(rows: readonly ProductRow[]): string[] {
  const shapes = [...new Set(rows.map(({ shape }) => shape.join("×")))];
  return shapes.flatMap((shape) => {
    const ofShape = rows.filter((row) => row.shape.join("×") === shape);
    const find = (name: string, product: ProductName) =>
      ofShape.find((row) => row.name === name && row.product === product);
    const table = plainTable(
      [shape, ...PRODUCTS.map((product) => FORMULAS[product])],
      [22, 26, 26, 26],
    );
    for (const name of new Set(ofShape.map((row) => row.name))) {
      const note = find(name, "matmul")?.note ?? "";
      table.push(
        note !== ""
          ? [name, { content: note, colSpan: PRODUCTS.length }]
          : [
              name,
              ...PRODUCTS.map((product) => {
                const row = find(name, product);
                if (!row?.gflops || !row.ratio) return "";
                return `${spreadText(row.gflops)} ${ratio(row.ratio.median)}`;
              }),
            ],
      );
    }
    return [table.toString(), ""];
  });
}

function stepTable(rows: readonly StepRow[]): string {
  const table = plainTable(
    ["", "ms", "", "epoch, s", "memory, MB", "garbage, bytes"],
    [22, 26, 10, 12, 14, 16],
  );
  for (const { name, ms, ratio: times, note, epoch, peakMemory, garbage } of rows) {
    if (ms === null) {
      table.push([name, { content: note, colSpan: 5 }]);
      continue;
    }
    table.push([
      name,
      spreadText(ms),
      times === null ? "" : ratio(times.median),
      epoch === null ? "" : `${epoch.measured ? "" : "~"}${short(epoch.seconds)}`,
      peakMemory === null ? "" : (peakMemory / 1e6).toFixed(0),
      garbage === null ? "" : Math.round(garbage).toLocaleString("en"),
    ]);
  }
  return table.toString();
}

/** A row for each size, with a pair of columns for each kernel set. */
function growthTable(rows: readonly GrowthRow[]): string {
  const names = [...new Set(rows.map(({ name }) => name))];
  const table = plainTable(
    ["batch", "hidden", ...names.flatMap((name) => [`${name}, ms`, "µs an image"])],
    [8, 10, ...names.flatMap(() => [27, 14])],
  );
  const sizes = new Map(rows.map((row) => [`${row.sizes.batch} ${row.sizes.hidden}`, row.sizes]));
  for (const { batch, hidden } of sizes.values()) {
    const cells = names.flatMap((name) => {
      const row = rows.find(
        (row) =>
          row.name === name && row.sizes.batch === batch && row.sizes.hidden[0] === hidden[0],
      );
      return row ? [spreadText(row.ms), short((1000 * row.ms.median) / batch)] : ["", ""];
    });
    table.push([batch, hidden.join("-"), ...cells]);
  }
  return table.toString();
}

/** Columns of these widths without lines between them, under a head with a line below. */
export function plainTable(head: string[], colWidths: number[]) {
  const none = ["top", "bottom", "left", "right", "mid"].flatMap((side) => [
    [side, ""],
    [`${side}-mid`, ""],
    [`${side}-left`, ""],
    [`${side}-right`, ""],
  ]);
  return new Table({
    head,
    colWidths,
    chars: { ...Object.fromEntries(none), middle: "", mid: "─" },
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 1 },
  });
}

/** `54.2 (53.0–55.1)` */
function spreadText({ low, median, high }: Spread): string {
  return `${short(median)} (${short(low)}–${short(high)})`;
}

/** `12.3×` */
function ratio(times: number): string {
  return `${short(times)}×`;
}

/** Three digits, but no more than two behind the point. */
function short(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
