import { SweepError } from "../error.ts";
import type { Clock } from "./clock.ts";
import type { Append, Journal } from "./journal/journal.ts";

/** Told why nothing can be recorded, once an outage, and null when it is over. `lost`: it never will be, for the journal's file is gone. */
export type TroubleListener = (failure: SweepError | null, lost: boolean) => void;

// A full disk is tried again soon after it has room, and a sweep that is read again for each try costs little.
const PAUSE_MS = { first: 1_000, longest: 4_000 } as const;

/** Appends to the journal, and knows whether that works. While it does not, it is tried again now and then, not by everybody who asks. */
export class Committer {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #tell: TroubleListener;
  #failure: SweepError | null = null;
  #pauseMs: number = PAUSE_MS.first;
  #tryAgainMs = 0;

  constructor(journal: Journal, clock: Clock, tell: TroubleListener) {
    this.#journal = journal;
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Why nothing can be recorded until the next try; null when it may be tried. */
  get refusal(): SweepError | null {
    return this.#clock.nowMs() < this.#tryAgainMs ? this.#failure : null;
  }

  /** Whether the last append failed. */
  get failing(): boolean {
    return this.#failure !== null;
  }

  /** Returns why the result is unknown, or null when all of it is durable. */
  async append(appends: readonly Append[]): Promise<SweepError | null> {
    if (appends.length === 0) return null;
    try {
      const conflict = (await this.#journal.append(appends)).some(({ kind }) => kind === "conflict");
      this.#works();
      return conflict ? new SweepError("unavailable", "another controller wrote to this sweep; try again") : null;
    } catch (cause) {
      return this.#fails(cause);
    }
  }

  #works(): void {
    if (this.#failure !== null) this.#tell(null, false);
    this.#failure = null;
    this.#pauseMs = PAUSE_MS.first;
    this.#tryAgainMs = 0;
  }

  #fails(cause: unknown): SweepError {
    const why = cause instanceof Error ? cause.message : String(cause);
    const failure = new SweepError("unavailable", `nothing can be recorded now: ${why}; try again`, { cause });
    const lost = cause instanceof SweepError && cause.code === "conflict";
    if (this.#failure === null) this.#tell(failure, lost);
    this.#failure = failure;
    this.#tryAgainMs = this.#clock.nowMs() + this.#pauseMs;
    this.#pauseMs = Math.min(2 * this.#pauseMs, PAUSE_MS.longest);
    return failure;
  }
}
