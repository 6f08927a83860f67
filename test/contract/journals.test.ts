import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EVENT_FORMAT, type Event } from "../../src/controller/core/events.ts";
import type { Appended, Journal } from "../../src/controller/journal/journal.ts";
import { durableJournals, type JournalKind, journals } from "./journals.ts";
import { readAll } from "./readAll.ts";
import { requeued } from "./requeued.ts";

let folder: string;
let handles: Journal[];
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
  handles = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(handles.map((journal) => journal.close()));
  for (const kind of journals) await kind.end?.(folder);
  rmSync(folder, { recursive: true });
});

for (const kind of journals)
  describe.skipIf(kind.skipped)(`the ${kind.name} journal${kind.skipped ?? ""}`, () => {
    it("numbers the events of a sweep from 1, in the order of the appends", async () => {
      const journal = await storeOf(kind)();

      expect(await append(journal, "beats", 0, numbered(1, 3))).toEqual({ kind: "appended", seq: 3 });
      expect(await append(journal, "beats", 3, numbered(4, 5))).toEqual({ kind: "appended", seq: 5 });

      expect(await readAll(journal, "beats")).toEqual(numbered(1, 5));
    });

    it.each([0, 1, 2, 3, 4, 5, 6])("reads the events above %i, also from the middle of an append", async (afterSeq) => {
      const journal = await storeOf(kind)();
      await append(journal, "beats", 0, numbered(1, 3));
      await append(journal, "beats", 3, numbered(4, 5));

      expect(await readAll(journal, "beats", afterSeq)).toEqual(numbered(1, 5).slice(afterSeq));
    });

    it("reads nothing of a sweep that it does not know, and does not come to know it by that", async () => {
      const journal = await storeOf(kind)();

      expect(await readAll(journal, "nobody")).toEqual([]);
      expect(await journal.sweeps()).toEqual([]);
    });

    it("lists the sweeps in the order of their creation", async () => {
      const journal = await storeOf(kind)();
      for (const sweep of ["zebra", "ant", "mole"]) await append(journal, sweep, 0, numbered(1, 1));
      await append(journal, "zebra", 1, numbered(2, 2));

      expect(await journal.sweeps()).toEqual(["zebra", "ant", "mole"]);
    });

    it("keeps the rest of an append when one sweep of it conflicts, and nothing of that one", async () => {
      const journal = await storeOf(kind)();
      await append(journal, "first", 0, numbered(1, 2));

      const outcomes = await journal.append([
        { sweep: "second", expectedSeq: 0, events: numbered(1, 1) },
        { sweep: "first", expectedSeq: 1, events: numbered(2, 9) },
        { sweep: "missing", expectedSeq: 4, events: numbered(5, 5) },
        { sweep: "third", expectedSeq: 0, events: numbered(1, 4) },
      ]);

      expect(outcomes).toEqual([
        { kind: "appended", seq: 1 },
        { kind: "conflict", seq: 2 },
        { kind: "conflict", seq: 0 },
        { kind: "appended", seq: 4 },
      ]);
      expect(await readAll(journal, "first")).toEqual(numbered(1, 2));
      expect(await readAll(journal, "third")).toEqual(numbered(1, 4));
      expect(await journal.sweeps()).toEqual(["first", "second", "third"]);
    });

    it("lets one append follow another one of the same sweep in the same call", async () => {
      const journal = await storeOf(kind)();

      const outcomes = await journal.append([
        { sweep: "beats", expectedSeq: 0, events: numbered(1, 2) },
        { sweep: "beats", expectedSeq: 2, events: numbered(3, 3) },
        { sweep: "beats", expectedSeq: 2, events: numbered(9, 9) },
      ]);

      expect(outcomes.map((outcome) => outcome.kind)).toEqual(["appended", "appended", "conflict"]);
      expect(await readAll(journal, "beats")).toEqual(numbered(1, 3));
    });

    it("keeps the order of calls that do not wait for each other", async () => {
      const journal = await storeOf(kind)();

      await Promise.all([1, 2, 3, 4, 5].map((n) => append(journal, "beats", n - 1, [requeued(n)])));

      expect(await readAll(journal, "beats")).toEqual(numbered(1, 5));
    });

    it("gives each number to exactly one of two writers that race for it", async () => {
      const open = storeOf(kind);
      const writers = [await open(), await open()];
      const won: Event[] = [];

      for (let seq = 0; seq < 50; seq++) {
        const offers = writers.map((_, writer) => requeued(seq + 1, `writer ${writer}`));
        const outcomes = await Promise.all(writers.map((journal, w) => append(journal, "beats", seq, [offers[w]!])));
        expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(["appended", "conflict"]);
        expect(outcomes.map((outcome) => outcome.seq)).toEqual([seq + 1, seq + 1]);
        won.push(offers[outcomes.findIndex((outcome) => outcome.kind === "appended")]!);
      }

      for (const journal of writers) expect(await readAll(journal, "beats")).toEqual(won);
    });

    it("gives a number to exactly one of forty appends that two writers send at once", async () => {
      const open = storeOf(kind);
      const writers = [await open(), await open()];

      const outcomes = await Promise.all(
        Array.from({ length: 40 }, (_, n) => append(writers[n % 2]!, "beats", 0, [requeued(n)])),
      );

      const winner = outcomes.findIndex((outcome) => outcome.kind === "appended");
      expect(outcomes.filter((outcome) => outcome.kind === "conflict")).toHaveLength(39);
      expect(await readAll(writers[0]!, "beats")).toEqual([requeued(winner)]);
    });

    it("gives back every character and number as it was", async () => {
      const journal = await storeOf(kind)();
      const texts = [
        "Æsop 漢字 🫀 e\u0301",
        "\u0000 \u2028 \ud800 \\ \" '",
        "x".repeat(3_000_000),
        "心".repeat(100_000),
        "",
      ];
      const events = texts.map((text, n) => ({
        ...requeued(n, text),
        atMs: [0.1 + 0.2, 5e-324, 1.7e308, 2 ** 53, -1][n]!,
      }));

      await append(journal, "søvn 💤", 0, events);

      expect(await readAll(journal, "søvn 💤")).toEqual(events);
      expect(await journal.sweeps()).toEqual(["søvn 💤"]);
    });

    it("gives the events about one trial, in order, however many there are about others", async () => {
      const journal = await storeOf(kind)();
      const ofTrials = Array.from({ length: 3_000 }, (_, i) => requeued(i % 30, `event ${i}`));
      for (let from = 0; from < 3_000; from += 100)
        await append(journal, "beats", from, ofTrials.slice(from, from + 100));
      const chunks: Event[] = [];
      for await (const chunk of journal.about("beats", 3)) chunks.push(...chunk);
      expect(chunks).toEqual(ofTrials.filter((event) => "trial" in event && event.trial === 3));
      expect(chunks).toHaveLength(100);
    });

    it("gives a long history in several chunks, none of them empty", async () => {
      const journal = await storeOf(kind)();
      const reason = "x".repeat(100);
      const history = Array.from({ length: 6_000 }, (_, n) => requeued(n + 1, reason));
      await journal.append(
        Array.from({ length: 600 }, (_, n) => ({
          sweep: "beats",
          expectedSeq: 10 * n,
          events: history.slice(10 * n, 10 * n + 10),
        })),
      );

      const chunks: (readonly Event[])[] = [];
      for await (const chunk of journal.read("beats", 5)) chunks.push(chunk);

      expect(chunks.length).toBeGreaterThan(2);
      expect(chunks.filter((chunk) => chunk.length === 0)).toEqual([]);
      expect(chunks.flat()).toEqual(history.slice(5));
    });

    it("removes a sweep with its events, frees its name, and leaves the others", async () => {
      const journal = await storeOf(kind)();
      for (const sweep of ["zebra", "ant"]) await append(journal, sweep, 0, numbered(1, 3));

      expect(await journal.remove("zebra", 3)).toBe(true);

      expect(await journal.sweeps()).toEqual(["ant"]);
      expect(await readAll(journal, "zebra")).toEqual([]);
      expect(await readAll(journal, "ant")).toEqual(numbered(1, 3));
      expect(await append(journal, "zebra", 0, [requeued(7)])).toEqual({ kind: "appended", seq: 1 });
      expect(await readAll(journal, "zebra")).toEqual([requeued(7)]);
      expect(await journal.sweeps()).toEqual(["ant", "zebra"]);
    });

    it("removes nothing of a sweep that has gone on, or that it does not know", async () => {
      const journal = await storeOf(kind)();
      await append(journal, "beats", 0, numbered(1, 3));

      expect(await journal.remove("beats", 2)).toBe(false);
      expect(await journal.remove("nobody", 0)).toBe(false);

      expect(await readAll(journal, "beats")).toEqual(numbered(1, 3));
    });

    it("keeps its own copy of an event", async () => {
      const journal = await storeOf(kind)();
      const written = { ...requeued(1) };
      await append(journal, "beats", 0, [written]);

      Object.assign(written, { reason: "changed by the writer" });
      Object.assign((await readAll(journal, "beats"))[0]!, { reason: "changed by a reader" });

      expect(await readAll(journal, "beats")).toEqual([requeued(1)]);
    });
  });

for (const kind of durableJournals)
  describe.skipIf(kind.skipped)(`the ${kind.name} journal on its disk${kind.skipped ?? ""}`, () => {
    it("has everything when it is opened again, and goes on counting", async () => {
      const open = storeOf(kind);
      const before = await open();
      await append(before, "zebra", 0, numbered(1, 3));
      await append(before, "ant", 0, numbered(1, 1));
      await before.close();

      const after = await open();

      expect(await after.sweeps()).toEqual(["zebra", "ant"]);
      expect(await readAll(after, "zebra")).toEqual(numbered(1, 3));
      expect(await append(after, "zebra", 2, [requeued(9)])).toEqual({ kind: "conflict", seq: 3 });
      expect(await append(after, "zebra", 3, [requeued(4)])).toEqual({ kind: "appended", seq: 4 });
    });

    it("still lacks what was removed when it is opened again", async () => {
      const open = storeOf(kind);
      const before = await open();
      await append(before, "beats", 0, numbered(1, 3));
      await before.remove("beats", 3);
      await before.close();

      const after = await open();

      expect(await after.sweeps()).toEqual([]);
      expect(await readAll(after, "beats")).toEqual([]);
    });

    it("finishes what it was asked before it closes, and then refuses", async () => {
      const journal = await storeOf(kind)();
      const asked = append(journal, "beats", 0, numbered(1, 2));

      await journal.close();

      expect(await asked).toEqual({ kind: "appended", seq: 2 });
      await expect(append(journal, "beats", 2, numbered(3, 3))).rejects.toMatchObject({ code: "unavailable" });
      await expect(journal.close()).resolves.toBeUndefined();
    });

    it("has everything that was acknowledged when its process is killed in the middle of appends", async () => {
      const acked = await killAfter(300, await startAppender(kind, Number.POSITIVE_INFINITY));

      const events = await readAll(await storeOf(kind)(), "beats");

      // One append may have been on its way: durable, and not acknowledged yet.
      expect([acked, acked + 3]).toContain(events.length);
      expect(numbers(events)).toEqual(events.map((_, n) => n + 1));
    });

    it("drops a torn last append entirely, and nothing before it", async () => {
      await killAfter(5, await startAppender(kind, 5));
      await kind.tearLastAppend(folder);
      const open = storeOf(kind);

      const torn = await open();
      expect(numbers(await readAll(torn, "beats"))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      expect(await append(torn, "beats", 12, numbered(13, 14))).toEqual({ kind: "appended", seq: 14 });
      await torn.close();

      expect(numbers(await readAll(await open(), "beats", 10))).toEqual([11, 12, 13, 14]);
    });

    it("is refused when a newer program wrote it, and stays as it was", async () => {
      const open = storeOf(kind);
      const journal = await open();
      await append(journal, "beats", 0, numbered(1, 2));
      await journal.close();

      await kind.writeFormat(folder, EVENT_FORMAT + 1);
      const refusal = await open().catch((error) => error);
      expect(refusal).toMatchObject({ code: "unsupported" });
      expect(refusal.message).toContain(kind.nameOf(folder));
      expect(refusal.message).toMatch(new RegExp(`format ${EVENT_FORMAT + 1}\\b.* up to ${EVENT_FORMAT}\\b`));

      await kind.writeFormat(folder, EVENT_FORMAT);
      expect(await readAll(await open(), "beats")).toEqual(numbered(1, 2));
    });
  });

/** Opens handles on one store of this test; they are closed when it ends. */
function storeOf(kind: JournalKind): () => Promise<Journal> {
  const open = kind.newStore(folder);
  return async () => {
    const journal = await open();
    handles.push(journal);
    return journal;
  };
}

async function append(
  journal: Journal,
  sweep: string,
  expectedSeq: number,
  events: readonly Event[],
): Promise<Appended> {
  const [outcome] = await journal.append([{ sweep, expectedSeq, events }]);
  return outcome!;
}

function numbered(first: number, last: number): Event[] {
  return Array.from({ length: last - first + 1 }, (_, n) => requeued(first + n));
}

function numbers(events: readonly Event[]): unknown[] {
  return events.map((event) => "trial" in event && event.trial);
}

async function startAppender(kind: JournalKind, appends: number): Promise<ChildProcess> {
  await kind.begin?.(folder);
  const script = fileURLToPath(new URL("./journalAppender.ts", import.meta.url));
  const child = spawn(process.execPath, [script, kind.name, folder, String(appends)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

/** Kills a process after `lines` lines and waits until it is gone; the last line that it printed. */
async function killAfter(lines: number, child: ChildProcess): Promise<number> {
  const exited = once(child, "exit");
  const acked: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    acked.push(line);
    if (acked.length === lines) child.kill("SIGKILL");
  }
  expect(await exited).toEqual([null, "SIGKILL"]);
  return Number(acked.at(-1));
}
