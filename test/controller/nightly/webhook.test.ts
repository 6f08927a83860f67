import { mkdtempSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type Controller, startController } from "../../../src/controller/index.ts";
import { documentOf } from "../../contract/api/scene.ts";
import { openReceiver, SECRET } from "./receiver.ts";

/** A receiver, and a state folder on which controllers are started one after the other. */
async function stage() {
  const receiver = await openReceiver();
  const state = mkdtempSync(join(tmpdir(), "webhook-"));
  const log: string[] = [];
  let controller: Controller | null = null;
  const stop = async () => {
    await controller?.stop();
    controller = null;
  };
  onTestFinished(async () => {
    await stop();
    await receiver.close();
    rmSync(state, { recursive: true });
  });
  const write = (fields: object, message: string) => void log.push(`${message} ${JSON.stringify(fields)}`);
  return {
    receiver,
    log,
    stop,
    async start(tells = true) {
      const webhook = tells ? { url: receiver.url, secret: SECRET } : undefined;
      const door = { listen: "127.0.0.1:0", http: "127.0.0.1:0" };
      const silent = { debug: write, info: write, warn: write, error: write };
      controller = await startController({ state, ...door, webhook, log: silent });
    },
    /** A night that ends as soon as it is there. */
    async night(name: string) {
      const at = `${controller?.url}/api/v1/sweeps`;
      const body = JSON.stringify(documentOf(name));
      const headers = { "content-type": "application/json" };
      expect((await fetch(at, { method: "POST", headers, body })).status).toBe(201);
      expect((await fetch(`${at}/${name}/cancel`, { method: "POST" })).status).toBe(200);
    },
  };
}

const nightOf = ({ body }: { body: string }) => JSON.parse(body).data.sweep;

it("the report of a night comes signed to a receiver that fails at first, with one id and the same bytes; and never again", async () => {
  const { receiver, night, start, stop, log } = await stage();
  await start();
  receiver.answer = 503;
  await night("monday");
  await receiver.has(1);
  // A receiver that sends elsewhere has not taken it.
  receiver.answer = 307;
  await receiver.has(2);
  receiver.answer = 200;
  await receiver.has(3);
  await night("tuesday");
  await receiver.has(4);
  await stop();
  await start();
  await night("wednesday");
  await receiver.has(5);
  const { received } = receiver;
  expect(received.map(nightOf)).toEqual(["monday", "monday", "monday", "tuesday", "wednesday"]);
  expect(new Set(received.slice(0, 3).map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
  expect(new Set(received.map(({ id }) => id)).size).toBe(3);
  expect(received.every(({ genuine }) => genuine)).toBe(true);
  expect(JSON.parse(received[4]?.body ?? "")).toMatchObject({
    type: "night.ended",
    data: {
      sweep: "wednesday",
      state: "cancelled",
      series: "ecg-nights",
      advice: { kind: "unknown" },
      nights: [{ sweep: "monday" }, { sweep: "tuesday" }, { sweep: "wednesday" }],
      report: expect.stringContaining("# ecg-nights\n\n**Not known**"),
    },
  });
  expect(log.join("\n")).toContain("answered with status 503");
  expect(log.join("\n")).not.toMatch(/hidden-path|twenty-four/);
}, 120_000);

it("a receiver that answers late gets each report once", async () => {
  const { receiver, night, start } = await stage();
  const held: ServerResponse[] = [];
  receiver.answer = (response) => held.push(response);
  await start();
  await night("monday");
  await night("tuesday");
  await receiver.has(1);
  // While nothing is answered, nothing else is sent: a turn of the controller's clock passes with a third night.
  await night("wednesday");
  receiver.answer = 204;
  for (const response of held) response.writeHead(204).end();
  await receiver.has(3);
  expect(receiver.received.map(nightOf)).toEqual(["monday", "tuesday", "wednesday"]);
}, 120_000);

it("what ended before there was a webhook is not told of, and what ended while there was none for a while is", async () => {
  const { receiver, night, start, stop } = await stage();
  await start(false);
  await night("monday");
  await stop();
  await start();
  await stop();
  await start(false);
  await night("tuesday");
  await stop();
  await start();
  await night("wednesday");
  await receiver.has(2);
  expect(receiver.received.map(nightOf)).toEqual(["tuesday", "wednesday"]);
}, 120_000);
