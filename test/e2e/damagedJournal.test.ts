import { closeSync, cpSync, openSync, readFileSync, readSync, statSync, writeSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import { readAll } from "../contract/readAll.ts";
import { writeSweep } from "./document.ts";
import { openStage, type Stage } from "./stage.ts";

const small = { trials: 3, parallel: 3, epochs: 2 } as const;

/** A stage whose journal holds two ended sweeps. */
async function withTwoSweeps(): Promise<Stage> {
  const stage = openStage(onTestFinished);
  for (const name of ["beats", "waves"]) {
    const file = writeSweep(stage, name, { ...small, options: ["--pace", "1"] });
    expect(await stage.macrosweep("run", file)).toMatchObject({ code: 0 });
  }
  return stage;
}

/** Changes one character of what a sweep has in the file. */
function damage(stage: Stage, sweep: string, sql: string): void {
  const db = new Database(`${stage.state}/journal.db`);
  db.prepare(`UPDATE entry SET ${sql} WHERE sweep = (SELECT id FROM sweep WHERE name = ?) AND seq > 3`).run(sweep);
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
}

it.each([
  ["a value", `events = replace(events, '"step":1', '"step":2')`],
  ["the text", `events = replace(events, '"kind"', '"kinx"')`],
  ["an order", "seq = seq + 1000"],
])("a sweep of which %s was changed is refused with file, sweep and event; the other one is served", async (_, sql) => {
  const stage = await withTwoSweeps();
  damage(stage, "beats", sql);
  await stage.controller();
  const refused = await stage.macrosweep("trials", "beats");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/^macrosweep: .*journal\.db: sweep "beats": event \d+ .*"macrosweep doctor"/);
  expect(await stage.ask("trials", "waves")).toHaveLength(3);
  const list = await stage.macrosweep("list");
  expect(list).toMatchObject({ code: 0, stdout: expect.stringContaining("waves") });

  const doctor = await stage.macrosweep("doctor", stage.state);
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toMatch(/beats {2}damaged: \d+ of \d+ events can be read; .*journal\.db: sweep "beats": event/);
  expect(doctor.stdout).toMatch(/waves {2}completed, all \d+ events are whole/);
  await stage.stop();
});

it("no flipped bit anywhere in the file changes an answer in silence, or hides the file's name", async () => {
  const stage = await withTwoSweeps();
  const journal = `${stage.state}/journal.db`;
  const db = new Database(journal);
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
  const whole = await stage.macrosweep("doctor", stage.state, "--json");
  expect(whole.code).toBe(0);
  const bytes = statSync(journal).size;
  const answers: string[] = [];
  for (let flip = 0; flip < 24; flip++) {
    const at = Math.floor((((flip * 2_654_435_761) % 2 ** 32) / 2 ** 32) * bytes);
    const copy = stage.path(`flip-${flip}`);
    cpSync(stage.state, copy, { recursive: true });
    flipBit(`${copy}/journal.db`, at, flip % 8);
    const { code, stdout, stderr } = await stage.macrosweep("doctor", copy, "--json");
    const same = stdout.replaceAll(copy, stage.state) === whole.stdout;
    answers.push(code === 0 ? (same ? "same" : `byte ${at}: other answers`) : code === 1 ? "told" : stderr);
  }
  const named = (answer: string) => ["same", "told"].includes(answer) || /journal\.db: /.test(answer);
  expect(answers.filter((answer) => !named(answer))).toEqual([]);
  expect(answers).toContain("told");
});

/** Overwrites the page on which a table or an index of the file begins. */
function wreck(stage: Stage, name: string): void {
  const journal = `${stage.state}/journal.db`;
  const db = new Database(journal);
  db.pragma("wal_checkpoint(TRUNCATE)");
  const root = db.prepare<[string], number>("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(name)!;
  const size = Number(db.pragma("page_size", { simple: true }));
  db.close();
  const file = openSync(journal, "r+");
  writeSync(file, Buffer.alloc(size, 0xa5), 0, size, (root - 1) * size);
  closeSync(file);
}

it.each(["sweep", "sqlite_autoindex_sweep_1"])(
  "a damaged %s stops no start and hides no sweep, new ones go beside them, and all can be saved from it",
  async (page) => {
    const stage = await withTwoSweeps();
    const before = await stage.events("beats");
    wreck(stage, page);
    const controller = await stage.controller();
    await controller.said(/WARNING: .*journal\.db: its table of sweeps is damaged, .*"macrosweep doctor --save"/);
    expect(await stage.ask("trials", "beats")).toHaveLength(3);
    await stage.stop();
    for (const name of ["later", "last"]) {
      const file = writeSweep(stage, name, { ...small, options: ["--pace", "1"] });
      expect(await stage.macrosweep("run", file)).toMatchObject({ code: 0 });
    }
    expect(await stage.ask("get", "later")).toMatchObject([{ sweep: "later", state: "completed" }]);

    const doctor = await stage.macrosweep("doctor", stage.state, "--save", "saved");
    expect(doctor).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/saved\/journal\.db: written, with 4 of the sweeps/),
    });
    expect(await stage.macrosweep("doctor", "saved")).toMatchObject({ code: 0 });
    const journal = await openSqliteJournal(stage.path("saved/journal.db"));
    onTestFinished(() => journal.close());
    expect(await journal.sweeps()).toEqual(["beats", "waves", "later", "last"]);
    expect(await readAll(journal, "beats")).toEqual(before);
  },
);

it("a sweep that was saved up to its damage goes on from there, and nothing is written over", async () => {
  const stage = await withTwoSweeps();
  damage(stage, "beats", `events = replace(events, '"step":2', '"step":3')`);
  expect(await stage.macrosweep("doctor", stage.state, "--save", "saved")).toMatchObject({ code: 1 });
  const again = await stage.macrosweep("doctor", stage.state, "--save", "saved");
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("saved/journal.db: is there already") });
  expect(await stage.macrosweep("run", "beats.yaml", "--state", "saved")).toMatchObject({ code: 0 });
  expect(await stage.macrosweep("doctor", "saved")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/beats {2}completed(.|\n)*waves {2}completed/),
  });
});

it("a journal of an earlier version, without checksums, is read as it is, and has them from then on", async () => {
  const stage = await withTwoSweeps();
  const db = new Database(`${stage.state}/journal.db`);
  db.exec("ALTER TABLE entry DROP COLUMN sum");
  for (const column of ["last_seq", "head", "over", "sum", "kept", "kept_seq"])
    db.exec(`ALTER TABLE sweep DROP COLUMN ${column}`);
  db.close();
  expect(await stage.macrosweep("doctor", stage.state)).toMatchObject({ code: 0 });
  const third = writeSweep(stage, "third", { ...small, options: ["--pace", "1"] });
  expect(await stage.macrosweep("run", third)).toMatchObject({ code: 0 });
  expect((await stage.events("beats")).length).toBeGreaterThan(10);
  damage(stage, "third", `events = replace(events, '"step":1', '"step":2')`);
  expect(await stage.macrosweep("doctor", stage.state)).toMatchObject({ code: 1 });
});

it("doctor refuses a folder without a journal, and a file that is none", async () => {
  const stage = openStage(onTestFinished);
  const missing = await stage.macrosweep("doctor", "nowhere");
  expect(missing).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("nowhere/journal.db: there is no journal"),
  });
  stage.write("journal.db", "dear diary, ".repeat(1000));
  const other = await stage.macrosweep("doctor", ".");
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("journal.db: is not a journal") });
  expect(readFileSync(stage.path("journal.db"), "utf8")).toBe("dear diary, ".repeat(1000));
});

function flipBit(path: string, at: number, bit: number): void {
  const file = openSync(path, "r+");
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  writeSync(file, Buffer.from([(byte[0] ?? 0) ^ (1 << bit)]), 0, 1, at);
  closeSync(file);
}
