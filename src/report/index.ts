/**
 * Pictures of a model and of a run: PNG bytes, SVG and HTML texts. For Node.
 *
 * @module
 */
export { type ColumnFit, type ColumnPicture, columnChart, columnFits } from "./column-chart.ts";
export { confusionChart } from "./confusion-chart.ts";
export { dimensionChart, type Moments } from "./dimension-chart.ts";
export {
  type Drawing,
  draw,
  drawColumns,
  drawManifold,
  drawReconstructions,
  drawSamples,
  drawUnitPairs,
  drawUnits,
  type ImageShape,
} from "./drawings.ts";
export { type Figure, figuresOf, type Verdict } from "./figures.ts";
export { type ImageGridOptions, imageGrid, imagePairs } from "./image-grid.ts";
export { latentChart } from "./latent-chart.ts";
export { lineChart } from "./line-chart.ts";
export { livePage } from "./live.ts";
export { type LossPoint, lossChart } from "./loss-chart.ts";
export { drawReport, type ReportFile } from "./report.ts";
export { rocChart } from "./roc-chart.ts";
