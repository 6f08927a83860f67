import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { viewSweep } from "../../../src/controller/core/views/sweepView.ts";
import { viewTrial } from "../../../src/controller/core/views/trialView.ts";
import { Engine } from "../../../src/controller/engine.ts";
import type { Journal } from "../../../src/controller/journal/journal.ts";
import { Following } from "../../../src/controller/journal/nats/following.ts";
import { openNatsJournal } from "../../../src/controller/journal/nats/nats.ts";
import { readAll } from "../../contract/readAll.ts";
import { NatsServer } from "../../natsServer.ts";
import { document } from "../core/given.ts";
import { ManualClock } from "../manualClock.ts";

export const LEASE_MS = 30_000;

/** An engine that does not lead, and what feeds it. */
interface Follower {
  readonly engine: Engine;
  readonly following: Following;
  readonly clock: ManualClock;
}

/** A nats-server, an engine that writes to its journal, and as many as are opened that follow. Each may have its journal `through` something. */
export async function scene(through: (journal: Journal, server: NatsServer) => Promise<Journal> | Journal = same) {
  const server = await startServer();
  const journals = async () => {
    const journal = await openNatsJournal(server.url, { sync: "interval" });
    onTestFinished(() => journal.close());
    return journal;
  };
  const leader = await Engine.open(await through(await journals(), server), new ManualClock(), LEASE_MS);
  onTestFinished(() => leader.close());
  const open = async (over: (journal: Journal) => Journal = (journal) => journal): Promise<Follower> => {
    const clock = new ManualClock();
    const journal = over(await journals());
    const following = await Following.open(server.url, {});
    const engine = await Engine.open(journal, clock, LEASE_MS, () => {}, false);
    const work = following.start((written) => engine.follow(written));
    onTestFinished(async () => {
      await following.close();
      await engine.close();
      await work;
    });
    return { engine, following, clock };
  };
  const journal = await journals();
  return { server, leader, open, events: (sweep: string) => readAll(journal, sweep) };
}

/** A nats-server of its own for the test that runs. */
export async function startServer(): Promise<NatsServer> {
  const folder = mkdtempSync(join(tmpdir(), "nats-standby-"));
  const server = await NatsServer.start(folder);
  onTestFinished(async () => {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return server;
}

function same(journal: Journal): Journal {
  return journal;
}

export function create(engine: Engine, name: string, budget: object = {}) {
  return engine.execute(name, { kind: "create", spec: { ...document(budget), name } });
}

export function lease(engine: Engine, name: string) {
  return engine.execute(name, { kind: "lease", agent: "a" });
}

export function report(engine: Engine, name: string, step: number, value: number) {
  const said = { seq: step, step, counts: null, classes: [], scalars: {}, value, test: false };
  return engine.execute(name, { kind: "report", trial: 0, attempt: 1, report: said });
}

/** All that is shown of every sweep. */
export function pictures(engine: Engine) {
  return Promise.all(
    engine
      .names()
      .map((name) =>
        engine.read(name, (sweep) => [viewSweep(sweep, 0), sweep.trials.map((trial) => viewTrial(sweep, trial))]),
      ),
  );
}
