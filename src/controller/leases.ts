/** Names one lease: which attempt of which trial of which sweep. */
export interface LeaseName {
  readonly sweep: string;
  readonly trial: number;
  readonly attempt: number;
}

/**
 * Until when each lease lasts if nothing more is heard of it, by the controller's clock.
 *
 * Not in the journal: who was heard a moment ago is no fact worth keeping, and after a restart every lease gets a full term anyway, so
 * that a controller's outage never kills a healthy trial.
 */
export class Leases {
  readonly termMs: number;
  readonly #deadlines = new Map<string, LeaseName & { untilMs: number }>();
  #checkedAtMs: number;

  constructor(termMs: number, nowMs: number) {
    this.termMs = termMs;
    this.#checkedAtMs = nowMs;
  }

  /** A lease was granted or heard of. */
  renew(lease: LeaseName, nowMs: number): void {
    const { sweep, trial, attempt } = lease;
    this.#deadlines.set(key(lease), { sweep, trial, attempt, untilMs: nowMs + this.termMs });
  }

  end(lease: LeaseName): void {
    this.#deadlines.delete(key(lease));
  }

  /**
   * The leases that have run out. To be called several times a term: when it was not, this process stood still and could hear nobody, so
   * every lease is first extended by the time that it stood.
   */
  overdue(nowMs: number): LeaseName[] {
    const stoodMs = nowMs - this.#checkedAtMs - this.termMs / 2;
    this.#checkedAtMs = nowMs;
    const leases = [...this.#deadlines.values()];
    if (stoodMs > 0) for (const lease of leases) lease.untilMs += stoodMs + this.termMs / 2;
    return leases.filter((lease) => lease.untilMs <= nowMs);
  }
}

function key({ sweep, trial, attempt }: LeaseName): string {
  return `${sweep}/${trial}/${attempt}`;
}
