import type { AgentShape } from "../../shapes/agent.ts";
import { BOUNDS } from "../bounds.ts";
import type { HeldLease } from "../held.ts";

/** What an agent says of itself. */
export type AgentFacts = Pick<AgentShape, "name" | "host" | "version" | "slots" | "gpus" | "labels">;

/** A stream of an agent, as the roster sees it. */
export interface Present {
  readonly facts: AgentFacts;
  /** When it was last heard, in ms since the Unix epoch. */
  readonly heardMs: number;
  readonly free: number;
  readonly trouble: string | null;
}

/** What is remembered of an agent from its first Hello on. */
interface Seen {
  readonly sinceMs: number;
  readonly facts: AgentFacts;
  /** null while it is connected. */
  readonly lost: { readonly sinceMs: number; readonly heardMs: number; readonly trouble: string | null } | null;
}

/** Who is here, and who lately was: those who are, and the last ones of the others. */
export class Roster {
  readonly #here = new Map<string, Seen>();
  /** The one that went last comes last. */
  readonly #lost = new Map<string, Seen>();

  /** An agent has said Hello, on its first stream or a later one; `again`: its process was here before. */
  came(facts: AgentFacts, again: boolean, nowMs: number): void {
    const { name } = facts;
    const seen = this.#here.get(name) ?? this.#lost.get(name);
    this.#lost.delete(name);
    this.#here.set(name, { sinceMs: (again ? seen?.sinceMs : undefined) ?? nowMs, facts, lost: null });
  }

  /** Its stream has ended, and no other has taken its place. */
  went({ facts, heardMs, trouble }: Present, nowMs: number): void {
    const seen = this.#here.get(facts.name);
    if (seen === undefined) return;
    this.#here.delete(facts.name);
    this.#lost.set(facts.name, { ...seen, lost: { sinceMs: nowMs, heardMs, trouble } });
    const [oldest] = this.#lost.keys();
    if (oldest !== undefined && this.#lost.size > BOUNDS.lostAgents) this.#lost.delete(oldest);
  }

  /** Those that are here first, in the order of their names; then those that are lost, the last one first. */
  view(present: ReadonlyMap<string, Present>, held: readonly HeldLease[], nowMs: number): AgentShape[] {
    const byAgent = Map.groupBy(held, ({ agent }) => agent);
    const view = (seen: Seen) => {
      const leases = byAgent.get(seen.facts.name) ?? [];
      return viewOf(seen, present.get(seen.facts.name), leases, nowMs);
    };
    const here = [...this.#here.values()].map(view).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return [...here, ...[...this.#lost.values()].map(view).toReversed()];
  }
}

function viewOf(
  { facts, sinceMs, lost }: Seen,
  present: Present | undefined,
  held: readonly HeldLease[],
  nowMs: number,
): AgentShape {
  const leases = held.map(({ agent: _, ...lease }) => lease);
  const busy = Math.min(facts.slots, leases.length);
  const common = { ...facts, sinceMs, busy, leases };
  if (lost !== null || present === undefined) {
    const { sinceMs: lostSinceMs = nowMs, heardMs = nowMs, trouble = null } = lost ?? {};
    return { ...common, state: "lost", heardMs, lostSinceMs, free: 0, trouble };
  }
  const { heardMs, free, trouble } = present;
  return { ...common, state: "connected", heardMs, lostSinceMs: null, free, trouble };
}
