// `node appends.ts FILE COUNT`: makes COUNT appends to a journal, one after the other, and closes it.
import { openSqliteJournal } from "../../../src/controller/journal/sqlite.ts";
import { requeued } from "../../contract/requeued.ts";

const [file = "", count] = process.argv.slice(2);
const journal = await openSqliteJournal(file);
for (let seq = 0; seq < Number(count); seq++) {
  await journal.append([{ sweep: "beats", expectedSeq: seq, events: [requeued(seq + 1)] }]);
}
await journal.close();
