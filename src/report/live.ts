/** A page that shows how a run does while it goes on: the browser reads it again every few seconds. */
import { escape as escapeHtml } from "html-escaper";
import type { Run } from "../training/run.ts";
import type { Metrics } from "../training/train.ts";
import { lossChart } from "./loss-chart.ts";
import { chartedFigures, lossPoints } from "./report.ts";

/** After how many seconds a browser reads the page again. */
const REFRESH = 5;

/** Forbids scripts and anything from elsewhere. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/**
 * @param metrics what was recorded until now
 * @param done whether the run has ended: then the page stays as it is
 * @param hasReport whether a report lies beside it then
 * @returns the text of an HTML file
 */
export function livePage(
  run: Run,
  metrics: readonly Metrics[],
  done: boolean,
  hasReport = true,
): string {
  const { configuration, data, step, steps, judged } = run;
  const title = `${configuration.recipe} on ${data.name}: step ${step} of ${steps}${done ? "" : " …"}`;
  const refresh = done ? "" : `<meta http-equiv="refresh" content="${REFRESH}">\n`;
  const chart =
    metrics.length === 0
      ? "<p>No step has been taken yet.</p>"
      : lossChart(chartedFigures(run, metrics), ...lossPoints(run, metrics), judged.name);
  const evaluations = metrics.filter(({ kind }) => kind !== "step").slice(-10);
  const lines = evaluations.map(
    ({ epoch, kind, figures }) =>
      `<tr><td>${epoch}</td><td>${kind}</td><td>${Object.entries(figures)
        .map(([name, value]) => `${escapeHtml(name)} ${value.toFixed(4)}`)
        .join(", ")}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 40rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.3rem; }
svg { max-width: 100%; height: auto; }
td { padding-right: 1rem; }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${chart}
<h2>The latest evaluations</h2>
<table>
<tr><th>epoch</th><th>on</th><th>figures</th></tr>
${lines.join("\n")}
</table>
${done && hasReport ? '<p><a href="report.html">The report</a></p>' : ""}
</body>
</html>
`;
}
