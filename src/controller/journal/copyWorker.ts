import assert from "node:assert/strict";
import { parentPort, workerData } from "node:worker_threads";
import { SweepError } from "../../error.ts";
import { copyJournal } from "./copy.ts";

// The thread of one backup: copies a journal, says how that went, and ends.

/** How it went; null: the copy is there, and whole. */
export interface Copied {
  readonly failure: Pick<SweepError, "code" | "message"> | null;
}

assert(parentPort, "copyWorker.ts runs as a worker");
parentPort.postMessage(copied(workerData));

function copied({ journal, file }: { readonly journal: string; readonly file: string }): Copied {
  try {
    copyJournal(journal, file);
    return { failure: null };
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    const { code, message } = error;
    return { failure: { code, message } };
  }
}
