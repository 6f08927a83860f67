import type { Sweep } from "./core/state.ts";
import type { Awaited } from "./deadlines.ts";
import type { Hearing } from "./hearing.ts";

/** A lease, or a trainer that may run still though its lease has ended. Times in ms since the Unix epoch. */
export interface HeldLease {
  readonly agent: string;
  readonly sweep: string;
  readonly trial: number;
  readonly attempt: number;
  /** When the attempt began. */
  readonly sinceMs: number;
  /** When its agent was last heard of it. */
  readonly heardMs: number;
  /** Its lease has ended, and its trainer has not as far as anybody knows. */
  readonly ending: boolean;
}

/** What agents hold, of these sweeps. */
export function heldLeases(live: readonly (readonly [name: string, sweep: Sweep])[], hearing: Hearing): HeldLease[] {
  return live.flatMap(([name, sweep]) => {
    const view = (awaited: Awaited, ending: boolean): HeldLease => {
      const { agent, trial, attempt } = awaited;
      const sinceMs = sweep.trials[trial]?.attempts[attempt - 1]?.startedAtMs ?? sweep.atMs;
      return { agent, sweep: name, trial, attempt, sinceMs, heardMs: hearing.heardMs(awaited), ending };
    };
    const leases = [...sweep.leases.values()].map((lease) => view(lease, false));
    return [...leases, ...sweep.leaving.map((one) => view(one, true))];
  });
}
