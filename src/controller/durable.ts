import type { Event } from "./core/events.ts";
import { isHolder, type Speaker } from "./core/speaker.ts";
import type { Lease } from "./core/state.ts";

/**
 * The live leases as they stand on the disk, which is behind the sweeps while a commit is under way. It is what may be said to an agent at once:
 * however long a commit takes, and whether it succeeds, this much is known.
 */
export class DurableLeases {
  readonly #bySweep = new Map<string, Map<number, DurableLease>>();

  /** A sweep was read from the journal, or is not there (no leases). */
  loaded(sweep: string, leases: Iterable<Lease>): void {
    this.#bySweep.set(sweep, new Map([...leases].map((lease) => [lease.trial, { ...lease }])));
  }

  /** These events of a sweep are in the journal now. */
  committed(sweep: string, events: readonly Event[]): void {
    const leases = this.#bySweep.get(sweep) ?? new Map<number, DurableLease>();
    this.#bySweep.set(sweep, leases);
    for (const event of events) {
      if (event.kind === "leaseGranted") leases.set(event.trial, { process: "", ...event, seq: 0 });
      if (event.kind === "leaseEnded") leases.delete(event.trial);
      const held = "seq" in event ? leases.get(event.trial) : undefined;
      if (held !== undefined && "seq" in event) held.seq = event.seq;
    }
  }

  /** The newest durable message of a lease; 0 before the first; null when it is no live lease, or another's. */
  seqOf(sweep: string, { trial, attempt }: Pick<Lease, "trial" | "attempt">, by: Speaker | undefined): number | null {
    const held = this.#bySweep.get(sweep)?.get(trial);
    return held?.attempt === attempt && isHolder(held, by) ? held.seq : null;
  }
}

interface DurableLease extends Speaker {
  readonly attempt: number;
  seq: number;
}
