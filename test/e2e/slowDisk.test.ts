import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { startAgent } from "../../src/agent/agent.ts";
import { Access } from "../../src/controller/access/index.ts";
import { systemClock } from "../../src/controller/clock.ts";
import { isOver } from "../../src/controller/core/state.ts";
import { Dispatcher } from "../../src/controller/dispatcher.ts";
import { Engine } from "../../src/controller/engine.ts";
import { journalOver } from "../../src/controller/journal/journal.ts";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import { Opened } from "../../src/controller/opened.ts";
import { AgentServer } from "../../src/controller/rpc/agentServer.ts";
import { openSolver } from "../../src/controller/solver/solver.ts";
import { keepingLogger } from "../agent/scene.ts";
import { readAll } from "../contract/readAll.ts";
import { document } from "../controller/core/given.ts";
import { expectPromisesKept, those } from "./promises.ts";

const LEASE_MS = 1_000;
const COMMIT_MS = 1_500;

// Two reports at once, and a third a while later.
const TRAINER = `
  const report = (epoch) => console.log('@macrosweep {"epoch": ' + epoch + ', "value": 0.5}');
  report(1);
  report(2);
  setTimeout(() => report(3), 700);`;

it("a disk on which each commit takes longer than a lease costs time and nothing else", async () => {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-slow-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const opened = new Opened();
  onTestFinished(() => opened.close());
  const journal = opened.keep(await openSqliteJournal(join(folder, "journal.db")));
  const slow = journalOver(journal, {
    append: async (appends) => {
      await pause(COMMIT_MS);
      return journal.append(appends);
    },
  });
  const clock = systemClock();
  const engine = opened.keep(await Engine.open(slow, clock, LEASE_MS));
  const access = opened.keep(new Access(folder, null, keepingLogger().logger));
  const solver = opened.keep(openSolver());
  const dispatcher = new Dispatcher(engine, solver, clock);
  const log = { warn: () => {} };
  const server = opened.keep(new AgentServer({ engine, dispatcher, clock, access, log, local: async () => null }));
  await server.listen("127.0.0.1:0");
  const { logger } = keepingLogger();
  const agent = startAgent({ controller: server.address, slots: 2, work: join(folder, "trials"), logger });
  opened.keep({ close: () => agent.stop() });

  const ended = Promise.withResolvers<void>();
  engine.onCommit((sweep) => {
    if (isOver(sweep)) ended.resolve();
  });
  const trainer = { command: [process.execPath, "-e", TRAINER] };
  const spec = document({ trials: 2, parallel: 2 }, { trainer, pruner: { name: "none" } });
  await engine.execute("small", { kind: "create", spec });
  await ended.promise;

  const events = await readAll(journal, "small");
  expectPromisesKept(events);
  expect(those(events, "leaseEnded").map(({ attempt, why, epochs }) => [attempt, why, epochs])).toEqual([
    [1, "finished", 3],
    [1, "finished", 3],
  ]);
  expect(those(events, "trialEnded").map(({ state }) => state)).toEqual(["completed", "completed"]);
});
