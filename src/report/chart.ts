/**
 * One look for all charts: Observable Plot draws, this file says how it looks.
 *
 * A chart is an SVG that stands alone: an image in a README, a picture in a notebook, or a part of
 * an HTML page. It has no background and follows the reader's light or dark scheme.
 */
import * as Plot from "@observablehq/plot";
import { DOMParser } from "linkedom";

/** The two colours of all charts that have two lines, on white as on black. */
export const BLUE = "#3f90da";
export const ORANGE = "#e76300";

/** What is there for comparison only. */
export const GREY = "#8a939c";

/**
 * Ten colours for ten labels. Found by search: among those that stand out from white and from
 * black, these are far apart in OKLab (any two by at least 0.19), and less so, but still, as
 * red-blind and green-blind readers see them (0.09).
 *
 * Source of the space: Ottosson, "A perceptual color space for image processing" (2020).
 */
export const COLORS = [
  "#bebef5",
  "#e76300",
  "#143ccd",
  "#91056e",
  "#e6b946",
  "#05e1a5",
  "#fa37af",
  "#695023",
  "#3f90da",
  "#a537ff",
] as const;

/** The width of a chart: what a phone shows without making its words too small. */
export const WIDTH = 440;

const CLASS = "report-chart";
/** Room for a number of five digits at the y axis; a chart with longer ones becomes so much wider. */
const MARGIN_LEFT = 60;

/** Both text colours are middling greys: on the wrong background they are weak, but still there. */
const STYLE = `
.${CLASS} { --plot-background: #fff; color: #57606a; font: 14px system-ui, sans-serif; }
.${CLASS} text { white-space: pre; }
@media (prefers-color-scheme: dark) {
  .${CLASS} { --plot-background: #0d1117; color: #9aa2ab; }
}`;

const EMPTY = `<svg xmlns="http://www.w3.org/2000/svg"><style>${STYLE}</style></svg>`;

/** What this file asks of an element of linkedom, which has the DOM's methods without its types. */
interface Element {
  outerHTML: string;
  textContent: string;
  setAttribute(name: string, value: string): void;
  getAttribute(name: string): string;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
  append(...children: Element[]): void;
  remove(): void;
}

/**
 * Draws one chart, or several below one another, as one SVG in the house's look.
 *
 * The same options give the same bytes, as long as no mark uses `clip` (Plot numbers its clip paths).
 *
 * @param title what the chart shows, in words, for those who cannot see it
 * @param panels Plot's options, one for each chart; what they do not say is the house's default
 * @returns the text of an SVG file
 */
export function plotSvg(title: string, ...panels: Plot.PlotOptions[]): string {
  const document = new DOMParser().parseFromString(EMPTY, "image/svg+xml");
  const figure: Element = document.documentElement;
  const draw = (more: number): Element[] =>
    panels.map(({ width = WIDTH, marginLeft = MARGIN_LEFT, ...options }) =>
      Plot.plot({
        marginTop: 40,
        marginRight: 24,
        marginBottom: 44,
        ...options,
        width: width + more,
        marginLeft: marginLeft + more,
        className: CLASS,
        document,
      }),
    );
  const drawn = draw(0);
  const missing = drawn.map(
    (panel, index) => widthOfTicks(panel) - (panels[index].marginLeft ?? MARGIN_LEFT),
  );
  const more = Math.max(0, ...missing); // for all, so that their frames stand below one another

  let width = 0;
  let height = 0;
  for (const panel of more === 0 ? drawn : draw(more)) {
    panel.querySelector("style")?.remove();
    panel.setAttribute("y", String(height));
    width = Math.max(width, Number(panel.getAttribute("width")));
    height += Number(panel.getAttribute("height"));
    figure.append(panel);
  }

  figure.setAttribute("class", CLASS);
  figure.setAttribute("viewBox", `0 0 ${width} ${height}`);
  figure.setAttribute("width", String(width));
  figure.setAttribute("height", String(height));
  figure.setAttribute("role", "img");
  figure.setAttribute("aria-label", title);
  return figure.outerHTML;
}

/** How an x axis that reaches so far writes its numbers: 1.5M where 1,500,000 would run into the next. */
export function shortTicks(reach: number): Plot.ScaleOptions {
  return reach >= 1e5 ? { tickFormat: "~s" } : {};
}

/** The room that the numbers at the y axis take, with their ticks, in the widest of the usual fonts. */
function widthOfTicks(panel: Element): number {
  const [DIGIT, POINT, TICK] = [9, 5, 9];
  const texts = panel.querySelectorAll('[aria-label="y-axis tick label"] text');
  const widths = Array.from(texts, ({ textContent }) =>
    Array.from(textContent).reduce((sum, c) => sum + (/[.,]/.test(c) ? POINT : DIGIT), TICK),
  );
  return Math.max(0, ...widths);
}

/** A legend for lines, as marks of a chart: it stands just above the frame, from left to right. */
export function lineLegend(
  entries: readonly { label: string; color: string; dashed?: boolean }[],
): Plot.Markish[] {
  const DASH = 24;
  const LETTER = 7;
  const marks: Plot.Markish[] = [];
  let dx = 0;
  for (const { label, color, dashed = false } of entries) {
    const place = { frameAnchor: "top-left", textAnchor: "start", dy: -14 } as const;
    marks.push(
      Plot.text([dashed ? "╍╍" : "━━"], { ...place, dx, fill: color }),
      Plot.text([label], { ...place, dx: dx + DASH }),
    );
    dx += DASH + LETTER * label.length + DASH;
  }
  return marks;
}
