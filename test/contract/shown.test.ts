import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Event } from "../../src/controller/core/events.ts";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import { macrosweep, newFolder } from "../cli/command.ts";

// What every command printed with --json, of the golden journals, before there was an HTTP API. Scripts of users read it: it stays, key for key.

const before: Record<string, { code: number; stdout: string }> = JSON.parse(
  readFileSync(join(import.meta.dirname, "shown.json"), "utf8"),
);

const JOURNALS = {
  plain: "golden.json",
  confirm: "golden.confirm.json",
  changed: "golden.changed.json",
  adopted: "golden.adopted.json",
  leaving: "golden.leaving.json",
  constrained: "golden.constrained.json",
};

const folder = newFolder();

beforeAll(async () => {
  const journal = await openSqliteJournal(join(folder.path, "journal.db"));
  for (const [name, file] of Object.entries(JOURNALS)) {
    const golden: { events: Event[] } = JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8"));
    const events = golden.events.map((event) =>
      "spec" in event ? { ...event, spec: { ...event.spec, name } } : event,
    );
    await journal.append([{ sweep: name, expectedSeq: 0, events }]);
  }
  await journal.close();
});

afterAll(folder.remove);

it.each(Object.keys(before))("%s prints what it printed", async (line) => {
  const csv = line.includes("csv");
  const { code, stdout } = await macrosweep(...line.split(" "), ...(csv ? [] : ["--json"]), "--state", folder.path);
  // A controller ran there, without an agent.
  const waits = /(?<="reason":)"waits for an agent; none is connected"/;
  expect({ code, stdout }).toEqual({ ...before[line], stdout: before[line]?.stdout.replace(waits, "null") });
});
