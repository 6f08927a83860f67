import { expect, it, onTestFinished } from "vitest";
import { Listing } from "../../../src/controller/api/listing.ts";
import { Dispatcher } from "../../../src/controller/dispatcher.ts";
import { Engine } from "../../../src/controller/engine.ts";
import type { Journal } from "../../../src/controller/journal/journal.ts";
import { openMemoryJournal } from "../../../src/controller/journal/memory.ts";
import { Nightly } from "../../../src/controller/nightly/nightly.ts";
import { nightId, type Origin } from "../../../src/controller/nightly/origin.ts";
import { SCHEDULES } from "../../../src/controller/nightly/scheduled.ts";
import { Schedules } from "../../../src/controller/nightly/schedules.ts";
import { Streams } from "../../../src/controller/nightly/streams.ts";
import { openSolver } from "../../../src/controller/solver/solver.ts";
import { documentOf } from "../../contract/api/scene.ts";
import { ManualClock } from "../manualClock.ts";

function template(schedule: object = {}): object {
  const { spec, ...rest } = documentOf("beats") as { spec: object };
  return {
    ...rest,
    metadata: { name: "beats" },
    spec: { ...spec, schedule: { cron: "0 2 * * *", timeZone: "Europe/Berlin", ...schedule } },
  };
}

/** Schedules over a real engine, whose wall clock the test sets. */
async function stage(at: string, journal: Journal = openMemoryJournal()) {
  const clock = new ManualClock();
  const engine = await Engine.open(journal, clock, 30_000);
  const solver = openSolver();
  const dispatcher = new Dispatcher(engine, solver, clock);
  const shown = new Listing(engine, dispatcher);
  const nightly = new Nightly(engine, shown);
  let wallMs = Date.parse(at);
  const there = new Set(["u1", "u2"]);
  const open = async () => {
    const streams = await Streams.open(journal, SCHEDULES, await journal.summaries());
    const opened = new Schedules({ engine, shown, nightly, streams }, () => wallMs);
    opened.followResources((uid) => there.has(uid));
    return opened;
  };
  let schedules = await open();
  onTestFinished(async () => {
    shown.close();
    dispatcher.close();
    await engine.close();
    await solver.close();
  });
  const failures: unknown[] = [];
  const stage = {
    put: (schedule?: object, origin?: Origin) => schedules.put(template(schedule), origin),
    there,
    of: (uid: string) => schedules.of(uid),
    detail: async (name: string) => (await shown.some([name]))[0],
    remove: (name: string) => schedules.remove(name),
    shape: () => schedules.all()[0],
    last: () => schedules.all()[0]?.last.map(({ scheduled, kind }) => `${scheduled} ${kind}`),
    names: () => engine.names(),
    failures,
    cancel: (name: string) => engine.execute(name, { kind: "cancel" }),
    /** The wall's clock says this, and the schedules look at it. */
    async at(text: string) {
      wallMs = Date.parse(text);
      await schedules.pass((_name, error) => void failures.push(error));
    },
    async restart() {
      schedules = await open();
    },
  };
  return stage;
}

it("a night begins at its time, by the clock of its zone, and once", async () => {
  const { put, at, names, shape, last } = await stage("2026-11-28T12:00Z");
  expect(await put()).toMatchObject({ existing: false, schedule: { schedule: "beats", next: "2026-11-29T01:00:00Z" } });
  await at("2026-11-29T00:59:59Z");
  expect(names()).toEqual([]);
  await at("2026-11-29T01:00:00Z");
  await at("2026-11-29T01:00:01Z");
  await at("2026-11-29T12:00:00Z");
  expect(names()).toEqual(["beats-202611290100"]);
  expect(last()).toEqual(["2026-11-29T01:00:00Z submitted"]);
  expect(shape()).toMatchObject({ series: "beats", next: "2026-11-30T01:00:00Z" });
});

it("nothing that was due before the schedule was taken is made up for", async () => {
  const { put, at, names } = await stage("2026-11-29T12:00Z");
  await put();
  await at("2026-11-29T12:00:01Z");
  expect(names()).toEqual([]);
});

it("a controller that was away makes up for one night, and not where it is too late for it", async () => {
  const { put, at, names, restart, last } = await stage("2026-11-20T12:00Z");
  await put({ startingDeadlineSeconds: 7_200 });
  await at("2026-11-24T02:00Z");
  expect(names()).toEqual(["beats-202611240100"]);
  await restart();
  await at("2026-11-28T06:00Z");
  expect(names()).toEqual(["beats-202611240100"]);
  expect(last()).toEqual(["2026-11-24T01:00:00Z submitted", "2026-11-28T01:00:00Z missed"]);
});

it("a clock that goes back begins no night again, and one that was ahead for years keeps none from beginning", async () => {
  const { put, at, names, cancel } = await stage("2026-11-28T12:00Z");
  await put();
  await at("2026-11-29T01:00Z");
  await cancel("beats-202611290100");
  await at("2026-11-28T23:00Z");
  await at("2026-11-29T01:00Z");
  expect(names()).toEqual(["beats-202611290100"]);
  await at("2099-01-01T12:00Z");
  await cancel("beats-209901010100");
  await at("2026-11-30T01:00Z");
  expect(names()).toEqual(["beats-202611290100", "beats-209901010100", "beats-202611300100"]);
});

it("a clock that is set back and forth in the hour that its zone has twice begins one night", async () => {
  const { put, at, names, last, cancel } = await stage("2026-10-24T12:00Z");
  await put({ cron: "30 2 * * *" });
  for (const time of ["00:29", "00:31", "00:10", "01:31", "00:31", "01:29", "02:00"]) {
    await at(`2026-10-25T${time}Z`);
    for (const name of names()) await cancel(name);
  }
  expect(last()).toEqual(["2026-10-25T00:30:00Z submitted"]);
  await at("2026-10-26T01:30Z");
  expect(names()).toEqual(["beats-202610250030", "beats-202610260130"]);
});

it("taken by a clock that was ahead, it begins at the next night of the right one", async () => {
  const { put, at, names } = await stage("2099-01-01T12:00Z");
  await put();
  await at("2026-11-29T12:00Z");
  await at("2026-11-30T01:00Z");
  expect(names()).toEqual(["beats-202611300100"]);
});

it.each([
  ["2026-03-28T12:00Z", ["2026-03-29T00:30Z", "2026-03-29T01:00Z", "2026-03-29T02:00Z", "2026-03-30T00:30Z"], 2],
  ["2026-10-24T12:00Z", ["2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-10-25T02:30Z", "2026-10-26T01:30Z"], 2],
])(
  "half past two in Berlin comes once a night, also where the clock is changed: from %s on",
  async (from, times, nights) => {
    const { put, at, names, cancel } = await stage(from);
    await put({ cron: "30 2 * * *" });
    for (const time of times) {
      await at(time);
      for (const name of names()) await cancel(name).catch(() => {});
    }
    expect(names()).toHaveLength(nights);
  },
);

it("while an earlier night goes on the next is skipped, takes its place, or waits for its end", async () => {
  const skip = await stage("2026-11-28T12:00Z");
  await skip.put();
  await skip.at("2026-11-29T01:00Z");
  await skip.at("2026-11-30T01:00Z");
  expect(skip.last()).toEqual(["2026-11-29T01:00:00Z submitted", "2026-11-30T01:00:00Z skipped"]);
  await skip.put({ ifActive: "queue" });
  await skip.at("2026-12-01T01:00Z");
  expect(skip.names()).toHaveLength(1);
  await skip.cancel("beats-202611290100");
  await skip.at("2026-12-01T05:00Z");
  expect(skip.names()).toEqual(["beats-202611290100", "beats-202612010100"]);
  await skip.put({ ifActive: "replace" });
  await skip.at("2026-12-02T01:00Z");
  expect(skip.names()).toEqual(["beats-202611290100", "beats-202612010100", "beats-202612020100"]);
});

it("a suspended one rests, and does not make up for what it slept through", async () => {
  const { put, at, names, shape } = await stage("2026-11-28T12:00Z");
  await put({ suspend: true });
  await at("2026-11-29T12:00Z");
  expect([names(), shape()?.next]).toEqual([[], null]);
  expect(await put()).toMatchObject({ existing: true });
  await at("2026-11-29T12:01Z");
  expect(names()).toEqual([]);
  await at("2026-11-30T01:00Z");
  expect(names()).toEqual(["beats-202611300100"]);
});

it("no more ended nights are kept than it says", async () => {
  const { put, at, names, cancel } = await stage("2026-11-20T12:00Z");
  await put({ historyLimit: 2 });
  for (const day of [21, 22, 23, 24]) {
    await at(`2026-11-${day}T01:00Z`);
    await cancel(`beats-202611${day}0100`);
  }
  await at("2026-11-25T01:00Z");
  expect(names()).toEqual(["beats-202611230100", "beats-202611240100", "beats-202611250100"]);
});

it("one that is removed begins nothing, and removing it again says that there is none", async () => {
  const { put, at, names, remove, restart } = await stage("2026-11-28T12:00Z");
  await put();
  await remove("beats");
  await restart();
  await at("2026-11-29T01:00Z");
  expect(names()).toEqual([]);
  await expect(remove("beats")).rejects.toThrow('there is no schedule "beats"');
});

it("is refused without a schedule", async () => {
  const { put } = await stage("2026-11-28T12:00Z");
  await expect(put({ cron: "59 23 31 2 *" })).rejects.toThrow("never comes");
  await expect(put({ cron: "* * * * * *" })).rejects.toThrow("must be five fields");
});

it("of a resource it is its own, its names begin with the namespace, and its nights are no one's of another namespace", async () => {
  const { put, at, names, detail, cancel, of, restart } = await stage("2026-11-28T12:00Z");
  await put({}, { uid: "u1", prefix: "vision." });
  await put({}, { uid: "u2", prefix: "audio." });
  await put();
  await at("2026-11-29T01:00Z");
  const first = ["vision.beats-202611290100", "audio.beats-202611290100", "beats-202611290100"];
  expect(names()).toEqual(expect.arrayContaining(first));
  expect(names()).toHaveLength(3);
  expect(await detail("vision.beats-202611290100")).toMatchObject({
    id: nightId({ uid: "u1" }, "vision.beats-202611290100"),
    labels: { "macrosweep.dev/series": "vision.beats" },
  });
  await cancel("vision.beats-202611290100");
  await restart();
  await at("2026-11-30T01:00Z");
  expect(names()).toContain("vision.beats-202611300100");
  expect(names()).toHaveLength(4);
  expect(of("u1")).toMatchObject({
    schedule: "vision.beats",
    series: "vision.beats",
    last: [
      { kind: "submitted", night: "vision.beats-202611290100" },
      { kind: "submitted", night: "vision.beats-202611300100" },
    ],
  });
  expect(of("u3")).toBeNull();
});

it("of a resource and one that people have submitted do not take each other's place; of another resource of its name it does", async () => {
  const { put, of } = await stage("2026-11-28T12:00Z");
  await put({}, { uid: "u1", prefix: "" });
  await expect(put()).rejects.toThrow('"beats" is the name of a Sweep resource\'s schedule');
  await put({}, { uid: "u2", prefix: "" });
  expect(of("u1")).toBeNull();
  const submitted = await stage("2026-11-28T12:00Z");
  await submitted.put();
  await expect(submitted.put({}, { uid: "u1", prefix: "" })).rejects.toThrow("did not come from a resource");
});

it("of a resource that nobody knows of any more, no night begins", async () => {
  const { put, at, names, there } = await stage("2026-11-28T12:00Z");
  await put({}, { uid: "u1", prefix: "" });
  there.delete("u1");
  await at("2026-11-29T01:00Z");
  expect(names()).toEqual([]);
  there.add("u1");
  await at("2026-11-29T01:00:05Z");
  expect(names()).toEqual(["beats-202611290100"]);
});

it("of two controllers on one journal one begins a night, and the other one goes on where that one was killed", async () => {
  const journal = openMemoryJournal();
  const [one, other] = [await stage("2026-11-28T12:00Z", journal), await stage("2026-11-28T12:00Z", journal)];
  await one.put();
  // The other one leads later, from what is in the journal then.
  await other.restart();
  await Promise.all([one.at("2026-11-29T02:00Z"), other.at("2026-11-29T02:00Z")]);
  // The one that was refused looks again.
  for (const second of [1, 2, 3, 4]) await other.at(`2026-11-29T02:00:0${second}Z`);
  const nights = async () => (await journal.sweeps()).filter((name) => !name.includes("/"));
  expect(await nights()).toEqual(["beats-202611290100"]);
  expect(other.last()).toHaveLength(1);

  await other.put({ suspend: false, ifActive: "replace" });
  await other.restart();
  await other.at("2026-11-30T02:00Z");
  // What stood still wakes up, and believes for a moment that it leads.
  await one.at("2026-11-30T02:00Z");
  expect(await nights()).toEqual(["beats-202611290100", "beats-202611300100"]);
  expect(other.last()).toHaveLength(2);
  expect(one.failures.length).toBeGreaterThan(0);
});
