import { expect, onTestFinished } from "vitest";
import { openNatsJournal } from "../../src/controller/journal/nats/nats.ts";
import { readAll } from "../contract/readAll.ts";
import { NatsServer } from "../natsServer.ts";
import type { Command } from "./command.ts";
import { diary, diaryOfReports } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { freePort } from "./port.ts";
import { expectPromisesKept, reportsOf, those } from "./promises.ts";
import { openStage, type Stage } from "./stage.ts";

/** One of several controllers on a journal in a nats-server. */
export interface Replica {
  readonly command: Command;
  readonly address: string;
  readonly url: string;
}

const SWEEP = { trials: 6, parallel: 3, epochs: 12 };

/** Two controllers, of which one leads, and two agents that know both. */
export async function openReplicas(): Promise<{ stage: Stage; server: NatsServer; leader: Replica; other: Replica }> {
  const stage = openStage(onTestFinished);
  const server = await NatsServer.start(stage.path("nats"));
  onTestFinished(() => server.kill());
  const one = await replica(stage, "one", server);
  await one.command.said(/listens on/);
  const two = await replica(stage, "two", server);
  await two.command.said(/standing by/);
  // The first, unless a busy machine has kept it from renewing its lease while the other one started.
  const isFirst = (await fetch(`${one.url}/readyz`)).ok;
  const [leader, other] = isFirst ? [one, two] : [two, one];
  const controllers = `${leader.address},${other.address}`;
  for (const work of ["a", "b"])
    stage.start("agent", "--controller", controllers, "--slots", "2", "--work", work, "--name", work);
  return { stage, server, leader, other };
}

async function replica(stage: Stage, state: string, { url: journal, monitor }: NatsServer): Promise<Replica> {
  const [address, http] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const places = ["--state", state, "--listen", address, "--http", http];
  const command = stage.start("controller", ...places, "--standby", "--journal", journal, "--journal-monitor", monitor);
  return { command, address, url: `http://${http}` };
}

/** Writes the document of the sweep beats; returns its path. */
export function writeBeats(stage: Stage): string {
  return writeSweep(stage, "beats", { ...SWEEP, options: ["--pace", "300"] });
}

/** Every epoch of every trial of the sweep was trained once and is counted once. */
export async function expectAllCounted(stage: Stage, { url }: NatsServer): Promise<void> {
  const journal = await openNatsJournal(url, { sync: "interval" });
  const events = await readAll(journal, "beats").finally(() => journal.close());
  expectPromisesKept(events);
  expect(those(events, "sweepEnded")).toMatchObject([{ state: "completed" }]);
  expect(those(events, "trialEnded").map(({ state }) => state)).toEqual(Array(SWEEP.trials).fill("completed"));
  // Each epoch of each trial once, by one process a trial.
  expect(diary(stage).length).toBe(SWEEP.trials * SWEEP.epochs);
  expect(new Set(diary(stage).map(({ pid }) => pid)).size).toBe(SWEEP.trials);
  expect(reportsOf(events)).toEqual(diaryOfReports(stage));
}
