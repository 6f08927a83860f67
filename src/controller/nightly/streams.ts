import { SweepError } from "../../error.ts";
import type { NightEvent } from "../core/events.ts";
import type { Journal, Summary, Written } from "../journal/journal.ts";

/** What a stream is made of, and what it makes. */
export interface StreamKind<T> {
  /** What the names of its streams begin with in the journal, such as `schedule/`. */
  readonly prefix: string;
  /** Takes one event into a state; null: there was none before. */
  evolve(state: T | null, event: NightEvent): T | null;
}

interface Stream<T> {
  /** Number of the last event that is known here. */
  readonly seq: number;
  readonly state: T | null;
}

/**
 * Streams of one kind in the journal, beside its sweeps: a few small things that have to outlive a controller, and that the next one has to know wherever it
 * runs. Each change is fenced by what is known here of its stream, so of two controllers that want the same one does it, and the other is refused.
 */
export class Streams<T> {
  readonly #journal: Journal;
  readonly #kind: StreamKind<T>;
  readonly #known = new Map<string, Stream<T>>();
  /** Of which nothing more than that is known, and nothing more is asked. */
  readonly #over = new Set<string>();
  /** Where what is known may not be so. */
  readonly #unclear = new Set<string>();
  readonly #warnings: string[] = [];
  /** Why nobody must decide from what stands here. */
  #unknown: SweepError | null = null;
  // One change after the other: two of one stream must not pass each other.
  #last: Promise<unknown> = Promise.resolve();

  private constructor(journal: Journal, kind: StreamKind<T>) {
    this.#journal = journal;
    this.#kind = kind;
  }

  /**
   * Reads those that are not over. `found`: what there is in the journal. A damaged one counts as one that is over, so that nothing is done twice.
   * @throws SweepError `unsupported` when a newer version wrote one, `unavailable` as `Journal.read`
   */
  static async open<T>(journal: Journal, kind: StreamKind<T>, found: readonly Summary[]): Promise<Streams<T>> {
    const streams = new Streams(journal, kind);
    for (const { sweep, over } of found) {
      if (!sweep.startsWith(kind.prefix)) continue;
      const name = sweep.slice(kind.prefix.length);
      if (over) streams.#over.add(name);
      else await streams.#load(name).catch((error: unknown) => streams.#leave(name, error));
    }
    return streams;
  }

  /** What a person has to be told of those that cannot be read. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Whether there is one, over or not. */
  has(name: string): boolean {
    return this.#over.has(name) || this.#known.has(name);
  }

  /** null: there is none, or it is over. */
  get(name: string): T | null {
    return this.#known.get(name)?.state ?? null;
  }

  /** Those that are not over. */
  all(): T[] {
    return [...this.#known.values()].flatMap(({ state }) => (state === null ? [] : [state]));
  }

  /** Names of those that are over. */
  over(): string[] {
    return [...this.#over];
  }

  /** Takes in what another controller has written, while that one leads. What is no stream of this kind is passed over. */
  async follow({ sweep, seq, events }: Written): Promise<void> {
    if (!sweep.startsWith(this.#kind.prefix)) return;
    const name = sweep.slice(this.#kind.prefix.length);
    if (seq === 0) {
      this.#known.delete(name);
      this.#over.delete(name);
      return;
    }
    const here = this.#known.get(name) ?? { seq: 0, state: null };
    const missing = seq - here.seq;
    if (missing <= 0 || this.#over.has(name)) return;
    try {
      if (missing > events.length) await this.#load(name);
      else this.#known.set(name, { seq, state: this.#evolved(here.state, events.slice(-missing)) });
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      if (error.code === "unsupported") this.#unknown = error;
      else if (error.code === "unavailable") this.#unclear.add(name);
      else this.#leave(name, error);
    }
  }

  /** @throws SweepError `unsupported` when what another controller has written is not known here */
  checkKnown(): void {
    if (this.#unknown !== null) throw this.#unknown;
  }

  /**
   * Resolves when it is durable.
   * @throws SweepError `unavailable` where another controller has written, or nobody knows what became of it: look again
   */
  append(name: string, events: readonly NightEvent[], over = false): Promise<void> {
    return this.#inTurn(name, async () => {
      const { seq, state } = this.#known.get(name) ?? { seq: 0, state: null };
      const [outcome] = await this.#journal.append([{ sweep: this.#streamOf(name), expectedSeq: seq, events, over }]);
      if (outcome?.kind !== "appended") throw this.#conflict(name);
      if (over) {
        this.#known.delete(name);
        this.#over.add(name);
      } else this.#known.set(name, { seq: outcome.seq, state: events.reduce(this.#kind.evolve, state) });
    });
  }

  /** @throws SweepError as `append` */
  remove(name: string): Promise<void> {
    return this.#inTurn(name, async () => {
      if (this.#over.has(name)) await this.#load(name);
      const { seq = 0 } = this.#known.get(name) ?? {};
      if (seq > 0 && !(await this.#journal.remove(this.#streamOf(name), seq))) throw this.#conflict(name);
      this.#known.delete(name);
      this.#over.delete(name);
    });
  }

  #inTurn(name: string, work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => {
      // Whoever asks has looked at what stood here before.
      if (this.#unclear.has(name) && (await this.#changed(name))) throw this.#conflict(name);
      this.#unclear.add(name);
      await work();
      this.#unclear.delete(name);
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Reads it again; whether it is another by now. */
  async #changed(name: string): Promise<boolean> {
    const before = this.#known.get(name)?.seq ?? 0;
    await this.#load(name);
    this.#unclear.delete(name);
    return before !== (this.#known.get(name)?.seq ?? 0);
  }

  async #load(name: string): Promise<void> {
    let seq = 0;
    let state: T | null = null;
    for await (const events of this.#journal.read(this.#streamOf(name), 0)) {
      state = this.#evolved(state, events);
      seq += events.length;
    }
    if (seq === 0) this.#known.delete(name);
    else this.#known.set(name, { seq, state });
  }

  /** The journal gives back what was appended, and to these streams nothing else is. */
  #evolved(state: T | null, events: readonly unknown[]): T | null {
    return (events as readonly NightEvent[]).reduce(this.#kind.evolve, state);
  }

  #leave(name: string, error: unknown): void {
    if (!(error instanceof SweepError && error.code === "invalid")) throw error;
    this.#over.add(name);
    this.#warnings.push(`nothing comes of ${this.#streamOf(name)}, which is damaged: ${error.message}`);
  }

  #streamOf(name: string): string {
    return `${this.#kind.prefix}${name}`;
  }

  #conflict(name: string): SweepError {
    return new SweepError("unavailable", `${this.#streamOf(name)}: another controller has written; try again`);
  }
}
