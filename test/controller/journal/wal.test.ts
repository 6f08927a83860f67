import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { inspectJournal } from "../../../src/controller/journal/inspect.ts";
import { openSqliteJournal } from "../../../src/controller/journal/sqlite.ts";
import { openDatabase } from "../../../src/controller/journal/sqliteDatabase.ts";
import { inspectWal } from "../../../src/controller/journal/wal.ts";
import { requeued } from "../../contract/requeued.ts";

const APPENDS = 30;

/** What a controller leaves that is killed after 30 appends: its file, and all of them in the write-ahead log. */
async function left(): Promise<{ folder: string; wal: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), "wal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await (await openSqliteJournal(join(folder, "live.db"))).close();
  const journal = await openSqliteJournal(join(folder, "live.db"));
  for (let seq = 0; seq < APPENDS; seq++)
    await journal.append([{ sweep: "beats", expectedSeq: seq, events: [requeued(seq + 1)] }]);
  copyFileSync(join(folder, "live.db"), join(folder, "dead.db"));
  const wal = readFileSync(join(folder, "live.db-wal"));
  await journal.close();
  return { folder, wal };
}

/** The file as it was left, with this log. */
function lay({ folder }: { folder: string }, name: string, wal: Buffer): string {
  const path = join(folder, `${name}.db`);
  copyFileSync(join(folder, "dead.db"), path);
  writeFileSync(`${path}-wal`, wal);
  return path;
}

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
  return damaged;
}

it("a flipped bit in the log is told wherever later appends stand behind it, and no controller goes on without them", async () => {
  const dead = await left();
  // Each append is a commit of three pages or so; what is damaged of the last one alone looks like a power cut.
  const before = Math.floor(dead.wal.length * (1 - 2 / APPENDS));
  for (let i = 0; i < 40; i++) {
    const at = Math.floor((i / 40) * before) + (i % 7);
    const path = lay(dead, `flip-${i}`, flipped(dead.wal, at, i % 8));

    const { damage } = inspectJournal(path);
    expect(damage.join(), `byte ${at}`).toMatch(/db-wal: is damaged at byte \d+, and later appends are behind that/);
    expect(() => openDatabase(path)).toThrow(
      expect.objectContaining({
        code: "invalid",
        message: expect.stringMatching(/at byte \d+.*bring back a backup, or .*"macrosweep doctor --save"/),
      }),
    );
    expect(readFileSync(`${path}-wal`).length).toBe(dead.wal.length);
  }
});

it("a log that a power cut has torn anywhere is taken up to its last commit, and nothing is said", async () => {
  const dead = await left();
  const { takenBytes } = inspectWal(`${lay(dead, "whole", dead.wal)}-wal`);
  expect(takenBytes).toBe(dead.wal.length);
  const counts: number[] = [];
  for (let i = 1; i <= 20; i++) {
    const cut = Math.floor((i / 20) * dead.wal.length) - (i % 3);
    const path = lay(dead, `torn-${i}`, dead.wal.subarray(0, cut));
    openDatabase(path).close();
    const { damage, sweeps } = inspectJournal(path);
    expect(damage).toEqual([]);
    counts.push(sweeps[0]?.events.length ?? 0);
  }
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(counts.at(-1)).toBeGreaterThanOrEqual(APPENDS - 1);
});

it("what was on its way when the power went loses nothing that was there", async () => {
  const dead = await left();
  // The next commit's pages, half written, of which the checksums say so.
  const torn = Buffer.concat([dead.wal, flipped(dead.wal.subarray(-4120 * 2), 4119, 3)]);
  const path = lay(dead, "cut", torn);

  openDatabase(path).close();

  expect(inspectJournal(path).sweeps).toMatchObject([{ lastSeq: APPENDS, damage: null }]);
});
