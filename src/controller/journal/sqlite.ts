import assert from "node:assert/strict";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { SweepError } from "../../error.ts";
import type { Event } from "../core/events.ts";
import { isAbout } from "./about.ts";
import { damaged } from "./chain.ts";
import type { Append, Appended, DurableJournal, Summary } from "./journal.ts";
import type { Answers, Question, Reply, Request } from "./sqliteWorker.ts";

/**
 * Opens the journal in the SQLite file `path`, and makes the file where there is none; its folder must exist.
 *
 * An append is durable when it resolves, against power loss too on a disk that honours fsync. Any number of journals, in this and in
 * other processes of this machine, may have the file open: the fence holds between them. SQLite is synchronous, so it runs in a
 * thread of its own, and an fsync never blocks the caller's event loop.
 *
 * @throws SweepError `invalid` when the file is no journal or cannot be written, `unsupported` when a newer program wrote it. The
 *   methods reject with `unavailable` when the disk fails or is full, when another writer blocks the file, and after `close`.
 */
export async function openSqliteJournal(path: string): Promise<DurableJournal> {
  const journal = new SqliteJournal(path);
  if (await journal.opened) {
    const what = "its table of sweeps is damaged, so their names are taken from their events";
    journal.warnings.push(`${path}: ${what}; "macrosweep doctor --save" writes a whole one`);
  }
  return journal;
}

class SqliteJournal implements DurableJournal {
  readonly warnings: string[] = [];
  readonly opened: Promise<unknown>;
  readonly #path: string;
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  readonly #closed: SweepError;
  /** The worker replies in the order it is asked, so a reply belongs to whoever has waited longest. */
  readonly #waiting: PromiseWithResolvers<unknown>[] = [];
  /** Why nothing more can be asked. */
  #ended: SweepError | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#closed = new SweepError("unavailable", `${path}: the journal is closed`);
    this.#worker = new Worker(workerFile(), { name: "journal", workerData: path });
    this.#worker.on("message", (reply: Reply) => this.#settle(reply));
    this.#worker.on("error", (cause) =>
      this.#end(new SweepError("unavailable", `${path}: the journal broke`, { cause })),
    );
    this.#exited = new Promise((resolve) => this.#worker.on("exit", resolve)).then(() => this.#end(this.#closed));
    // The first reply answers no request: it says whether the file could be opened.
    this.opened = this.#reply();
  }

  async append(appends: readonly Append[]): Promise<Appended[]> {
    const entries = appends.map(({ sweep, expectedSeq, events, over = false }) => {
      assert(events.length > 0, "an append has at least one event");
      return { sweep, expectedSeq, count: events.length, json: JSON.stringify(events), over };
    });
    return this.#ask({ kind: "append", entries });
  }

  async *read(sweep: string, afterSeq: number): AsyncGenerator<readonly Event[]> {
    // A chunk is asked for only when the one before it has been used: this bounds the memory of a replay and lets appends in between.
    for (let after = afterSeq; ; ) {
      const { lastSeq, entries } = await this.#ask({ kind: "read", sweep, afterSeq: after, trial: null });
      if (entries.length === 0) return;
      const events = entries.flatMap((json) => this.#parse(json, sweep, after));
      if (events.length < lastSeq - after)
        throw damaged(this.#path, sweep, after + 1, `or one up to ${lastSeq} is missing`);
      // The first entry may begin with events that are not wanted.
      yield events.slice(events.length - (lastSeq - after));
      after = lastSeq;
    }
  }

  async *about(sweep: string, trial: number): AsyncGenerator<readonly Event[]> {
    for (let after = 0; ; ) {
      const { lastSeq, entries } = await this.#ask({ kind: "read", sweep, afterSeq: after, trial });
      if (lastSeq === after) return;
      yield entries.flatMap((json) => this.#parse(json, sweep, after)).filter((event) => isAbout(event, trial));
      after = lastSeq;
    }
  }

  async summaries(): Promise<Summary[]> {
    return this.#ask({ kind: "summaries" });
  }

  async keep(sweep: string, seq: number, bytes: Uint8Array): Promise<void> {
    await this.#ask({ kind: "keep", sweep, seq, bytes });
  }

  async sweeps(): Promise<string[]> {
    return this.#ask({ kind: "sweeps" });
  }

  async remove(sweep: string, expectedSeq: number): Promise<boolean> {
    return this.#ask({ kind: "remove", sweep, expectedSeq });
  }

  async close(): Promise<void> {
    this.#ended ??= this.#closed;
    // Whatever was asked before is still answered.
    this.#worker.postMessage({ kind: "close" } satisfies Request);
    await this.#exited;
  }

  async #ask<Q extends Question>(question: Q): Promise<Answers[Q["kind"]]> {
    if (this.#ended) throw this.#ended;
    this.#worker.postMessage(question);
    // The border between the two threads; `answer` in sqliteWorker.ts is the other side of the same table.
    return (await this.#reply()) as Answers[Q["kind"]];
  }

  /** Appends of earlier versions have no checksum, and may have become anything. */
  #parse(json: string, sweep: string, after: number): Event[] {
    try {
      return JSON.parse(json);
    } catch {
      throw damaged(this.#path, sweep, after + 1, "or one soon after it is no JSON");
    }
  }

  #reply(): Promise<unknown> {
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.shift();
    assert(waiting, "the worker replies once to each request");
    if ("failure" in reply) waiting.reject(new SweepError(reply.failure.code, reply.failure.message));
    else waiting.resolve(reply.answer);
  }

  #end(why: SweepError): void {
    this.#ended ??= why;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#ended);
  }
}

/** The worker's file, as source or as compiled, like this one. */
function workerFile(): URL {
  return new URL(`./sqliteWorker${extname(import.meta.url)}`, import.meta.url);
}
