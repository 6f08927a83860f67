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
  facts: AgentFacts;
  /** null while it is connected. */
  lost: { readonly sinceMs: number; readonly heardMs: number; readonly trouble: string | null } | null;
}

/** Who is here, and who lately was: those who are, and the last ones of the others. */
export class Roster {
  readonly #seen = new Map<string, Seen>();

  /** An agent has said Hello, on its first stream or a later one; `again`: its process was here before. */
  came(facts: AgentFacts, again: boolean, nowMs: number): void {
    const sinceMs = (again ? this.#seen.get(facts.name)?.sinceMs : undefined) ?? nowMs;
    this.#seen.set(facts.name, { sinceMs, facts, lost: null });
  }

  /** Its stream has ended, and no other has taken its place. */
  went({ facts, heardMs, trouble }: Present, nowMs: number): void {
    const seen = this.#seen.get(facts.name);
    if (seen === undefined) return;
    seen.lost = { sinceMs: nowMs, heardMs, trouble };
    // The one that went last comes last.
    this.#seen.delete(facts.name);
    this.#seen.set(facts.name, seen);
    this.#forget();
  }

  /** Those that are here first, in the order of their names; then those that are lost, the last one first. */
  view(present: ReadonlyMap<string, Present>, held: readonly HeldLease[], nowMs: number): AgentShape[] {
    const byAgent = Map.groupBy(held, ({ agent }) => agent);
    const views = [...this.#seen.values()].map((seen) => {
      const leases = byAgent.get(seen.facts.name) ?? [];
      return viewOf(seen, present.get(seen.facts.name), leases, nowMs);
    });
    const here = views.filter(({ state }) => state === "connected");
    const lost = views.filter(({ state }) => state === "lost");
    return [...here.toSorted((a, b) => (a.name < b.name ? -1 : 1)), ...lost.toReversed()];
  }

  #forget(): void {
    const lost = [...this.#seen].filter(([, seen]) => seen.lost !== null);
    for (const [name] of lost.slice(0, Math.max(0, lost.length - BOUNDS.lostAgents))) this.#seen.delete(name);
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
