import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { rolldown } from "rolldown";
import { launchChromium } from "../../test/web/chromium.ts";
import { atMost, type Bar, median } from "../bar.ts";
import { serveHour } from "./hour.ts";

const root = join(import.meta.dirname, "..", "..");
const ROUNDS = 7;
const EVENTS = 3_600;

/** The page: its size, how fast it draws, and what an hour of events leaves in its memory. Needs `npm run build`, and Chromium. */
export async function bench(): Promise<Bar[]> {
  const browser = await launchChromium();
  if (typeof browser === "string") throw new Error(browser);
  try {
    return [
      atMost("script of the page, gzipped", scriptKilobytes(), "kB", 150),
      atMost("1,000 curves drawn (median)", await drawn(browser, 1_000), "ms", 100),
      atMost("5,000 curves drawn (median)", await drawn(browser, 5_000), "ms", 500),
      ...(await hourOfEvents(browser)),
    ];
  } finally {
    await browser.close();
  }
}

function scriptKilobytes(): number {
  const folder = join(root, "dist", "web", "assets");
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
  return scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0) / 1_000;
}

async function drawn(browser: Browser, curves: number): Promise<number> {
  const page = await browser.newPage();
  await page.addScriptTag({ content: await drawScript() });
  const times = (await page.evaluate(`bench.draw(${curves}, ${ROUNDS})`)) as number[];
  await page.close();
  // The first one warms up.
  return median(times.slice(1));
}

async function drawScript(): Promise<string> {
  const bundle = await rolldown({ input: join(import.meta.dirname, "draw.ts"), platform: "browser" });
  const { output } = await bundle.generate({ format: "iife", name: "bench" });
  return output[0].code;
}

/** 3,600 events, one a second of an hour, as fast as the page takes them; a trial of 27 epochs ends with every tenth. */
async function hourOfEvents(browser: Browser): Promise<Bar[]> {
  const hour = await serveHour(join(root, "dist", "web"), EVENTS);
  const page = await browser.newPage();
  const heap = async () => {
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    await session.detach();
    return usedSize / 1e6;
  };
  try {
    await page.goto(`${hour.url}/#/sweeps/hour`);
    await page.locator("main h1").waitFor();
    await hour.told(100);
    const before = await heap();
    await hour.told(EVENTS);
    await page.getByText(`of ${EVENTS / 10} trials so far`).waitFor();
    const after = await heap();
    console.log(
      `heap ${before.toFixed(1)} MB after 100 events, ${after.toFixed(1)} MB after ${EVENTS}, ${EVENTS / 10} trials`,
    );
    return [atMost("heap of the page after an hour of events", after, "MB", 40)];
  } finally {
    await page.close();
    await hour.close();
  }
}
