import { PassThrough } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import { progressBar } from "../../bench/bar.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** All that a bar writes from its start to its end. */
function drawn({ isTTY, term }: { isTTY: boolean; term: string }): string {
  vi.stubEnv("TERM", term);
  const stream = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY, columns: 80 });
  const bar = progressBar(stream);
  bar.start(2, 0, { what: "products" });
  bar.increment({ what: "steps" });
  bar.stop();
  return stream.read();
}

test("a bar is drawn on a terminal that can move its cursor", () => {
  expect(drawn({ isTTY: true, term: "xterm" })).toContain("\u001b[");
});

test.each([
  { isTTY: true, term: "dumb" },
  { isTTY: false, term: "xterm" },
])("plain lines where none can be drawn: %j", (terminal) => {
  expect(drawn(terminal)).toMatch(/^█*░+ 0% \| products\n█+░+ 50% \| steps\n$/);
});
