import { setTimeout as sleep } from "node:timers/promises";
import type { Append, Written } from "../../src/controller/journal/journal.ts";
import type { LeaseEntry } from "../../src/controller/standby/lead.ts";
import { SweepError } from "../../src/error.ts";
import type { JournalWay } from "./journalWay.ts";
import type { Process, World } from "./world.ts";

type Take = (written: Written) => Promise<void>;

const ANSWER_MS = { look: 2_000, renew: 1_000 } as const;
const ARRIVAL_MS = 10_000;

/** What a server has beside the journal, which several controllers share: who leads, and news for those who follow. */
export class JournalServer {
  readonly #world: World;
  readonly process: Process;
  readonly #written: Written[] = [];
  readonly #followers = new Set<Follower>();
  #entry: { readonly revision: number; readonly text: string } | null = null;

  constructor(world: World) {
    this.#world = world;
    this.process = world.spawn("journal");
  }

  /** It stands in the journal now. */
  wrote({ sweep, expectedSeq, events }: Append): void {
    this.#written.push({ sweep, seq: expectedSeq + events.length, events: JSON.parse(JSON.stringify(events)) });
    for (const follower of this.#followers) this.#tell(follower);
  }

  /** The lease as the controller of this process sees it. */
  entry(process: Process, way: JournalWay): LeaseEntry {
    return {
      get: () => this.#ask(process, way, ANSWER_MS.look, () => this.#entry),
      put: (text, revision) => this.#ask(process, way, ANSWER_MS.renew, () => this.#put(text, revision)),
      close: async () => {},
    };
  }

  /** What is written from now on. */
  follow(process: Process, way: JournalWay): Follower {
    const follower = new Follower(process, way, this.#written, (count) =>
      this.#ask(process, way, ANSWER_MS.look, count),
    );
    this.#followers.add(follower);
    follower.onClose = () => this.#followers.delete(follower);
    return follower;
  }

  #tell(follower: Follower): void {
    follower.way.pass("controller", () => this.#world.post(follower.process, () => follower.pump(), this.#latencyMs()));
  }

  #put(text: string, revision: number): number | null {
    if ((this.#entry?.revision ?? 0) !== revision) return null;
    this.#entry = { revision: revision + 1, text };
    return this.#entry.revision;
  }

  /** A question and its answer, either of which may be too late: what was asked may have been done all the same. */
  #ask<T>(process: Process, way: JournalWay, patienceMs: number, serve: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const late = this.#world.timer(process, () => reject(new SweepError("unavailable", "no answer")), patienceMs);
    const answer = (said: T) => {
      late.cancelled = true;
      resolve(said);
    };
    const served = () => {
      const said = serve();
      way.pass("controller", () => this.#world.post(process, () => answer(said), this.#latencyMs()));
    };
    way.pass("server", () => this.#world.post(this.process, served, this.#latencyMs()));
    return promise;
  }

  #latencyMs(): number {
    return this.#world.chance.spread(0.2, 20);
  }
}

/** Gives one controller what the others write, one after the other. */
export class Follower {
  readonly process: Process;
  readonly way: JournalWay;
  onClose: () => void = () => {};
  readonly #written: readonly Written[];
  readonly #ask: (count: () => number) => Promise<number>;
  #take: Take | null = null;
  #at: number;
  #isTaking = false;

  constructor(
    process: Process,
    way: JournalWay,
    written: readonly Written[],
    ask: (count: () => number) => Promise<number>,
  ) {
    this.process = process;
    this.way = way;
    this.#written = written;
    this.#ask = ask;
    this.#at = written.length;
  }

  start(take: Take): void {
    this.#take = take;
    void this.pump();
  }

  async pump(): Promise<void> {
    if (this.#isTaking) return;
    this.#isTaking = true;
    while (this.#take !== null && this.way.isFree) {
      const next = this.#written[this.#at];
      if (next === undefined) break;
      await this.#take(next);
      this.#at += 1;
    }
    this.#isTaking = false;
  }

  /** @throws SweepError `unavailable` when what is written does not arrive */
  async caughtUp(): Promise<void> {
    const count = await this.#ask(() => this.#written.length);
    for (const until = performance.now() + ARRIVAL_MS; this.#at < count; await sleep(20)) {
      if (performance.now() >= until) throw new SweepError("unavailable", "what others have written does not arrive");
      void this.pump();
    }
  }

  close(): void {
    this.#take = null;
    this.onClose();
  }
}
