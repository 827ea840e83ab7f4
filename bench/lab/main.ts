/**
 * Times of the page in Chromium, beside those of Node on one thread.
 *
 *     npm ci --prefix bench   once: ConvNetJS and TensorFlow.js, to compare with
 *     npm run bench:lab
 */
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { build } from "esbuild";
import { Experiment } from "../../lab/src/engine/experiment.ts";
import { DEFAULTS, PHASES } from "../../lab/src/engine/settings.ts";
import { type Browser, launch, type Page } from "../../lab/tools/browser.ts";
import { buildLab } from "../../lab/tools/build-lab.ts";
import { serveFolder } from "../../lab/tools/server.ts";
import { runCommand } from "../../src/command.ts";
import { greyImages } from "../../src/data/images.ts";
import { BUILD } from "../../src/node/load-kernels.ts";
import { loadMnist } from "../../src/node/mnist.ts";
import { simdKernels } from "../../src/simd/simd-kernels.ts";
import { type Kernels, tsKernels } from "../../src/tensor/kernels.ts";

/** How long each measurement of speed takes, in seconds (wide networks are slow), and how often it is taken. */
const SECONDS = 3;
const LONGER = 8;
const ROUNDS = 3;
/** How many times slower the processor is made for the first visit. */
const THROTTLE = 4;

const simd = simdKernels("simd", readFileSync(new URL("simd-single.wasm", BUILD)));
const { train } = loadMnist();
const COUNT = 2500;
const images = greyImages({
  ...{ count: COUNT, rows: train.rows, columns: train.columns, labels: null },
  pixels: train.pixels.subarray(0, COUNT * train.inputs),
});

/** Steps a second in Node, without frames. */
function inNode(kernels: Kernels, hidden: number): number {
  const experiment = new Experiment(kernels, { ...DEFAULTS, latent: 2, hidden }, images);
  for (let step = 0; step < 3; step++) experiment.takeStep(experiment.nextBatch(), PHASES);
  const start = performance.now();
  let steps = 0;
  while (performance.now() - start < 1000 * SECONDS) {
    experiment.takeStep(experiment.nextBatch(), PHASES);
    steps++;
  }
  return (1000 * steps) / (performance.now() - start);
}

/** Steps a second in the page's worker, with its frames. */
async function inPage(
  browser: Browser,
  url: string,
  rung: string,
  hidden: number,
  more = "",
): Promise<number> {
  const page = await opened(
    browser,
    `${url}#scene=take-along&rung=${rung}&hidden=${hidden}${more}`,
  );
  await page.getByRole("button", { name: "▶ Play" }).click();
  await page.waitForTimeout(1000);
  const before = await stepOf(page);
  const start = performance.now();
  await page.waitForTimeout(1000 * (hidden > 100 ? LONGER : SECONDS));
  const steps = (await stepOf(page)) - before;
  const rate = (1000 * steps) / (performance.now() - start);
  await page.close();
  return rate;
}

async function opened(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(address);
  await page.locator("#scene[data-ready]").waitFor();
  return page;
}

const stepOf = async (page: Page) =>
  Number((await page.locator(".stand b").innerText()).replace(",", ""));

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** The first visit with a slow processor: milliseconds from the start of the navigation. */
async function firstVisit(browser: Browser, url: string) {
  const page = await browser.newPage();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: THROTTLE });
  await page.goto(url);
  await page.locator("p", { hasText: /^z = \(/ }).waitFor();
  const digit = await page.evaluate(() => performance.now());
  const paint = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  );
  await page.goto(`${url}#scene=landscape`);
  await page.reload();
  await page.locator("#scene[data-ready]").waitFor();
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await page.locator(".stand b", { hasText: "1" }).waitFor();
  const step = await page.evaluate(() => performance.now());
  await page.close();
  return { paint, digit, step };
}

/** Times between two frames of the screen while it trains, and the longest task on the page. */
async function frames(browser: Browser, url: string) {
  const page = await opened(browser, `${url}#scene=landscape`);
  await page.getByRole("button", { name: "▶ Play" }).click();
  const found = await page.evaluate(async (milliseconds) => {
    const times: number[] = [];
    let longest = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    });
    observer.observe({ entryTypes: ["longtask"] });
    const start = performance.now();
    let before = start;
    while (before - start < milliseconds) {
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      times.push(now - before);
      before = now;
    }
    times.sort((a, b) => a - b);
    return { p95: times[Math.floor(0.95 * times.length)], longest };
  }, 1000 * SECONDS);
  await page.close();
  return found;
}

/** Megabytes of the page's own heap, after a while and after as long again. */
async function memory(browser: Browser, url: string, seconds: number) {
  const page = await opened(browser, `${url}#scene=landscape`);
  const devtools = await page.context().newCDPSession(page);
  await page.getByRole("button", { name: "▶ Play" }).click();
  const heap = async () => {
    await page.waitForTimeout((1000 * seconds) / 2);
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    return usedSize / 2 ** 20;
  };
  const [first, second] = [await heap(), await heap()];
  await page.close();
  return { first, second };
}

/** The libraries that the page is compared with, and our reconstruction phase alone. */
async function measurePeers(browser: Browser, url: string, folder: string): Promise<void> {
  const modules = join(import.meta.dirname, "../node_modules");
  if (!existsSync(join(modules, "convnetjs"))) {
    console.log("ConvNetJS and TensorFlow.js are not measured: run npm ci --prefix bench first.");
    return;
  }
  await build({
    entryPoints: [join(import.meta.dirname, "peers.ts")],
    ...{ bundle: true, format: "esm", outfile: join(folder, "peers.js"), logLevel: "error" },
  });
  const wasm = join(modules, "@tensorflow/tfjs-backend-wasm/wasm-out");
  cpSync(wasm, join(folder, "tfjs"), { recursive: true });
  writeFileSync(join(folder, "peers.html"), '<script type="module" src="peers.js"></script>');
  const sizes = { hidden: 64, batch: DEFAULTS.batch, seconds: SECONDS };
  const page = await browser.newPage();
  await page.goto(`${url}peers.html`);
  await page.waitForFunction(() => "peers" in globalThis);
  const rates = { tensorflow: [] as number[], convnet: [] as number[], ours: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ["tensorflow", "convnet"] as const) {
      const rate = await page.evaluate(([name, sizes]) => globalThis.peers[name](sizes), [
        name,
        sizes,
      ] as const);
      rates[name].push(rate);
    }
    rates.ours.push(await inPage(browser, url, "simd", 64, "&phases=r"));
  }
  await page.close();
  const { tensorflow, convnet, ours } = rates;
  console.log(
    `hidden 64, in the same browser: TensorFlow.js wasm ${median(tensorflow).toFixed(1)}; reconstruction alone: ConvNetJS ${median(convnet).toFixed(1)}, ours (SIMD in a worker) ${median(ours).toFixed(1)}`,
  );
}

declare global {
  var peers: Record<
    "tensorflow" | "convnet",
    (sizes: { hidden: number; batch: number; seconds: number }) => Promise<number>
  >;
}

new Command("bench:lab")
  .description("Times the page in Chromium, beside Node on one thread.")
  .allowExcessArguments(false)
  .parse();

await runCommand(async () => {
  const folder = mkdtempSync(join(tmpdir(), "lab-bench-"));
  await buildLab(folder);
  const server = serveFolder(folder).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await launch();
  console.log(
    `Chromium ${browser.version()}, Node ${process.version}; steps a second, medians of ${ROUNDS}`,
  );
  for (const hidden of [64, 512]) {
    const rates = { node: [] as number[], simd: [] as number[], ts: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      // In turn, so that all of them meet the same machine.
      rates.node.push(inNode(simd, hidden));
      rates.simd.push(await inPage(browser, url, "simd", hidden));
      rates.ts.push(await inPage(browser, url, "ts", hidden));
    }
    const [node, fast, plain] = [rates.node, rates.simd, rates.ts].map(median);
    console.log(
      `hidden ${hidden}: SIMD in Node ${node.toFixed(1)}; SIMD in a worker ${fast.toFixed(1)} (${(fast / node).toFixed(2)} of it); plain TypeScript in a worker ${plain.toFixed(1)} (SIMD is ${(fast / plain).toFixed(2)} times as fast)`,
    );
  }
  console.log(`plain TypeScript in Node, hidden 64: ${inNode(tsKernels, 64).toFixed(1)}`);
  await measurePeers(browser, url, folder);
  const { paint, digit, step } = await firstVisit(browser, url);
  console.log(
    `processor ${THROTTLE} times slower: first paint ${paint.toFixed(0)} ms, first digit ${digit.toFixed(0)} ms, first training step (second scene, a visit of its own) ${step.toFixed(0)} ms`,
  );
  const { p95, longest } = await frames(browser, url);
  console.log(
    `while training: 95 % of frames within ${p95.toFixed(1)} ms, the longest task ${longest === 0 ? "under 50" : longest.toFixed(0)} ms`,
  );
  const seconds = Number(process.env.MEMORY_SECONDS ?? 60);
  const { first, second } = await memory(browser, url, seconds);
  console.log(
    `the page's heap after ${seconds / 2} s of training ${first.toFixed(1)} MB, after ${seconds} s ${second.toFixed(1)} MB`,
  );
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
});
