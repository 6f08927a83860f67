import assert from "node:assert/strict";
import { parentPort, workerData } from "node:worker_threads";
import { SweepError } from "../../error.ts";
import type { RemoteJournal } from "../journal/open.ts";
import { Lead, type LeaseEntry } from "./lead.ts";
import type { Question, Said, Told } from "./leadThread.ts";
import { openNatsEntry } from "./natsEntry.ts";

// The thread of a `LeadThread`: looks who leads, and renews the lease for as long as the controller's own thread is at work.

/** A controller that has come to nothing for so long stands still, in ms: on a busy machine a turn of its work may take a quarter of it. */
const STANDSTILL_MS = 10_000;

assert(parentPort, "leadWorker.ts runs as a worker");
const port = parentPort;
let aliveMs = performance.now();
let waiting = new AbortController();

const journal: RemoteJournal = workerData;
const opened = openNatsEntry(journal.address, journal).then((entry) => {
  return new Lead(ofTheLiving(entry), (leader, term) => say({ kind: "looked", leader, term }));
});
port.on("message", (told: Told) => {
  aliveMs = performance.now();
  if (told.kind !== "ask") return void opened.then((lead) => hear(lead, told), close);
  settle(
    told.id,
    opened.then((lead) => answer(lead, told.question)),
  );
});

function hear(lead: Lead, told: Exclude<Told, { kind: "ask" }>): void {
  switch (told.kind) {
    case "stopWaiting":
      return waiting.abort();
    case "says":
      return lead.says(told.where);
    case "doubt":
      return lead.doubt();
    case "alive":
      return;
    case "close":
      void lead.close().then(close);
  }
}

async function answer(lead: Lead, question: Question): Promise<unknown> {
  switch (question.kind) {
    case "open":
      return;
    case "won":
      waiting = new AbortController();
      return lead.won(waiting.signal);
    case "lost":
      return lead.lost();
    case "confirmed":
      return lead.confirmed();
    case "endTerm":
      return lead.endTerm(question.free);
  }
}

/** Nothing is put into it while the controller stands still. */
function ofTheLiving(entry: LeaseEntry): LeaseEntry {
  return {
    get: () => entry.get(),
    put: (text, revision) => {
      const stoodMs = performance.now() - aliveMs;
      if (stoodMs < STANDSTILL_MS) return entry.put(text, revision);
      return Promise.reject(new Error(`the controller has stood still for ${Math.floor(stoodMs / 1_000)} s`));
    },
    close: () => entry.close(),
  };
}

function settle(id: number, work: Promise<unknown>): void {
  work.then(
    (answer) => say({ kind: "answer", id, answer }),
    (error: unknown) => {
      if (!(error instanceof SweepError)) throw error;
      say({ kind: "failure", id, failure: { code: error.code, message: error.message } });
    },
  );
}

function say(said: Said): void {
  port.postMessage(said);
}

function close(): void {
  port.close();
}
