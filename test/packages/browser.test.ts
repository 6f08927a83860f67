import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { emptyFolder, install, pack, root, run } from "./npm.ts";

// The library in a browser. Needs `npm run build`, and Chromium, which scripts/chromium.js installs where it may.

const HEADLESS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

const folder = emptyFolder(afterAll);

beforeAll(async () => {
  const { tarball } = await pack("packages/search", folder);
  expect(await install([tarball], folder)).toBe(null);
  copyFileSync(join(import.meta.dirname, "everySearch.js"), join(folder, "everySearch.js"));
}, 120_000);

it("a browser searches as Node does, with every sampler and every pruner", { timeout: 400_000 }, async ({ skip }) => {
  const found = await run("node", ["scripts/chromium.js"], root);
  if (found.code !== 0) return skip(found.stderr.trim());
  const browser = await chromium.launch({ executablePath: found.stdout.trim(), args: HEADLESS });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));

  await page.addScriptTag({ content: await bundled() });
  const inBrowser = await page.evaluate("everySearch()");
  expect(errors).toEqual([]);

  writeFileSync(
    join(folder, "main.js"),
    `import { everySearch } from "./everySearch.js";\nconsole.log(JSON.stringify(await everySearch()));`,
  );
  expect(inBrowser).toEqual(JSON.parse((await run("node", ["main.js"], folder)).stdout));
});

/** The program and the library as one script that puts `everySearch` into the page. */
async function bundled(): Promise<string> {
  const entry = join(folder, "page.js");
  writeFileSync(entry, `import { everySearch } from "./everySearch.js";\nwindow.everySearch = everySearch;`);
  const bundle = await rolldown({ input: entry, cwd: folder, platform: "browser" });
  const { output } = await bundle.generate({ format: "iife" });
  return output[0].code;
}
