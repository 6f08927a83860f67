import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Client, clientOf } from "../../../src/cli/client.ts";
import { doctorLines } from "../../../src/cli/view/doctor.ts";
import {
  backUpState,
  type ControllerOptions,
  inspectState,
  moveJournal,
  restoreState,
  salvageState,
  startController,
} from "../../../src/controller/index.ts";
import { documentOf } from "../../contract/api/scene.ts";
import { NatsServer, noNats } from "../../natsServer.ts";
import { openReceiver, SECRET } from "./receiver.ts";

// Schedules, and reports that are to be sent, go where the journal goes.

const template = (name: string): object => {
  const { spec, ...rest } = documentOf(name) as { spec: object };
  return { ...rest, spec: { ...spec, schedule: { cron: "0 2 29 2 *" } } };
};

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "carried-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A controller with a client, while `work` goes on. */
async function during<T>(
  options: Partial<ControllerOptions> & { state: string },
  work: (client: Client) => Promise<T>,
) {
  const controller = await startController({ listen: null, http: "127.0.0.1:0", ...options });
  try {
    return await work(clientOf({ url: controller.url, headers: {} }));
  } finally {
    await controller.stop();
  }
}

/** A folder with a sweep, two schedules and a report that its receiver does not take; told: what it tells of its schedules. */
async function lived() {
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer = 503;
  const webhook = { url: receiver.url, secret: SECRET };
  const state = join(newFolder(), "state");
  const told = await during({ state, webhook }, async (client) => {
    await client.schedule(template("beats"));
    await client.schedule(template("gone"));
    await client.unschedule("gone");
    await client.create(documentOf("monday"));
    await client.order("monday", "cancel");
    await receiver.has(1);
    return client.schedules();
  });
  expect(told).toMatchObject([{ schedule: "beats", next: "2028-02-29T02:00:00Z" }]);
  receiver.answer = 204;
  return { state, told, webhook, receiver };
}

/** Looks whether all of it is at another place: the report comes once. */
async function expectAll(
  options: Partial<ControllerOptions> & { state: string },
  was: Awaited<ReturnType<typeof lived>>,
) {
  const { receiver, webhook, told } = was;
  const before = receiver.received.length;
  await during({ ...options, webhook }, async (client) => {
    expect(await client.schedules()).toEqual(told);
    expect((await client.list()).map(({ sweep }) => sweep)).toEqual(["monday"]);
    await receiver.has(before + 1);
    await client.create(documentOf("tuesday"));
    await client.order("tuesday", "cancel");
    await receiver.has(before + 2);
  });
  const { received } = receiver;
  const sweeps = received.slice(before).map(({ body }) => JSON.parse(body).data.sweep);
  expect(sweeps).toEqual(["monday", "tuesday"]);
  expect(received[before]).toEqual(received[0]);
}

it("a backup has them, and a folder of it goes on with them; doctor calls them whole and saves them too", async () => {
  const was = await lived();
  const file = join(newFolder(), "backup.db");
  expect(backUpState(was.state, file)).toMatchObject({ sweeps: 1 });
  const restored = join(newFolder(), "restored");
  restoreState(file, restored);
  await expectAll({ state: restored }, was);

  const inspection = inspectState(was.state);
  expect(inspection.sweeps.map(({ sweep, damage }) => [sweep.split("_")[0], damage])).toEqual([
    ["report/begun", null],
    ["schedule/beats", null],
    ["monday", null],
    ["report/night", null],
  ]);
  expect(doctorLines(inspection).flat().join("\n")).toContain("all 1 events are whole");
  const saved = join(newFolder(), "saved");
  await salvageState(was.state, saved);
  await expectAll({ state: saved }, was);
});

describe.skipIf(noNats)(`a journal in NATS${noNats}`, () => {
  it("has them when the journal was copied there, and the copy back has them too", async () => {
    const was = await lived();
    const server = await NatsServer.start(newFolder());
    onTestFinished(() => server.kill());
    const there = await moveJournal(`sqlite:${was.state}`, server.url, { sync: "interval" });
    const back = join(newFolder(), "back");
    expect(await moveJournal(server.url, `sqlite:${back}`, { sync: "interval" })).toEqual(there);
    expect(there.sweeps).toBe(1);

    await expectAll({ state: newFolder(), journal: { address: server.url, sync: "interval" } }, was);
    await expectAll({ state: back }, was);
  });

  it("lets one of two controllers send a report that both find", async () => {
    const server = await NatsServer.start(newFolder());
    onTestFinished(() => server.kill());
    const receiver = await openReceiver();
    onTestFinished(() => receiver.close());
    const webhook = { url: receiver.url, secret: SECRET };
    const journal = { address: server.url, sync: "interval" } as const;
    const night = async (client: Client, name: string) => {
      await client.create(documentOf(name));
      await client.order(name, "cancel");
    };
    // There has been a webhook, and then a night without one.
    await during({ state: newFolder(), journal, webhook }, async (client) => {
      await night(client, "sunday");
      await receiver.has(1);
    });
    await during({ state: newFolder(), journal }, (client) => night(client, "monday"));

    const telling = (name: string) =>
      during({ state: newFolder(), journal, webhook }, async (client) => {
        await receiver.has(2);
        await night(client, name);
        await receiver.has(4);
      });
    await Promise.all([telling("tuesday"), telling("wednesday")]);
    await during({ state: newFolder(), journal, webhook }, async (last) => {
      await night(last, "thursday");
      await receiver.has(5);
    });
    const sent = receiver.received.map(({ body }) => JSON.parse(body).data.sweep);
    expect(sent.toSorted()).toEqual(["monday", "sunday", "thursday", "tuesday", "wednesday"]);
  });
});

it("what an earlier version kept in files is taken over once, and a file that cannot be read is named", async () => {
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  const state = newFolder();
  const files = join(state, "nightly");
  const write = (path: string, content: object) => writeFileSync(join(files, `${path}.json`), JSON.stringify(content));
  for (const kind of ["schedules", "reports"]) mkdirSync(join(files, kind), { recursive: true });
  const outcome = { scheduled: "2026-11-29T02:00:00Z", kind: "missed", night: null, reason: "it would have been late" };
  write("schedules/beats", { name: "beats", template: template("beats"), sinceMs: 5, last: [outcome] });
  const report = { sweep: "monday", attempts: 2, nextMs: 1, body: '{"of":"monday"}' };
  write("reports/begun", { ...report, id: "begun", state: "pending", body: '["night_sunday_00000000"]' });
  write("reports/night_monday_11111111", { ...report, id: "night_monday_11111111", state: "pending" });
  write("reports/night_friday_22222222", { ...report, id: "night_friday_22222222", state: "delivered", body: null });
  writeFileSync(join(files, "reports", "torn.json"), "{");

  const webhook = { url: receiver.url, secret: SECRET };
  await expect(startController({ state, listen: null, http: "127.0.0.1:0" })).rejects.toThrow(
    /torn\.json: cannot be read .*mend it, or move it away/s,
  );
  rmSync(join(files, "reports", "torn.json"));
  for (const webhookOfTurn of [webhook, undefined, webhook]) {
    await during({ state, webhook: webhookOfTurn }, async (client) => {
      expect(await client.schedules()).toMatchObject([{ schedule: "beats", last: [outcome] }]);
      await receiver.has(1);
    });
  }
  await during({ state, webhook }, async (client) => {
    await client.create(documentOf("tuesday"));
    await client.order("tuesday", "cancel");
    await receiver.has(2);
  });
  expect(receiver.received.map(({ id }) => id)).toEqual([
    "night_monday_11111111",
    expect.stringMatching(/^night_tuesday_/),
  ]);
  expect(receiver.received[0]?.body).toBe('{"of":"monday"}');
  expect([existsSync(files), readdirSync(join(state, "nightly.taken"))]).toEqual([false, ["reports", "schedules"]]);
});
