import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { headers } from "@nats-io/transport-node";
import { describe, expect, it, onTestFinished } from "vitest";
import { Happenings } from "../../src/controller/api/happenings.ts";
import { systemClock } from "../../src/controller/clock.ts";
import type { Event } from "../../src/controller/core/events.ts";
import { Engine } from "../../src/controller/engine.ts";
import { inspectState, salvageState } from "../../src/controller/index.ts";
import type { Journal } from "../../src/controller/journal/journal.ts";
import { connectTo } from "../../src/controller/journal/nats/connection.ts";
import { openNatsJournal } from "../../src/controller/journal/nats/nats.ts";
import { readPlace } from "../../src/controller/journal/nats/place.ts";
import { created } from "../controller/core/given.ts";
import { NatsServer, noNats } from "../natsServer.ts";
import { durableJournals, type JournalKind } from "./journals.ts";
import { readAll } from "./readAll.ts";

// What a newer version may have written into a journal before this one came back to it.

const UNKNOWN = 'sweep "small": event 2 is of a kind that this version of macrosweep does not know (trialMoved)';

const paused: Event = { kind: "sweepPaused", atMs: 3_000 };
const ended: Event = { kind: "sweepEnded", state: "cancelled", reason: "enough", atMs: 3_000 };

/** An event as no version has written one yet. */
function future(more: object = {}): Event {
  const event: unknown = { kind: "trialMoved", atMs: 2_000, trial: 0, to: "elsewhere", ...more };
  return event as Event;
}

for (const kind of durableJournals)
  describe.skipIf(kind.skipped)(`a ${kind.name} journal of a newer version${kind.skipped ?? ""}`, () => {
    it("is not gone on with where an event of a sweep that lives is not understood, and stays as it was", async () => {
      const { journal } = await written(kind, [created(), future(), paused]);

      await expect(engineOn(journal)).rejects.toMatchObject({
        code: "unsupported",
        message: `${UNKNOWN}: use the newer version that wrote it`,
      });
      expect(await readAll(journal, "small")).toHaveLength(3);
    });

    it("is gone on with where what is not understood may be ignored, and it keeps its number", async () => {
      const { journal } = await written(kind, [created(), future({ ignorable: true }), paused]);
      const engine = await engineOn(journal);
      const happenings = new Happenings(engine);
      onTestFinished(() => happenings.close());

      expect(await engine.read("small", ({ phase, seq }) => ({ phase, seq }))).toEqual({ phase: "paused", seq: 3 });
      expect(await happenings.since("small", 0, 3)).toEqual([]);
      await engine.execute("small", { kind: "resume" });
      expect((await readAll(journal, "small")).map((event) => event.kind)).toEqual([
        "sweepCreated",
        "trialMoved",
        "sweepPaused",
        "sweepResumed",
      ]);
    });

    it("is gone on with where known events have fields that are not understood", async () => {
      const { journal } = await written(kind, [created(), Object.assign({ by: { whom: "x" } }, paused)]);
      const engine = await engineOn(journal);

      expect(await engine.read("small", ({ phase }) => phase)).toBe("paused");
    });

    it("is gone on with where the sweep is over, which alone is refused to whoever asks for it", async () => {
      const { journal } = await written(kind, [created(), future(), ended], true);
      const engine = await engineOn(journal);

      await expect(engine.read("small", () => null)).rejects.toMatchObject({ code: "unsupported" });
      await expect(engine.execute("small", { kind: "resume" })).rejects.toThrow(UNKNOWN);
      expect(engine.names()).toEqual(["small"]);
    });
  });

it("nothing of a newer version is saved without its end, as if it were damaged", async () => {
  const [sqlite] = durableJournals;
  const { folder, journal } = await written(sqlite!, [created(), future(), paused]);
  await journal.close();

  expect(inspectState(folder).sweeps).toMatchObject([{ sweep: "small", damage: expect.stringContaining(UNKNOWN) }]);
  await expect(salvageState(folder, join(folder, "saved"))).rejects.toMatchObject({ code: "unsupported" });

  await sqlite!.writeFormat(folder, 2);
  expect(() => inspectState(folder)).toThrow("is in event format 2");
});

it.skipIf(noNats)(
  `a message of a newer format is not read, also where the stream was opened before${noNats}`,
  async () => {
    const folder = newFolder();
    const server = await NatsServer.start(folder);
    onTestFinished(() => server.kill());
    const place = readPlace(server.url);
    const journal = await openNatsJournal(server.url, { sync: "interval" });
    onTestFinished(() => journal.close());
    const { nc, js } = await connectTo(place, {});
    onTestFinished(() => nc.close());

    const made = headers();
    for (const [key, value] of Object.entries({ Format: "2", Seq: "1", Sum: "?" }))
      made.set(`Macrosweep-${key}`, value);
    await js.publish("macrosweep.events.small", "[]", { headers: made });

    await expect(readAll(journal, "small")).rejects.toMatchObject({
      code: "unsupported",
      message: `${place.name}: is in event format 2 and this version of macrosweep knows formats up to 1: use the newer version that wrote it`,
    });
  },
);

async function written(kind: JournalKind, events: readonly Event[], over = false) {
  const folder = newFolder();
  onTestFinished(() => kind.end?.(folder));
  const journal = await kind.newStore(folder)();
  onTestFinished(() => journal.close());
  expect(await journal.append([{ sweep: "small", expectedSeq: 0, events, over }])).toMatchObject([
    { kind: "appended" },
  ]);
  return { folder, journal };
}

async function engineOn(journal: Journal): Promise<Engine> {
  const engine = await Engine.open(journal, systemClock(), 30_000);
  onTestFinished(() => engine.close());
  return engine;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-later-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
