/** `npm run gradcheck`: runs every check of the project and prints one table. */
import { styleText } from "node:util";
import { Command } from "commander";
import { runCommand } from "./command.ts";
import type { Row } from "./gradcheck/suite/total.ts";
import { isTerminal } from "./node/terminal.ts";

const { json } = new Command()
  .description(
    "Checks every gradient of the project against central differences in float64.\n" +
      "Ends with code 1 if a check fails.",
  )
  .option("--json", "print the results as JSON")
  .parse()
  .opts<{ json?: boolean }>();

const colours = isTerminal(process.stdout) && !process.env.NO_COLOR;
const paint = (style: "bold" | "green" | "red", text: string) =>
  colours ? styleText(style, text) : text;
const say = (text: string) => {
  if (!json) console.log(text);
};

await runCommand(async () => {
  const { inShort, tableHead, tableLine } = await import("./gradcheck/format.ts");
  const { runCheck } = await import("./gradcheck/suite/check.ts");
  const { suite } = await import("./gradcheck/suite/suite.ts");
  const { totalOf } = await import("./gradcheck/suite/total.ts");
  const rows: Row[] = [];
  for (const { title, checks } of suite) {
    say(`${rows.length === 0 ? "" : "\n"}${paint("bold", tableHead(title))}`);
    for (const { name, kind, run } of checks) {
      const result = runCheck({ name, run });
      rows.push({ chapter: title, kind, result });
      say(tableLine(result, (verdict) => paint(result.passed ? "green" : "red", verdict)));
      for (const problem of result.problems) say(`    ${problem}`);
    }
  }

  const total = totalOf(rows);
  const number = (count: number) => count.toLocaleString("en-US");
  say(
    `\n${number(total.derivatives)} derivatives held against central differences: the largest relative error is ${inShort(total.largestError)},\n` +
      `${number(total.kinks)} more sit at kinks, where there is none; ${number(total.incomparable)} are not comparable, too small beside what they move.\n` +
      `${number(total.values)} other values held against what they should be.\n` +
      (total.failed === 0
        ? paint("green", `All ${total.checks} checks pass.`)
        : paint("red", `${total.failed} of ${total.checks} checks FAIL.`)),
  );
  if (json) {
    const checks = rows.map(({ chapter, kind, result: { comparisons: _, ...rest } }) => ({
      chapter,
      kind,
      ...rest,
    }));
    // JSON has no Infinity: an error that is not a number would be null, and null < 1e-6.
    const written = (_: string, value: unknown) =>
      value === Number.POSITIVE_INFINITY ? "Infinity" : value;
    console.log(JSON.stringify({ total, checks }, written, 2));
  }
  if (total.failed > 0) process.exitCode = 1;
});
