import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type KV, type KvEntry, Kvm } from "@nats-io/kv";
import { SweepError } from "../../error.ts";
import { type Connected, connectTo, type NatsKeys } from "../journal/nats/connection.ts";
import { readPlace } from "../journal/nats/place.ts";
import { isFenced, patiently, unanswered } from "../journal/nats/stream.ts";

/** Who leads, for those who come to another one. */
export interface Leader {
  /** Counts the changes of leader, from 1. */
  readonly term: number;
  readonly id: string;
  /** Where people and programs, and agents, come to; empty until it listens. */
  readonly url: string;
  readonly agents: string;
}

/** How long a leader may leave its lease as it is, by the running time of whoever looks on: six renewals. */
const LEASE_MS = 3_000;
const RENEW_MS = 500;
const LOOK_MS = 250;
const KEY = "leader";
/** Of an entry that its holder has given up. */
const NOBODY = "";

/**
 * The lease by which one of several controllers of a journal leads: an entry that its holder renews, and that another one takes over when it has not
 * changed for a while, by comparing and setting, whatever anybody's clock says. It says who should serve and is never trusted for more: whether an append
 * counts is decided by the journal's fence.
 */
export class Lead {
  readonly #connected: Connected;
  readonly #bucket: KV;
  readonly #id = randomUUID();
  #mine: Leader;
  #revision = 0;
  #leader: Leader | null = null;
  /** Ends the renewing. */
  #endTerm: AbortController | null = null;
  #renewing: Promise<void> = Promise.resolve();
  /** Ends the pause before the next renewal. */
  #hurry = new AbortController();

  private constructor(connected: Connected, bucket: KV) {
    this.#connected = connected;
    this.#bucket = bucket;
    this.#mine = { term: 0, id: this.#id, url: "", agents: "" };
  }

  /** @throws SweepError as the journal's connection */
  static async open(address: string, keys: NatsKeys & { readonly replicas?: number | undefined }): Promise<Lead> {
    const place = readPlace(address);
    const connected = await connectTo(place, keys);
    try {
      // What a replica that lags has is no base for a lease.
      const options = { history: 1, replicas: keys.replicas ?? 1, allow_direct: false };
      return new Lead(connected, await patiently(() => new Kvm(connected.js).create(`${place.stream}-lead`, options)));
    } catch (cause) {
      await connected.nc.close();
      throw unanswered(place, cause);
    }
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
        const entry = await this.#bucket.get(KEY);
        const revision = entry?.revision ?? 0;
        if (revision !== seen) sinceMs = performance.now();
        seen = revision;
        this.#leader = leaderOf(entry);
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
    this.#renewing = this.#renew(term.signal).then((why) => {
      if (why !== null) lost.reject(new SweepError("conflict", `leads no longer: ${why}`));
    });
    return lost.promise;
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
    await this.#connected.nc.close();
  }

  async #take(entry: KvEntry | null): Promise<boolean> {
    const term = (entry?.json<Leader>().term ?? 0) + 1;
    const mine = { term, id: this.#id, url: "", agents: "" };
    const revision = await this.#set(mine, entry?.revision ?? 0);
    if (revision === null) return false;
    this.#mine = mine;
    this.#revision = revision;
    return true;
  }

  /** Returns why the term is over; null when it was ended. */
  async #renew(signal: AbortSignal): Promise<string | null> {
    let renewedMs = performance.now();
    while (!signal.aborted) {
      this.#hurry = new AbortController();
      await sleep(RENEW_MS, undefined, { signal: AbortSignal.any([signal, this.#hurry.signal]) }).catch(() => {});
      if (signal.aborted) return null;
      try {
        const revision = await this.#set(this.#mine, this.#revision);
        if (revision === null) return "another controller has taken over";
        this.#revision = revision;
        renewedMs = performance.now();
      } catch (cause) {
        if (performance.now() - renewedMs >= LEASE_MS) return `the lease cannot be renewed (${String(cause)})`;
      }
    }
    return null;
  }

  /** Compares and sets; null when the entry is another by now. */
  async #set(leader: Leader, revision: number): Promise<number | null> {
    try {
      // 0: there is none yet.
      return await this.#bucket.put(KEY, JSON.stringify(leader), { previousSeq: revision, timeout: 2 * RENEW_MS });
    } catch (cause) {
      if (!isFenced(cause)) throw cause;
      // Our own, if the answer to it was lost.
      const entry = await this.#bucket.get(KEY);
      return entry !== null && leaderOf(entry)?.id === this.#id ? entry.revision : null;
    }
  }
}

function leaderOf(entry: KvEntry | null): Leader | null {
  const leader = entry?.json<Leader>() ?? null;
  return leader?.id === NOBODY ? null : leader;
}
