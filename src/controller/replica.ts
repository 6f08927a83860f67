import assert from "node:assert/strict";
import type { Standing } from "./api/context.ts";
import type { Clock } from "./clock.ts";
import { isSweep } from "./core/events.ts";
import { Engine } from "./engine.ts";
import type { Journal, Written } from "./journal/journal.ts";
import type { Following } from "./journal/nats/following.ts";
import { openJournalOf, type RemoteJournal } from "./journal/open.ts";
import type { Streams } from "./nightly/streams.ts";
import type { Opened } from "./opened.ts";
import type { Settings } from "./settings.ts";
import { confirmedJournal } from "./standby/confirmedJournal.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";

/** What stands in the journal beside the sweeps. */
type Beside = Pick<Streams<never>, "follow" | "checkKnown">;

interface Parts {
  readonly engine: Engine;
  readonly journal: Journal;
  readonly warnings: readonly string[];
  readonly following: Following | null;
  readonly leader: () => string | null;
  readonly lost: PromiseWithResolvers<never>;
}

/** The journal as one of its controllers has it in memory: that one takes in what another one writes, until it leads and writes itself. */
export class Replica {
  readonly engine: Engine;
  /** With what telemetry measures of it. */
  readonly journal: Journal;
  /** What a person has to be told of the journal though all is served. */
  readonly warnings: readonly string[];
  /** Rejects when the journal can never be written, or followed, again. */
  readonly lost: Promise<never>;
  readonly #lose: (why: unknown) => void;
  /** null: it leads from the start. */
  readonly #following: Following | null;
  readonly #leader: () => string | null;
  #beside: readonly Beside[] = [];

  /** `opened` closes what this opens. @throws SweepError as `openJournalOf`, `Following.open` and `Engine.open` */
  static async open(settings: Settings, clock: Clock, telemetry: Telemetry, opened: Opened): Promise<Replica> {
    const { state, journal: remote, standby, leaseMs, onTrouble } = settings;
    const lost = Promise.withResolvers<never>();
    // Nobody has to wait for it.
    lost.promise.catch(() => {});
    const durable = opened.keep(await openJournalOf(state, remote));
    const confirmed = standby === null ? durable : confirmedJournal(durable, () => standby.confirmed());
    const journal = telemetry.journal(confirmed);
    // Before the engine reads, so that nothing is missed in between.
    const following = standby === null ? null : opened.keep(await follow(remote));
    const engine = await Engine.open(
      journal,
      clock,
      leaseMs,
      (failure, isLost) => (isLost ? lost.reject(failure?.cause) : onTrouble(failure)),
      following === null,
    );
    opened.keep(engine);
    // Again: it ends before the engine that it tells.
    if (following !== null) opened.keep(following);
    const leader = () => standby?.leader() ?? null;
    return new Replica({ engine, journal, warnings: durable.warnings, following, leader, lost });
  }

  private constructor({ engine, journal, warnings, following, leader, lost }: Parts) {
    this.engine = engine;
    this.journal = journal;
    this.warnings = warnings;
    this.lost = lost.promise;
    this.#lose = lost.reject;
    this.#following = following;
    this.#leader = leader;
  }

  /** How it stands by; null: it leads. */
  get standing(): Standing | null {
    if (this.#following === null || this.engine.leads) return null;
    const { seen, ageMs } = this.#following;
    return { leader: this.#leader(), seen, ageMs };
  }

  /** Begins to take in what the one that leads writes, with these streams. */
  follow(beside: readonly Beside[]): void {
    this.#beside = beside;
    const take = async (written: Written) => {
      if (isSweep(written.sweep)) await this.engine.follow(written);
      for (const streams of beside) await streams.follow(written);
    };
    this.#following?.start(take).catch(this.#lose);
  }

  /**
   * From now on it writes, with all that is in the journal.
   * @throws SweepError `unavailable` when that does not arrive, `unsupported` when something of it is not known here, and as `Engine.lead`
   */
  async lead(): Promise<void> {
    if (this.#following === null) return;
    await this.#following.caughtUp();
    await this.#following.close();
    await this.engine.lead();
    for (const streams of this.#beside) streams.checkKnown();
  }
}

/** Follows what others write to a journal in NATS. */
async function follow(remote: RemoteJournal | undefined): Promise<Following> {
  assert(remote !== undefined, "who stands by shares a journal");
  // Loaded here: whoever is alone does without.
  const { Following } = await import("./journal/nats/following.ts");
  return Following.open(remote.address, remote);
}
