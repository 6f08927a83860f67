import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Event } from "../../../src/controller/core/events.ts";
import { openSqliteJournal } from "../../../src/controller/journal/sqlite.ts";
import { openDatabase } from "../../../src/controller/journal/sqliteDatabase.ts";
import { readAll } from "../../contract/readAll.ts";
import { requeued } from "../../contract/requeued.ts";
import { withReadOnlyFolder } from "../readOnlyFolder.ts";

// What every journal does is in test/contract/journals.test.ts; here stands what only a file can suffer.

const hasStrace = spawnSync("strace", ["true"]).status === 0;

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sqlite-"));
  file = join(folder, "journal.db");
});

afterEach(() => rmSync(folder, { recursive: true }));

it("refuses a file that is not SQLite, and leaves it as it is", async () => {
  const text = "trial,value\n".repeat(100);
  writeFileSync(file, text);

  await expect(openSqliteJournal(file)).rejects.toMatchObject({
    code: "invalid",
    message: `${file}: is not a journal of macrosweep: move it away, or use another path`,
  });

  expect(readFileSync(file, "utf8")).toBe(text);
});

it("refuses the SQLite file of another program, and leaves it as it is", async () => {
  const other = new Database(file);
  other.exec("CREATE TABLE study (id INTEGER)");
  other.close();
  const bytes = readFileSync(file);

  await expect(openSqliteJournal(file)).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("is not a journal of macrosweep"),
  });

  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(readdirSync(folder)).toEqual(["journal.db"]);
});

it("refuses a path whose folder does not exist", async () => {
  const path = join(folder, "missing", "journal.db");

  await expect(openSqliteJournal(path)).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringMatching(/missing\/journal\.db: cannot be opened for writing: its folder must exist/),
  });
});

it("refuses a read-only folder, with and without a journal in it", async () => {
  const empty = join(folder, "empty");
  const used = join(folder, "used");
  for (const path of [empty, used]) mkdirSync(path);
  await (await openSqliteJournal(join(used, "journal.db"))).close();

  for (const path of [empty, used]) {
    await withReadOnlyFolder(path, () =>
      expect(openSqliteJournal(join(path, "journal.db"))).rejects.toMatchObject({
        code: "invalid",
        message: expect.stringContaining(`${path}/journal.db: cannot be opened for writing`),
      }),
    );
  }
});

it("makes one journal when two open a new file at the same time", async () => {
  const [one, other] = await Promise.all([openSqliteJournal(file), openSqliteJournal(file)]);

  await one.append([{ sweep: "beats", expectedSeq: 0, events: [requeued(1)] }]);
  expect(await other.sweeps()).toEqual(["beats"]);

  await Promise.all([one.close(), other.close()]);
});

it("waits for another writer without holding up its own process", async () => {
  const journal = await openSqliteJournal(file);
  const other = new Database(file);
  other.exec("BEGIN IMMEDIATE");

  const order: string[] = [];
  const appended = journal
    .append([{ sweep: "beats", expectedSeq: 0, events: [requeued(1)] }])
    .then(() => order.push("appended"));
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  order.push("the other writer ends");
  other.exec("COMMIT");
  await appended;

  expect(order).toEqual(["the other writer ends", "appended"]);
  other.close();
  await journal.close();
});

it("rejects an append that the disk has no room for, and keeps every one before it", async () => {
  const appender = join(import.meta.dirname, "../../contract/journalAppender.ts");
  // No file of this process may grow past some 100 KB.
  const limited = ["-c", 'ulimit -f 200; exec "$@"', "sh", process.execPath, appender, "sqlite", folder, "Infinity"];

  const { stdout, stderr } = spawnSync("sh", limited, { encoding: "utf8" });

  expect(stderr).toMatch(/SweepError: .*journal\.db: .* \(SQLITE_(FULL|IOERR_WRITE)\)/);
  const acked = Number(stdout.trim().split("\n").at(-1));
  expect(acked).toBeGreaterThan(0);
  const journal = await openSqliteJournal(file);
  expect(await readAll(journal, "beats")).toHaveLength(acked);
  await journal.close();
});

it("leaves one file behind when it is closed", async () => {
  const journal = await openSqliteJournal(file);
  await journal.append([{ sweep: "beats", expectedSeq: 0, events: [requeued(1)] }]);
  await journal.close();

  expect(readdirSync(folder)).toEqual(["journal.db"]);
});

it("is opened for full synchronization, by its own word", () => {
  const db = openDatabase(file);
  // 2 is FULL; 1, NORMAL, would keep a commit of before a power loss only at the next checkpoint.
  expect(db.pragma("synchronous", { simple: true })).toBe(2);
  expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
  db.close();
});

it.runIf(hasStrace)(
  `asks the disk once an append, as strace counts it${hasStrace ? "" : " (needs strace that may trace)"}`,
  () => {
    const counts = (appends: number) => {
      const trace = join(folder, `trace-${appends}`);
      const program = [
        process.execPath,
        join(import.meta.dirname, "appends.ts"),
        `${file}-${appends}`,
        String(appends),
      ];
      const { status } = spawnSync("strace", ["-f", "-e", "trace=fsync,fdatasync", "-o", trace, ...program]);
      expect(status).toBe(0);
      return readFileSync(trace, "utf8").match(/^\d+ +f(data)?sync\(/gm)?.length ?? 0;
    };
    const [few, many] = [counts(10), counts(60)];
    expect(many - few).toBeGreaterThanOrEqual(50);
  },
);

it("says what was changed by whoever: sweep, event and file", async () => {
  const journal = await openSqliteJournal(file);
  for (const seq of [0, 1, 2, 3])
    await journal.append([{ sweep: "beats", expectedSeq: seq, events: [requeued(seq + 1)] }]);
  const db = new Database(file);
  db.prepare("UPDATE entry SET events = replace(events, 'lost', 'lust') WHERE seq = 3").run();
  await expect(readAll(journal, "beats")).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining(`${file}: sweep "beats": event 3 does not fit its checksum`),
  });
  db.prepare("DELETE FROM entry WHERE seq >= 3").run();
  await expect(readAll(journal, "beats")).rejects.toMatchObject({
    message: expect.stringContaining(`sweep "beats": event 3 is missing, and all up to event 4`),
  });
  db.close();
  await journal.close();
});

it("knows which sweeps are over without reading them, also in a file of an earlier version", async () => {
  const journal = await openSqliteJournal(file);
  const end: Event = { kind: "sweepEnded", state: "completed", reason: "every {trial} is done", atMs: 7 };
  await journal.append([
    { sweep: "beats", expectedSeq: 0, events: [requeued(1), end], over: true },
    { sweep: "waves", expectedSeq: 0, events: [requeued(1)] },
  ]);
  await journal.keep("beats", 2, Buffer.from("kept"));
  await journal.keep("waves", 7, Buffer.from("too early"));
  const over = [
    ["beats", true],
    ["waves", false],
  ];
  const summaries = await journal.summaries();
  expect(summaries.map((summary) => [summary.sweep, summary.over])).toEqual(over);
  expect(summaries.map(({ kept }) => kept && Buffer.from(kept).toString())).toEqual(["kept", null]);
  await journal.close();

  const db = new Database(file);
  db.exec("UPDATE sweep SET last_seq = NULL, head = NULL, over = NULL, sum = NULL; UPDATE entry SET sum = NULL");
  db.close();
  const again = await openSqliteJournal(file);
  expect((await again.summaries()).map((summary) => [summary.sweep, summary.over])).toEqual(over);
  await again.append([{ sweep: "beats", expectedSeq: 2, events: [requeued(3)] }]);
  expect((await again.summaries())[0]).toMatchObject({ over: false, kept: null });
  await again.close();
});
