import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { SweepError } from "../../error.ts";
import type { RemoteJournal } from "../journal/open.ts";
import type { Lead } from "./lead.ts";
import { LeadThread } from "./leadThread.ts";

/** Between two tries to stand by, in ms. */
const PAUSE_MS = 1_000;

/** A controller that stands by, until it leads. */
interface StandingBy {
  readonly url: string;
  readonly address: string;
  readonly lost: Promise<never>;
  lead(): Promise<void>;
  stop(): Promise<void>;
}

/** What a controller does while it leads. */
export interface Term {
  /** Counts the changes of leader among the controllers of the journal. */
  readonly number: number;
  /** Rejects when it is over. */
  readonly lost: Promise<never>;
}

/** What one that stands by is started with. */
export interface Standby {
  /** Where the one answers that leads; null: none does. */
  leader(): string | null;
  /** To be called when another one has written to the journal: whether the term is over is looked at at once. */
  doubt(): void;
  /** Resolves when this one has led since it was asked. @throws SweepError `unavailable` when it leads no longer */
  confirmed(): Promise<void>;
}

/**
 * One of several controllers of a journal: `start` one that stands by, and `serve` while it leads. `serve` ends with the signal, and rejects when the term is over
 * or it cannot serve; after a term that was lost another one is started that waits for the next.
 * @throws SweepError as the journal's connection, and what `start` and `serve` reject with for other reasons
 */
export async function standBy<C extends StandingBy>(
  journal: RemoteJournal,
  signal: AbortSignal,
  start: (standby: Standby) => Promise<C>,
  serve: (controller: C, term: Term) => Promise<void>,
): Promise<void> {
  return standByWith(await LeadThread.open(journal), signal, start, serve);
}

/** The same with a lease that is there, which it closes. */
export async function standByWith<C extends StandingBy>(
  lead: Pick<Lead, keyof Lead>,
  signal: AbortSignal,
  start: (standby: Standby) => Promise<C>,
  serve: (controller: C, term: Term) => Promise<void>,
): Promise<void> {
  const ending = new AbortController();
  const ended = AbortSignal.any([signal, ending.signal]);
  try {
    while (!signal.aborted) {
      const standby: Standby = {
        leader: () => lead.leader?.url || null,
        doubt: () => lead.doubt(),
        confirmed: () => lead.confirmed(),
      };
      const controller = await started(start, standby, signal);
      if (controller === null) return;
      try {
        if (await Promise.race([lead.won(ended), controller.lost])) await serveTerm(lead, controller, serve);
      } finally {
        await controller.stop();
      }
    }
  } finally {
    ending.abort();
    await lead.close();
  }
}

/** Again while no server answers; null when the signal was aborted before. */
async function started<C extends StandingBy>(
  start: (standby: Standby) => Promise<C>,
  standby: Standby,
  signal: AbortSignal,
): Promise<C | null> {
  while (!signal.aborted) {
    try {
      return await start(standby);
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
  }
  return null;
}

async function serveTerm<C extends StandingBy>(
  lead: Pick<Lead, keyof Lead>,
  controller: C,
  serve: (controller: C, term: Term) => Promise<void>,
): Promise<void> {
  let isLost = false;
  const lost = lead.lost();
  lost.catch(() => {
    isLost = true;
  });
  try {
    await controller.lead();
    lead.says({ url: fromElsewhere(controller.url), agents: fromElsewhere(controller.address) });
    await serve(controller, { number: lead.term, lost });
  } catch (error) {
    if (!isLost && !isPassing(error)) throw error;
  } finally {
    // Nobody else begins before this one has ended.
    await controller.stop();
    await lead.endTerm(!isLost);
  }
}

/** An address by which others find it: one that listens on all of its machine's is known by the machine's name. */
function fromElsewhere(address: string): string {
  return address.replace(/(^|\/\/)(0\.0\.0\.0|\[::\]):/, `$1${hostname()}:`);
}

function isPassing(error: unknown): boolean {
  return error instanceof SweepError && error.code === "unavailable";
}
