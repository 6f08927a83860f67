// A process to kill: `node journalAppender.ts KIND FOLDER COUNT` makes COUNT appends to the sweep "beats", prints the number of the
// last event after each that is acknowledged, and then waits.
import assert from "node:assert/strict";
import { writeSync } from "node:fs";
import { durableJournals } from "./journals.ts";
import { requeued } from "./requeued.ts";

const [name, folder, count] = process.argv.slice(2);
const kind = durableJournals.find((candidate) => candidate.name === name);
assert(kind && folder);
const journal = await kind.newStore(folder)();
for (let seq = 0; seq < 3 * Number(count); seq += 3) {
  const events = [1, 2, 3].map((n) => requeued(seq + n, "x".repeat(3_000)));
  const [outcome] = await journal.append([{ sweep: "beats", expectedSeq: seq, events }]);
  assert.deepEqual(outcome, { kind: "appended", seq: seq + 3 });
  writeSync(1, `${seq + 3}\n`);
}
