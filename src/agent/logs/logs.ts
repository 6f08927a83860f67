import { SweepError } from "../../error.ts";
import type { AskLog, LogTail } from "../../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import { readLogEnd } from "../../logEnd.ts";
import { BOUNDS } from "../bounds.ts";
import { leaseKey } from "../lease.ts";
import { logOf } from "../trainer/folder.ts";
import { Tail } from "./tail.ts";

/** The ends of the logs of an agent's trials: in memory those that run and the last ones that have ended, and in their files all that are there. */
export class Logs {
  readonly #work: string;
  readonly #tails = new Map<string, { readonly tail: Tail; live: boolean }>();

  /** `work`: the folder of the trials. */
  constructor(work: string) {
    this.#work = work;
  }

  /** A trainer is about to print. */
  begin(lease: Lease, sweepId: string): Tail {
    const tail = new Tail();
    this.#tails.set(keyOf(lease, sweepId), { tail, live: true });
    return tail;
  }

  /** It prints no more. Until some more have ended what it has printed is kept here. */
  end(lease: Lease, sweepId: string): void {
    const key = keyOf(lease, sweepId);
    const kept = this.#tails.get(key);
    if (kept === undefined) return;
    // The one that ended last comes last.
    this.#tails.delete(key);
    this.#tails.set(key, { ...kept, live: false });
    const ended = [...this.#tails].filter(([, { live }]) => !live);
    for (const [oldest] of ended.slice(0, Math.max(0, ended.length - BOUNDS.endedTails))) this.#tails.delete(oldest);
  }

  /** What to tell a controller unasked; null where there is nothing. */
  last(lease: Lease, sweepId: string): LogTail | null {
    const piece = this.#tails.get(keyOf(lease, sweepId))?.tail.read();
    return piece === undefined || piece.text === "" ? null : { lease, question: 0, ...piece, live: false, refusal: "" };
  }

  /** Never rejects: what cannot be answered is refused in words. */
  async answer({ question, lease, sweepId, after }: AskLog): Promise<LogTail> {
    const answer = { lease, question, text: "", start: 0, end: 0, live: false, refusal: "" };
    if (lease === undefined) return { ...answer, refusal: "no trial was named" };
    const kept = this.#tails.get(keyOf(lease, sweepId));
    if (kept !== undefined) return { ...answer, ...kept.tail.read(after), live: kept.live };
    try {
      return { ...answer, ...(await readLogEnd(logOf(this.#work, lease, sweepId), after)) };
    } catch (error) {
      return { ...answer, refusal: refusalOf(error) };
    }
  }
}

function keyOf(lease: Lease, sweepId: string): string {
  return `${sweepId}/${leaseKey(lease)}`;
}

function refusalOf(error: unknown): string {
  if (error instanceof SweepError) return error.message;
  const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
  return missing ? "its log is not there any more" : `its log cannot be read: ${String(error)}`;
}
