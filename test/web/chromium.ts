import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { root, run } from "../packages/npm.ts";

const HEADLESS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** The system's Chromium, or why there is none: scripts/chromium.js installs it where it may. */
export async function launchChromium(): Promise<Browser | string> {
  const found = await run("node", [join("scripts", "chromium.js")], root);
  if (found.code !== 0) return found.stderr.trim();
  return chromium.launch({ executablePath: found.stdout.trim(), args: HEADLESS });
}
