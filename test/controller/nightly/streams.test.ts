import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import type { NightEvent } from "../../../src/controller/core/events.ts";
import type { Journal } from "../../../src/controller/journal/journal.ts";
import { Following } from "../../../src/controller/journal/nats/following.ts";
import { openNatsJournal } from "../../../src/controller/journal/nats/nats.ts";
import { REPORTS } from "../../../src/controller/nightly/delivery.ts";
import { SCHEDULES } from "../../../src/controller/nightly/scheduled.ts";
import { Streams } from "../../../src/controller/nightly/streams.ts";
import { durableJournals, type JournalKind, journals } from "../../contract/journals.ts";
import { NatsServer, noNats } from "../../natsServer.ts";

const taken = (name: string, sinceMs = 1): NightEvent => ({
  kind: "scheduleTaken",
  atMs: 1,
  name,
  template: {},
  sinceMs,
});
const due: NightEvent = { kind: "reportDue", atMs: 1, id: "r", sweep: "monday", body: "{}" };
const tried: NightEvent = { kind: "reportTried", atMs: 2, attempt: 1, againMs: 9 };
const delivered: NightEvent = { kind: "reportDelivered", atMs: 3, id: "r" };

const CONFLICT = { code: "unavailable", message: expect.stringContaining("another controller has written; try again") };

for (const kind of journals)
  describe.skipIf(kind.skipped)(`streams beside the sweeps of a ${kind.name} journal${kind.skipped ?? ""}`, () => {
    it("are there for the next controller as they were left, and those that are over are known to be", async () => {
      const { first, open } = await store(kind);
      const [schedules, reports] = [await schedulesOf(first), await reportsOf(first)];
      await schedules.append("a", [taken("a")]);
      await Promise.all([schedules.append("b", [taken("b")]), schedules.append("a", [taken("a", 2)])]);
      await schedules.remove("b");
      await reports.append("r", [due]);
      await reports.append("r", [tried]);
      await reports.append("r", [delivered], true);

      const next = await open();
      expect((await schedulesOf(next)).all()).toMatchObject([{ name: "a", sinceMs: 2 }]);
      const told = await reportsOf(next);
      expect([told.all(), told.has("r"), told.over()]).toEqual([[], true, ["r"]]);
      await told.remove("r");
      expect((await reportsOf(await open())).has("r")).toBe(false);
    });

    it("take a change from one of two controllers, and the other sees it before its next one", async () => {
      const { first, open } = await store(kind);
      const one = await reportsOf(first);
      await one.append("r", [due]);
      const other = await reportsOf(await open());

      const both = await Promise.allSettled([one.append("r", [tried]), other.append("r", [tried])]);
      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const [won, lost] = both[0]?.status === "fulfilled" ? [one, other] : [other, one];
      // It has decided from what was so before.
      await expect(lost.append("r", [tried])).rejects.toMatchObject(CONFLICT);
      expect(lost.get("r")).toMatchObject({ attempts: 1 });
      await won.append("r", [delivered], true);
      await expect(lost.append("r", [tried])).rejects.toMatchObject(CONFLICT);
      await expect(lost.append("r", [tried])).rejects.toMatchObject(CONFLICT);
      expect([lost.get("r"), lost.has("r")]).toEqual([null, true]);
    });

    it("are not gone on with where a newer version has written what is not known", async () => {
      const { first } = await store(kind);
      const future = { kind: "scheduleMoved", atMs: 2 } as unknown as NightEvent;
      await first.append([{ sweep: "schedule/a", expectedSeq: 0, events: [taken("a"), future] }]);
      await expect(schedulesOf(first)).rejects.toMatchObject({ code: "unsupported" });
    });
  });

it("one that is damaged does nothing, hides none of the others, and is told of", async () => {
  const sqlite = durableJournals[0]!;
  const { first, open, folder } = await store(sqlite);
  const schedules = await schedulesOf(first);
  await schedules.append("a", [taken("a")]);
  await schedules.append("b", [taken("b")]);
  const db = new Database(join(folder, "journal.db"));
  db.prepare(
    "UPDATE entry SET events = replace(events, '\"sinceMs\":1', '\"sinceMs\":7') WHERE events LIKE '%\"a\"%'",
  ).run();
  db.close();

  const found = await schedulesOf(await open());
  expect([found.all(), found.has("a")]).toMatchObject([[{ name: "b" }], true]);
  expect(found.warnings).toEqual([expect.stringContaining("nothing comes of schedule/a, which is damaged")]);
});

async function store(kind: JournalKind) {
  const folder = mkdtempSync(join(tmpdir(), "streams-"));
  onTestFinished(async () => {
    await kind.end?.(folder);
    rmSync(folder, { recursive: true });
  });
  const newHandle = kind.newStore(folder);
  const open = async () => {
    const journal = await newHandle();
    onTestFinished(() => journal.close());
    return journal;
  };
  return { first: await open(), open, folder };
}

const schedulesOf = async (journal: Journal) => Streams.open(journal, SCHEDULES, await journal.summaries());
const reportsOf = async (journal: Journal) => Streams.open(journal, REPORTS, await journal.summaries());

it.skipIf(noNats)(`follow what the controller that leads writes, and stop at what is not known${noNats}`, async () => {
  const folder = mkdtempSync(join(tmpdir(), "streams-"));
  const server = await NatsServer.start(folder);
  onTestFinished(async () => {
    await server.kill();
    rmSync(folder, { recursive: true });
  });
  const open = async () => {
    const journal = await openNatsJournal(server.url, { sync: "interval" });
    onTestFinished(() => journal.close());
    return journal;
  };
  const leader = await open();
  const [schedules, reports] = [await schedulesOf(leader), await reportsOf(leader)];
  await schedules.append("a", [taken("a")]);
  const following = await Following.open(server.url, {});
  onTestFinished(() => following.close());
  const [seen, told] = [await schedulesOf(await open()), await reportsOf(await open())];
  following
    .start(async (written) => {
      for (const one of [seen, told]) await one.follow(written);
    })
    .catch(() => {});

  await schedules.append("a", [taken("a", 2)]);
  await schedules.append("b", [taken("b")]);
  await schedules.append("c", [taken("c")]);
  await schedules.remove("c");
  await reports.append("r", [due]);
  await reports.append("r", [delivered], true);
  await following.caughtUp();
  expect(seen.all()).toMatchObject([{ name: "a", sinceMs: 2 }, { name: "b" }]);
  expect([told.all(), told.has("r")]).toEqual([[], true]);
  // It goes on where the other one was.
  await seen.append("b", [taken("b", 3)]);

  const future = { kind: "scheduleMoved", atMs: 2 } as unknown as NightEvent;
  await leader.append([{ sweep: "schedule/a", expectedSeq: 2, events: [future] }]);
  await following.caughtUp();
  expect(() => seen.checkKnown()).toThrow("is of a kind that this version of macrosweep does not know (scheduleMoved)");
  told.checkKnown();
});
