/** Analytic against numerical gradients: a dot for each element, on the diagonal where both agree. */
import * as Plot from "@observablehq/plot";
import type { CheckResult } from "../../src/gradcheck/result.ts";
import { BLUE, ORANGE, plotSvg } from "../../src/report/chart.ts";

const REACH = 6;

/**
 * Draws the first gradient of each check in a square of its own, two to a line: the numerical value
 * to the right, the analytic one upwards. Those that passed are blue.
 *
 * @returns the text of an SVG file
 */
export function gradientDotsSvg(
  title: string,
  checks: Readonly<Record<string, CheckResult>>,
): string {
  const names = Object.keys(checks);
  const dots = Object.entries(checks).flatMap(([name, { comparisons, passed }]) => {
    const { analytic, numerical } = comparisons[0];
    return Array.from(analytic, (value, k) => ({ name, value, numerical: numerical[k], passed }));
  });
  const facet = {
    fx: ({ name }: { name: string }) => names.indexOf(name) % 2,
    fy: ({ name }: { name: string }) => Math.floor(names.indexOf(name) / 2),
  };
  const axis = { domain: [-REACH, REACH], ticks: [-5, 0, 5] };
  return plotSvg(title, {
    height: 620,
    fx: { axis: null, padding: 0.12 },
    fy: { axis: null, padding: 0.25 },
    x: { label: "numerical", ...axis },
    y: { label: "analytic", ...axis },
    marks: [
      Plot.line(
        names.flatMap((name) => [-REACH, REACH].map((at) => ({ name, at }))),
        { ...facet, z: "name", x: "at", y: "at", strokeOpacity: 0.5, strokeDasharray: "4 3" },
      ),
      Plot.dot(dots, {
        ...facet,
        x: "numerical",
        y: "value",
        fill: ({ passed }) => (passed ? BLUE : ORANGE),
        r: 3.5,
      }),
      Plot.text(
        names.map((name) => ({ name })),
        { ...facet, text: "name", frameAnchor: "top", dy: -14 },
      ),
    ],
  });
}
