import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openGate } from "../e2e/diary.ts";
import { writeSweep } from "../e2e/document.ts";
import { freePort } from "../e2e/port.ts";
import { openStage, type Stage } from "../e2e/stage.ts";
import { launchChromium } from "./chromium.ts";
import { HOSTILE, writeHostileSweep } from "./hostile.ts";
import { READERS, Reading } from "./reader.ts";

// The page in a browser, in front of a real controller with real agents. Needs `npm run build`, and Chromium.

// For what trainers on a busy machine have to report first.
const PATIENCE = { timeout: 20_000 };

let browser: Browser | string;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  if (typeof browser !== "string") await browser.close();
});

describe("the page, live", () => {
  it("draws curves while agents train, shows a prune, and goes on by itself after the controller was killed and started again", async ({
    skip,
  }) => {
    if (typeof browser === "string") return skip(browser);
    const stage = openStage(onTestFinished);
    const http = `127.0.0.1:${await freePort()}`;
    let controller = await stage.controller("--http", http);
    const { page, ...reading } = await read(browser, http);

    await reading.goTo("#/");
    await page.getByText("No sweep yet").waitFor();
    await submit(stage, http);
    await page.getByRole("link", { name: "beats" }).click();
    await page.getByText("No agent is connected").waitFor();

    await stage.agent(3);
    // The best of them waits before its sixth epoch; of the others most are stopped at a rung.
    await page.getByRole("cell", { name: "running" }).first().waitFor();
    await expect.poll(() => reading.pixels("curve-running"), PATIENCE).toBeGreaterThan(50);
    await page.locator(".trials .state.pruned").first().waitFor();
    await page
      .getByText(/pruned at epoch/)
      .first()
      .waitFor();

    await controller.kill("SIGKILL");
    await page.getByText("Connection lost").waitFor();
    controller = await stage.controller("--http", http);
    openGate(stage);
    await page.locator("header .state.completed").waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    await expect.poll(() => reading.pixels("curve-best"), PATIENCE).toBeGreaterThan(50);

    // Opened by its address, with nothing that changes any more.
    const best = await page.locator(".trials tr:has-text('★') a").first().getAttribute("href");
    await page.goto("about:blank");
    await reading.goTo(best ?? "");
    await page.getByText("What the pruner said").waitFor();
    await expect.poll(() => reading.pixels("curve-best"), PATIENCE).toBeGreaterThan(50);
    expect(reading.wrong()).toEqual([]);
  });
});

it("asks for a token where one is needed, takes it from a link once, and says what it is not for", async ({ skip }) => {
  if (typeof browser === "string") return skip(browser);
  const stage = openStage(onTestFinished);
  const http = `127.0.0.1:${await freePort()}`;
  const reader = await stage.macrosweep(
    "token",
    "create",
    "--scope",
    "sweeps:read",
    "--expires",
    "1d",
    "--name",
    "reader",
  );
  const writer = await stage.macrosweep(
    "token",
    "create",
    "--scope",
    "sweeps:write",
    "--expires",
    "1d",
    "--name",
    "writer",
  );
  await stage.controller("--http", http);
  const created = await fetch(`http://${http}/api/v1/sweeps`, {
    method: "POST",
    headers: { authorization: `Bearer ${writer.stdout.trim()}`, "content-type": "application/yaml" },
    body: readFileSync(stage.path(writeSweep(stage, "beats", { trials: 3, parallel: 1, epochs: 3 }))),
  });
  expect(created.status).toBe(201);
  const { page, ...reading } = await read(browser, http);

  await page.goto(`http://${http}/`);
  await page.getByRole("heading", { name: "Who are you?" }).waitFor();
  await page.goto("about:blank");
  await page.goto(`http://${http}/#token=${reader.stdout.trim()}`);
  await page.getByRole("link", { name: "beats" }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await page
    .getByRole("alert")
    .filter({ hasText: /sweeps:write/ })
    .waitFor();
  expect(page.url()).not.toContain(reader.stdout.trim());
  expect(reading.wrong()).toEqual([]);
});

describe("every view", () => {
  const stage = openStage(afterAll);
  let http = "";

  beforeAll(async () => {
    http = `127.0.0.1:${await freePort()}`;
    await stage.controller("--http", http);
    await stage.agent(2);
    for (const name of ["night", "day"]) {
      const { code, stderr } = await stage.macrosweep(
        "submit",
        writeHostileSweep(stage, name),
        "--url",
        `http://${http}`,
      );
      expect(code, stderr).toBe(0);
      await stage.macrosweep("watch", name, "--url", `http://${http}`);
    }
  });

  it.each(READERS)(
    "can be read at $width px in the $scheme, by everybody, and shows what others wrote as text",
    async ({ skip, ...reader }) => {
      if (typeof browser === "string") return skip(browser);
      const reading = await Reading.open(browser, `http://${http}`, reader);
      onTestFinished(() => reading.page.close());
      for (const place of VIEWS) {
        await reading.goTo(place);
        expect(await reading.overflow(), `${place} is wider than its window`).toBe(0);
        expect(await reading.barriers(), place).toEqual([]);
      }
      expect(reading.wrong).toEqual([]);
    },
  );

  it("shows markup, colours of terminals and turned text that others wrote as what they are", async ({ skip }) => {
    if (typeof browser === "string") return skip(browser);
    const { page, ...reading } = await read(browser, http);
    await reading.goTo("#/sweeps/night");
    await page.getByText(HOSTILE.script).first().waitFor();
    await page.getByText(HOSTILE.image).first().waitFor();
    // A sequence for terminals is gone; a text that turns is kept apart from what stands around it.
    await page.getByRole("cell", { name: "redlink", exact: true }).first().waitFor();
    expect(await page.locator("bdi", { hasText: "safe" }).first().textContent()).toBe(HOSTILE.turned);
    await reading.goTo("#/sweeps/night/trials/2");
    await page.getByText("What its trainer printed last").click();
    await page
      .locator(".log")
      .filter({ hasText: `redlink ${HOSTILE.image}` })
      .waitFor();
    await reading.goTo("#/sweeps/night/trials/0");
    await page.getByRole("cell", { name: HOSTILE.script }).waitFor();
    expect(await page.locator("main script, main img").count()).toBe(0);
    expect(reading.wrong()).toEqual([]);
  });

  it("is gone through by keys: to the content, from row to row, choosing curves, into a trial and back", async ({
    skip,
  }) => {
    if (typeof browser === "string") return skip(browser);
    const { page, ...reading } = await read(browser, http);
    await reading.goTo("#/sweeps/night");
    await page.locator(".trials tbody a").first().focus();
    const [first, second] = await page.locator(".trials tbody a").allTextContents();
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    const numbers = [Number(first), Number(second)].sort((a, b) => a - b);
    expect(decodeURIComponent(page.url())).toContain(`trials=${numbers.join(",")}`);
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: `trial ${first}` }).waitFor();
    await page.goBack();
    await page
      .getByRole("checkbox", { name: `Choose trial ${first}`, exact: true })
      .and(page.locator(":checked"))
      .waitFor();
    await page.locator(".skip").focus();
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    expect(reading.wrong()).toEqual([]);
  });

  it("says beside the line what is wrong with a new sweep, and starts it when it is mended", async ({ skip }) => {
    if (typeof browser === "string") return skip(browser);
    const { page, ...reading } = await read(browser, http);
    await reading.goTo("#/new");
    const text = page.getByRole("textbox");
    const good = (await text.inputValue()).replace("my-sweep", "written");
    await text.fill(good.replace("min: 0.5", "min: 50"));
    await page.locator(".editor .wrong").filter({ hasText: "50" }).waitFor();
    expect(await page.locator("#mistakes").textContent()).toMatch(/line 8: .*spec.parameters\[1\]/);
    expect(await page.getByRole("button", { name: "Start the sweep" }).isEnabled()).toBe(false);
    await text.fill(good);
    await page.getByRole("button", { name: "Start the sweep" }).click();
    await page.getByRole("heading", { name: "written" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.locator("header .state.cancelled").waitFor();
    expect(reading.wrong()).toEqual([]);
  });

  it("is the same from a file on the disk, which asks nobody for anything", async ({ skip }) => {
    if (typeof browser === "string") return skip(browser);
    const { code, stderr } = await stage.macrosweep("report", "night", "--url", `http://${http}`);
    expect(code, stderr).toBe(0);
    const reading = await Reading.open(browser, `file://${stage.path("night.html")}`);
    onTestFinished(() => reading.page.close());
    const asked: string[] = [];
    reading.page.on("request", (request) => asked.push(request.url().replace(/#.*/, "")));
    for (const place of [
      "#/sweeps/night",
      "#/sweeps/night/classes",
      "#/sweeps/night/confirmation",
      "#/sweeps/night/trials/0",
    ]) {
      await reading.page.goto(`file://${stage.path("night.html")}${place}`);
      await reading.page.getByText("night", { exact: true }).first().waitFor();
      expect(await reading.barriers(), place).toEqual([]);
    }
    await reading.page.getByText(HOSTILE.script).first().waitFor();
    expect(new Set(asked)).toEqual(new Set([`file://${stage.path("night.html")}`]));
    expect(reading.wrong).toEqual([]);
  });
});

const VIEWS = [
  "#/",
  "#/?find=nothing-like-it",
  "#/sweeps/night",
  "#/sweeps/night/parameters",
  "#/sweeps/night/classes",
  "#/sweeps/night/classes?of=3&step=4",
  "#/sweeps/night/confirmation",
  "#/sweeps/night/timeline",
  "#/sweeps/night/what-if",
  "#/sweeps/night/document",
  "#/sweeps/night/trials/0",
  "#/sweeps/night/trials/2",
  "#/sweeps/night/trials/99",
  "#/sweeps/none",
  "#/nights",
  "#/nights/nightly",
  "#/nights/none",
  "#/agents",
  "#/new",
  "#/compare",
  "#/compare?a=night&b=day",
  "#/nowhere",
];

// Trial 3 has the best params of the nine: no rung stops it.
async function submit(stage: Stage, http: string): Promise<void> {
  const file = writeSweep(stage, "beats", {
    ...{ trials: 9, parallel: 3, epochs: 9 },
    pruner: { name: "asha", minResource: 1, reductionFactor: 3, confidence: 0.5 },
    options: ["--gate", "6", "--gated", "3"],
  });
  const { code, stderr } = await stage.macrosweep("submit", file, "--url", `http://${http}`);
  expect(code, stderr).toBe(0);
}

async function read(browser: Browser, http: string) {
  const reading = await Reading.open(browser, `http://${http}`);
  onTestFinished(() => reading.page.close());
  return {
    page: reading.page,
    goTo: (place: string) => reading.goTo(place),
    pixels: (colour: string) => reading.pixels(colour),
    wrong: () => reading.wrong,
  };
}
