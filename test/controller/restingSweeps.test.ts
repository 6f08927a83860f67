import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeHistory } from "../../bench/history.ts";
import { Engine } from "../../src/controller/engine.ts";
import { journalOver } from "../../src/controller/journal/journal.ts";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import { ManualClock } from "./manualClock.ts";

it("a start reads no sweep that is over; who asks for one has it read, and nobody's is let go", async () => {
  const folder = mkdtempSync(join(tmpdir(), "resting-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const journal = await openSqliteJournal(join(folder, "journal.db"));
  for (let old = 0; old < 20; old++) await writeHistory(journal, `old-${old}`, 3, "over");
  await writeHistory(journal, "live", 3, "open");
  const read: string[] = [];
  const counting = journalOver(journal, {
    read: (sweep, afterSeq) => {
      read.push(sweep);
      return journal.read(sweep, afterSeq);
    },
  });
  const clock = new ManualClock();
  const engine = await Engine.open(counting, clock, 30_000);
  expect(read).toEqual(["live"]);
  expect(engine.names()).toHaveLength(21);
  expect(engine.liveNames()).toEqual(["live"]);

  const phase = () => engine.read("old-7", (sweep) => sweep.phase);
  expect(await phase()).toBe("completed");
  expect(await phase()).toBe("completed");
  expect(read).toEqual(["live", "old-7"]);
  // What was answered is done with by the next turn of the event loop.
  await new Promise(setImmediate);
  clock.pass(20_000);
  expect(await phase()).toBe("completed");
  expect(read).toEqual(["live", "old-7", "old-7"]);
  await engine.close();
  await journal.close();
});
