#!/usr/bin/env node
// Makes the pictures of the page in docs/: real sweeps of the bundled trainer, in the system's Chromium. Needs `npm run build`; takes about a minute.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = mkdtempSync(join(tmpdir(), "macrosweep-screenshots-"));
const started = [];

const PICTURES = [
  { name: "page-sweeps", place: "#/", scheme: "light", width: 1200, height: 420 },
  { name: "page-sweep", place: "#/sweeps/shuttle", scheme: "light", width: 1200, height: 900 },
  { name: "page-sweep-dark", place: "#/sweeps/shuttle", scheme: "dark", width: 1200, height: 900 },
  { name: "page-parameters", place: "#/sweeps/shuttle/parameters", scheme: "light", width: 1200, height: 900 },
];

try {
  const controller = start(
    "controller",
    "--state",
    join(folder, "state"),
    "--listen",
    "127.0.0.1:0",
    "--http",
    "127.0.0.1:0",
  );
  const [, agents, url] = await said(controller, /listens on (\S+); page and API: (\S+)/);
  start("agent", "--controller", agents, "--slots", "2", "--work", join(folder, "work"));
  submit("shuttle-short", 5, 200, url);
  await over(url, "shuttle-short");
  submit("shuttle", 7, 540, url);
  await over(url, "shuttle", 60);
  await takePictures(url);
} finally {
  for (const one of started.reverse()) {
    one.kill();
    await once(one, "close");
  }
  rmSync(folder, { recursive: true, force: true });
}

function start(...args) {
  const child = spawn(process.execPath, [join(root, "bin", "macrosweep.js"), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
  });
  started.push(child);
  return child;
}

async function said(child, pattern) {
  let words = "";
  for await (const piece of child.stdout) {
    words += piece;
    const found = pattern.exec(words);
    if (found !== null) return found;
  }
  throw new Error(`it ended without saying ${pattern}: ${words}`);
}

function submit(name, seed, epochs, url) {
  const document = readFileSync(join(root, "examples", "quickstart.yaml"), "utf8")
    .replace("name: quickstart", `name: ${name}`)
    .replace("seed: 7", `seed: ${seed}`)
    .replace("totalEpochs: 540", `totalEpochs: ${epochs}`);
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, document);
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, "bin", "macrosweep.js"), "submit", file, "--url", url],
    { cwd: root, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stderr);
}

/** Resolves when a sweep has ended, or so many of its trials are over. */
async function over(url, name, trials = Number.POSITIVE_INFINITY) {
  const response = await fetch(`${url}/api/v1/sweeps/${name}/events`);
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const [, completed] = /"completed":(\d+),"pruned"/.exec(piece) ?? /"completed":(\d+)/.exec(piece) ?? [];
    const [, pruned] = /"pruned":(\d+)/.exec(piece) ?? [];
    if (Number(completed) + Number(pruned) >= trials) return;
  }
}

async function takePictures(url) {
  const { stdout } = spawnSync(process.execPath, [join(root, "scripts", "chromium.js")], { encoding: "utf8" });
  const browser = await chromium.launch({
    executablePath: stdout.trim(),
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  for (const { name, place, scheme, width, height } of PICTURES) {
    const page = await browser.newPage({
      viewport: { width, height },
      colorScheme: scheme,
      locale: "en-US",
      reducedMotion: "reduce",
    });
    await page.goto(`${url}/${place}`);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: join(root, "docs", `${name}.png`) });
    await page.close();
  }
  await browser.close();
}
