/**
 * Says how unusual each row is: how badly it is given back, and how far its code lies from the prior.
 *
 *     npx tsx src/score.ts runs/aae-1 --data new.csv
 *     npx tsx src/score.ts runs/aae-1 --data new.csv --anomaly fault      with labels: an ROC curve
 *     npx tsx src/score.ts runs/aae-1 --data new.csv --usual normal.csv   held against other rows
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { runCommand } from "./command.ts";
import { quoted } from "./data/quoted.ts";
import { InputError } from "./input-error.ts";
import { share } from "./options.ts";
import type { ScoreName } from "./runs/jobs.ts";
import { onModel, onRows, openTrained, short, tell, type UseOptions } from "./use.ts";

interface Options extends UseOptions {
  readonly data?: string;
  readonly usual?: string;
  readonly quantile: number;
  readonly by: ScoreName;
  readonly anomaly?: string;
}

const program = new Command().description(
  "Writes how unusual each row is, and calls those anomalies that are more so than nearly all usual rows.",
);
onRows(onModel(program, "a file .csv or .npy (default: scores.csv in the run folder)"))
  .option("--usual <path>", "rows that are usual (default: those that the run learned from)")
  .option("--quantile <q>", "the share of these rows that are no anomalies", share, 0.99)
  .addOption(
    new Option("--by <score>", "what decides: the error, the distance of the code, or either")
      .choices(["error", "distance", "either"])
      .default("error"),
  )
  .option(
    "--anomaly <label>",
    "the label of rows that are anomalies: draws the ROC curve, roc.svg beside the scores (with --out NAME.csv, NAME-roc.svg)",
  )
  .parse();
const [path] = program.args;
const options = program.opts<Options>();

await runCommand(async () => {
  const { run, folder, trained } = await openTrained(path, options);
  const { scoreRows, thresholdsOf } = await import("./runs/jobs.ts");
  const { dataFrom, streamFor } = await import("./runs/saved-run.ts");
  const { expectFree } = await import("./node/row-writer.ts");
  const { anomaly, by, force = false } = options;
  const file = options.out ?? join(folder, "scores.csv");
  const chart = options.out ? `${file.replace(/\.\w+$/, "")}-roc.svg` : join(folder, "roc.svg");
  expectFree(file, force);
  if (anomaly !== undefined) expectFree(chart, force);
  const usual = dataFrom(options.usual ?? run.configuration.data);
  if (usual !== "mnist" && !existsSync(usual)) {
    throw new InputError(
      options.usual
        ? `--usual is ${quoted(options.usual)}, but nothing is there; check the path.`
        : `Scores are held against the rows that the run learned from, but ${quoted(usual)} is not there any more; name them, or other usual rows, with --usual.`,
    );
  }
  const thresholds = thresholdsOf(
    trained,
    streamFor(run, options.usual, "train"),
    options.quantile,
  );
  const rows = streamFor(run, options.data);
  const { kept, ...found } = scoreRows(
    ...([trained, rows, { path: file, force }, thresholds, by, anomaly] as const),
  );
  const areas: Record<string, number> = {};
  if (anomaly !== undefined && kept !== null) {
    const { labels } = kept;
    const { roc } = await import("./measures/roc.ts");
    const { rocChart } = await import("./report/roc-chart.ts");
    const { writeFileWhole } = await import("./node/files.ts");
    const anomalous = labels.map((label) => label === anomaly);
    const curves = { error: roc(kept.errors, anomalous), distance: roc(kept.distances, anomalous) };
    areas.error = curves.error.area;
    areas.distance = curves.distance.area;
    writeFileWhole(chart, new TextEncoder().encode(rocChart(curves)));
  }
  const area = anomaly === undefined ? {} : { areaUnderRoc: areas, chart };
  tell(options, { file, ...found, usual, thresholds, by, ...area }, [
    `The scores of ${found.count} rows are in ${file}.`,
    `Of the ${options.usual === undefined ? "training rows" : `rows in ${options.usual}`}, ${short(100 * options.quantile)} % have an error of at most ${short(thresholds.error)} and a code at a distance of at most ${short(thresholds.distance)}.`,
    `By ${by === "either" ? "either of them" : `the ${by}`}, ${found.anomalies} rows are anomalies, ${short((100 * found.anomalies) / found.count)} %.`,
    ...(anomaly === undefined
      ? []
      : [
          `The area under the ROC curve is ${areas.error.toFixed(3)} by the error and ${areas.distance.toFixed(3)} by the distance.`,
          `Look at ${chart}`,
        ]),
  ]);
});
