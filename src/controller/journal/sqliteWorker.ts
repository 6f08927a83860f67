import assert from "node:assert/strict";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { type ErrorCode, SweepError } from "../../error.ts";
import type { Appended, Summary } from "./journal.ts";
import { type Chunk, type Entry, SqliteFile } from "./sqliteFile.ts";

// The thread of one SQLite journal: opens the file that its workerData names, then answers one request after the other.

/** What the journal asks of its thread. */
export type Request = Question | { readonly kind: "close" };

/** A request that is answered. */
export type Question =
  | { readonly kind: "append"; readonly entries: readonly Entry[] }
  | { readonly kind: "read"; readonly sweep: string; readonly afterSeq: number; readonly trial: number | null }
  | { readonly kind: "remove"; readonly sweep: string; readonly expectedSeq: number }
  | { readonly kind: "sweeps" }
  | { readonly kind: "summaries" }
  | { readonly kind: "keep"; readonly sweep: string; readonly seq: number; readonly bytes: Uint8Array };

/** The answer to each kind of question. */
export interface Answers {
  readonly append: Appended[];
  readonly read: Chunk;
  readonly remove: boolean;
  readonly sweeps: string[];
  readonly summaries: Summary[];
  readonly keep: undefined;
}

/**
 * A first one says whether the file is open, and whether its table of sweeps is damaged; then there is one to each question, in their order. An error crosses the border between
 * the threads as data, since a class would not survive it.
 */
export type Reply =
  | { readonly answer: unknown }
  | { readonly failure: { readonly code: ErrorCode; readonly message: string } };

assert(parentPort, "sqliteWorker.ts runs as a worker");
serve(parentPort, workerData);

function serve(port: MessagePort, path: string): void {
  let file: SqliteFile | undefined;
  const opened = reply(() => {
    file = new SqliteFile(path);
    return file.namesAreDamaged;
  });
  port.postMessage(opened);
  // Without a file there is nothing to listen for, and the thread ends.
  if (file) listen(port, file);
}

function listen(port: MessagePort, file: SqliteFile): void {
  port.on("message", (request: Request) => {
    if (request.kind !== "close") return port.postMessage(reply(() => answer(file, request)));
    file.close();
    port.close();
  });
}

function answer(file: SqliteFile, question: Question): Answers[Question["kind"]] {
  switch (question.kind) {
    case "append":
      return file.append(question.entries);
    case "read":
      return file.read(question.sweep, question.afterSeq, question.trial);
    case "remove":
      return file.remove(question.sweep, question.expectedSeq);
    case "sweeps":
      return file.sweeps();
    case "summaries":
      return file.summaries();
    case "keep":
      file.keep(question.sweep, question.seq, question.bytes);
      return undefined;
  }
}

/** A fault of ours is no reply: it ends the thread, and with it the journal. */
function reply(work: () => unknown): Reply {
  try {
    return { answer: work() };
  } catch (error) {
    if (error instanceof SweepError) return { failure: { code: error.code, message: error.message } };
    throw error;
  }
}
