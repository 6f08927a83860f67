import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startController } from "../../src/controller/index.ts";
import { NatsServer, noNats } from "../natsServer.ts";
import { launchChromium } from "./chromium.ts";

let browser: Browser | string;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  if (typeof browser !== "string") await browser.close();
});

describe.skipIf(noNats)(`the page of a controller that stands by${noNats}`, () => {
  it("says so, says who does what it cannot, and is live when that controller leads", async ({ skip }) => {
    if (typeof browser === "string") return skip(browser);
    const folder = mkdtempSync(join(tmpdir(), "web-standby-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const server = await NatsServer.start(join(folder, "nats"));
    onTestFinished(() => server.kill());
    const controller = await startController({
      state: join(folder, "state"),
      journal: { address: server.url, sync: "interval" },
      listen: "127.0.0.1:0",
      http: "127.0.0.1:0",
      standby: { leader: () => "http://ctl-0:7451", doubt() {}, confirmed: async () => {} },
    });
    onTestFinished(() => controller.stop());
    const page = await browser.newPage();
    onTestFinished(() => page.close());

    await page.goto(`${controller.url}/#/`);
    await page.getByText("Standby", { exact: true }).waitFor();
    await page.goto(`${controller.url}/#/agents`);
    await page.getByText("a standby controller; http://ctl-0:7451 leads").waitFor();

    await controller.lead();
    await page.goto(`${controller.url}/#/`);
    await page.reload();
    await page.getByText("Live", { exact: true }).waitFor();
    expect(await page.getByText("Standby", { exact: true }).count()).toBe(0);
  });
});
