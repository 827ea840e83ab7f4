/** `npm run gradcheck`: runs every check of the project and prints one table. */
import { styleText } from "node:util";
import { Command } from "commander";
import { tableHead, tableLine } from "./gradcheck/format.ts";
import type { CheckResult } from "./gradcheck/result.ts";
import { type Check, runCheck } from "./gradcheck/suite/check.ts";
import { suite } from "./gradcheck/suite/suite.ts";

const { json } = new Command("gradcheck")
  .description("Checks every gradient of the project against central differences in float64.")
  .option("--json", "print the results as JSON")
  .parse()
  .opts<{ json?: boolean }>();

const say = (line: string) => {
  if (!json) console.log(line);
};
const coloured = (style: "bold" | "green" | "red", text: string) =>
  process.stdout.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text;

const results: { chapter: string; kind: Check["kind"]; result: CheckResult }[] = [];
for (const { title, checks } of suite) {
  say(`\n${coloured("bold", tableHead(title))}`);
  for (const check of checks) {
    const result = runCheck(check);
    results.push({ chapter: title, kind: check.kind, result });
    const line = tableLine({ ...result, name: check.name });
    say(
      line.replace(/\b(pass|FAIL)\b/, (verdict) =>
        coloured(verdict === "pass" ? "green" : "red", verdict),
      ),
    );
    for (const problem of result.problems) say(`    ${problem}`);
  }
}

const of = (kind: Check["kind"]) =>
  results.filter((it) => it.kind === kind).map(({ result }) => result);
const count = (list: readonly CheckResult[]) =>
  list.reduce((sum, { compared }) => sum + compared, 0);
const derivatives = of("derivatives");
const failed = results.filter(({ result }) => !result.passed).length;
const total = {
  checks: results.length,
  failed,
  derivatives: count(derivatives),
  largestError: Math.max(...derivatives.map(({ largestError }) => largestError)),
  kinks: derivatives.reduce((sum, { kinks }) => sum + kinks, 0),
  values: count(of("values")),
};

if (json) {
  const checks = results.map(({ chapter, kind, result: { comparisons: _, ...rest } }) => ({
    chapter,
    kind,
    ...rest,
  }));
  console.log(JSON.stringify({ total, checks }, null, 2));
} else {
  console.log(
    `\n${total.checks} checks: ${total.derivatives.toLocaleString("en-US")} derivatives held against central differences, ` +
      `largest relative error ${total.largestError.toExponential(1)}, ${total.kinks} points at kinks;\n` +
      `${total.values.toLocaleString("en-US")} other values. ` +
      (failed === 0 ? coloured("green", "All pass.") : coloured("red", `${failed} FAIL.`)),
  );
}
if (failed > 0) process.exitCode = 1;
