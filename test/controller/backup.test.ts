import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { backUpState, restoreState } from "../../src/controller/backup.ts";
import type { Journal } from "../../src/controller/journal/journal.ts";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import { temporaryFolder } from "../agent/scene.ts";
import { macrosweep } from "../cli/command.ts";
import { readAll } from "../contract/readAll.ts";
import { requeued } from "../contract/requeued.ts";

/** A journal in a state folder, with so many events of two sweeps. */
async function stateWith(count: number): Promise<{ state: string; journal: Journal }> {
  const state = temporaryFolder();
  const journal = await openSqliteJournal(join(state, "journal.db"));
  onTestFinished(() => journal.close());
  for (const sweep of ["beats", "gaze"]) await appendTo(journal, sweep, 0, count);
  return { state, journal };
}

async function appendTo(journal: Journal, sweep: string, from: number, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, i) => requeued(from + i + 1));
  if (count > 0) await journal.append([{ sweep, expectedSeq: from, events }]);
}

describe("a backup", () => {
  it("of a journal that is written to meanwhile is what it was at one moment, and comes back whole", async () => {
    const { state, journal } = await stateWith(3);
    const folder = temporaryFolder();
    const file = join(folder, "saved.db");
    let saved = false;
    const saving = macrosweep("backup", file, "--state", state, "--json").finally(() => {
      saved = true;
    });
    let written = 3;
    while (!saved) {
      // One commit of both: a moment has as many of one as of the other.
      const both = ["beats", "gaze"].map((sweep) => ({ sweep, expectedSeq: written, events: [requeued(written + 1)] }));
      await journal.append(both);
      written += 1;
    }
    const { code, stdout, stderr } = await saving;
    expect([code, stderr]).toEqual([0, ""]);
    const { sweeps, events } = JSON.parse(stdout);
    expect(sweeps).toBe(2);
    expect(events).toBeGreaterThanOrEqual(6);

    const restored = join(folder, "state");
    expect(restoreState(file, restored)).toMatchObject({ sweeps: 2, events });
    const copy = await openSqliteJournal(join(restored, "journal.db"));
    onTestFinished(() => copy.close());
    const all = await readAll(journal, "beats");
    expect(await readAll(copy, "beats")).toEqual(all.slice(0, events / 2));
    expect(await readAll(copy, "gaze")).toHaveLength(events / 2);
    expect(await copy.append([{ sweep: "beats", expectedSeq: events / 2, events: [requeued(9)] }])).toMatchObject([
      { kind: "appended" },
    ]);
  });

  it("is refused where the file is there already, and leaves that as it is", async () => {
    const { state } = await stateWith(1);
    const file = join(temporaryFolder(), "saved.db");
    writeFileSync(file, "precious");
    expect(() => backUpState(state, file)).toThrow(`${file}: is there already; a backup goes into a new file`);
    expect(readFileSync(file, "utf8")).toBe("precious");
  });

  it("of a damaged journal is refused, with what is wrong, and leaves no file", async () => {
    const { state, journal } = await stateWith(2);
    await journal.close();
    const db = new Database(join(state, "journal.db"));
    db.exec(`UPDATE entry SET events = replace(events, '"trial"', '"tr1al"')`);
    db.close();
    const folder = temporaryFolder();
    expect(() => backUpState(state, join(folder, "saved.db"))).toThrow(
      /saved\.db: is damaged, and not taken: .*sweep "beats": event 1 does not fit its checksum/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["a folder without a journal", "nowhere"],
    ["a folder that is not there", "no/where"],
  ])("of %s is refused", (_what, name) => {
    const folder = temporaryFolder();
    expect(() => backUpState(join(folder, name), join(folder, "saved.db"))).toThrow(/journal\.db: there is no journal/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("into a folder that is not there is refused", async () => {
    const { state } = await stateWith(1);
    expect(() => backUpState(state, join(state, "no", "saved.db"))).toThrow(`there is no folder ${join(state, "no")}`);
  });
});

describe("a restored backup", () => {
  async function backup() {
    const { state } = await stateWith(4);
    const file = join(temporaryFolder(), "saved.db");
    return { file, backup: backUpState(state, file) };
  }

  it("is refused by a folder with something in it, which stays as it is", async () => {
    const { file } = await backup();
    const { state } = await stateWith(1);
    expect(() => restoreState(file, state)).toThrow(
      /has journal\.db, .* in it; a backup is brought back into a new or an empty/,
    );
  });

  it("may go into an empty folder, and into one whose parents are missing", async () => {
    const { file } = await backup();
    expect(restoreState(file, temporaryFolder())).toMatchObject({ sweeps: 2, events: 8 });
    expect(restoreState(file, join(temporaryFolder(), "a", "b"))).toMatchObject({ sweeps: 2, events: 8 });
  });

  it("is refused when a byte of an event has changed since, and the folder stays empty", async () => {
    const { file } = await backup();
    const bytes = readFileSync(file);
    bytes.write("trl", bytes.indexOf("trial"));
    writeFileSync(file, bytes);
    const folder = temporaryFolder();
    expect(() => restoreState(file, folder)).toThrow(/is damaged, and not taken/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is refused when it is no journal", () => {
    const folder = temporaryFolder();
    const file = join(folder, "notes.txt");
    writeFileSync(file, "x".repeat(5_000));
    expect(() => restoreState(file, join(folder, "state"))).toThrow(/notes\.txt: is not a journal of macrosweep/);
    expect(existsSync(join(folder, "state", "journal.db"))).toBe(false);
  });
});

it("backup and restore say in a line what they did, and how to go on", async () => {
  const { state } = await stateWith(3);
  const folder = temporaryFolder();
  const file = join(folder, "saved.db");
  const saved = await macrosweep("backup", file, "--state", state);
  expect(saved.stdout).toMatch(/^Saved 2 sweeps with 6 events in .*saved\.db \(\d+ KiB\)\n$/);
  const restored = await macrosweep("restore", file, join(folder, "new state"));
  expect(restored.stdout).toBe(
    `Restored 2 sweeps with 6 events into ${folder}/new state. To go on with it:\n  macrosweep controller --state '${folder}/new state'\n`,
  );
  const again = await macrosweep("restore", file, join(folder, "new state"));
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("has journal.db in it")]);
});
