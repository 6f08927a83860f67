import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SweepError } from "../../error.ts";

/** Who leads, for those who come to another one. */
export interface Leader {
  /** Counts the changes of leader, from 1. */
  readonly term: number;
  readonly id: string;
  /** Where people and programs, and agents, come to; empty until it listens. */
  readonly url: string;
  readonly agents: string;
}

/** Where the lease stands: one entry that is compared and set. All reject when nobody knows. */
export interface LeaseEntry {
  /** null: there is none yet. */
  get(): Promise<Entry | null>;
  /** Its new revision; null when it is another by now than `revision`, of which 0 is that of none. */
  put(text: string, revision: number): Promise<number | null>;
  close(): Promise<void>;
}

interface Entry {
  readonly revision: number;
  readonly text: string;
}

/** How long a leader may leave its lease as it is, by the running time of whoever looks on: six renewals. */
const LEASE_MS = 3_000;
const RENEW_MS = 500;
const LOOK_MS = 250;
/** Of an entry that its holder has given up. */
const NOBODY = "";

/**
 * The lease by which one of several controllers of a journal leads: an entry that its holder renews, and that another one takes over when it has not
 * changed for a while, by comparing and setting, whatever anybody's clock says. It says who should serve and is never trusted for more: whether an append
 * counts is decided by the journal's fence.
 */
export class Lead {
  readonly #entry: LeaseEntry;
  readonly #looked: (leader: Leader | null, term: number) => void;
  readonly #id = randomUUID();
  #mine: Leader;
  #revision = 0;
  #leader: Leader | null = null;
  /** Ends the renewing. */
  #endTerm: AbortController | null = null;
  #renewing: Promise<void> = Promise.resolve();
  #isRenewing = false;
  /** Ends the pause before the next renewal. */
  #hurry = new AbortController();
  /** Those who wait for a renewal that begins after they asked. */
  readonly #asked: PromiseWithResolvers<void>[] = [];

  /** `looked`: told who leads, and the own term, whenever either is known anew. */
  constructor(entry: LeaseEntry, looked: (leader: Leader | null, term: number) => void = () => {}) {
    this.#entry = entry;
    this.#looked = looked;
    this.#mine = { term: 0, id: this.#id, url: "", agents: "" };
  }

  /** Who led when it was last looked at; null when nobody did. */
  get leader(): Leader | null {
    return this.#leader;
  }

  /** Counts the changes of leader. */
  get term(): number {
    return this.#mine.term;
  }

  /** Waits until this process leads; false when the signal was aborted before. */
  async won(signal: AbortSignal): Promise<boolean> {
    let seen = -1;
    let sinceMs = performance.now();
    while (!signal.aborted) {
      try {
        const entry = await this.#entry.get();
        const revision = entry?.revision ?? 0;
        if (revision !== seen) sinceMs = performance.now();
        seen = revision;
        this.#leader = leaderOf(entry);
        this.#looked(this.#leader, this.term);
        const isFree = this.#leader === null || performance.now() - sinceMs >= LEASE_MS;
        if (isFree && (await this.#take(entry))) return true;
      } catch {
        // Nobody can renew what nobody can reach.
        sinceMs = performance.now();
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
    }
    return false;
  }

  /** Rejects with SweepError `conflict` when another one leads, or nobody knows: pending for as long as this process does. Begins to renew. */
  lost(): Promise<never> {
    const term = new AbortController();
    const lost = Promise.withResolvers<never>();
    lost.promise.catch(() => {});
    this.#endTerm = term;
    this.#isRenewing = true;
    this.#renewing = this.#renew(term.signal).then((why) => {
      this.#isRenewing = false;
      for (const one of this.#asked.splice(0)) one.reject(leadsNoLonger());
      if (why !== null) lost.reject(new SweepError("conflict", `leads no longer: ${why}`));
    });
    return lost.promise;
  }

  /**
   * Resolves when a renewal has come through that began after this was asked: whoever leads next does so from then on.
   * @throws SweepError `unavailable` when the term is over
   */
  confirmed(): Promise<void> {
    if (!this.#isRenewing) return Promise.reject(leadsNoLonger());
    const asked = Promise.withResolvers<void>();
    this.#asked.push(asked);
    this.#hurry.abort();
    return asked.promise;
  }

  /** Tells the others where this one answers. */
  says(where: Pick<Leader, "url" | "agents">): void {
    this.#mine = { ...this.#mine, ...where };
  }

  /** Another one has written to the journal: looks at once whether it leads. */
  doubt(): void {
    this.#hurry.abort();
  }

  /** Ends the term. `free`: another one may lead at once. */
  async endTerm(free: boolean): Promise<void> {
    this.#endTerm?.abort();
    await this.#renewing;
    if (free) await this.#set({ ...this.#mine, id: NOBODY }, this.#revision).catch(() => {});
  }

  async close(): Promise<void> {
    await this.#entry.close();
  }

  async #take(entry: Entry | null): Promise<boolean> {
    const term = (saidBy(entry)?.term ?? 0) + 1;
    const mine = { term, id: this.#id, url: "", agents: "" };
    const revision = await this.#set(mine, entry?.revision ?? 0);
    if (revision === null) return false;
    this.#mine = mine;
    this.#revision = revision;
    this.#looked(this.#leader, term);
    return true;
  }

  /** Returns why the term is over; null when it was ended. */
  async #renew(signal: AbortSignal): Promise<string | null> {
    let renewedMs = performance.now();
    let isFailing = false;
    while (!signal.aborted) {
      this.#hurry = new AbortController();
      const hurries = this.#asked.length > 0 && !isFailing;
      const pause = AbortSignal.any([signal, this.#hurry.signal]);
      if (!hurries) await sleep(RENEW_MS, undefined, { signal: pause }).catch(() => {});
      if (signal.aborted) return null;
      const asked = this.#asked.length;
      isFailing = true;
      try {
        const revision = await this.#set(this.#mine, this.#revision);
        if (revision === null) return "another controller has taken over";
        this.#revision = revision;
        renewedMs = performance.now();
        isFailing = false;
        for (const one of this.#asked.splice(0, asked)) one.resolve();
      } catch (cause) {
        if (performance.now() - renewedMs >= LEASE_MS) return `the lease cannot be renewed (${String(cause)})`;
      }
    }
    return null;
  }

  /** Compares and sets; null when the entry is another by now. */
  async #set(leader: Leader, revision: number): Promise<number | null> {
    const set = await this.#entry.put(JSON.stringify(leader), revision);
    if (set !== null) return set;
    // Our own, if the answer to it was lost.
    const entry = await this.#entry.get();
    return entry !== null && leaderOf(entry)?.id === this.#id ? entry.revision : null;
  }
}

function leadsNoLonger(): SweepError {
  return new SweepError("unavailable", "this controller leads no longer");
}

function leaderOf(entry: Entry | null): Leader | null {
  const leader = saidBy(entry);
  return leader?.id === NOBODY ? null : leader;
}

function saidBy(entry: Entry | null): Leader | null {
  return entry === null ? null : JSON.parse(entry.text);
}
