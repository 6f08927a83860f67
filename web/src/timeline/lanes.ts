import type { AttemptSpan } from "../../../src/shapes/timeline.ts";

/** Attempts that one slot of an agent had one after the other, as far as times tell. */
export interface Lane {
  readonly agent: string;
  /** From 1, of this agent. */
  readonly slot: number;
  readonly spans: readonly AttemptSpan[];
}

/** What an agent did. */
export interface AgentSum {
  readonly agent: string;
  readonly slots: number;
  readonly attempts: number;
  /** Attempts that it lost or gave back. */
  readonly lost: number;
  /** Of the time between its first and its last word, over its slots: 0 to 1. */
  readonly busy: number;
}

/** Each attempt on the first slot of its agent that was free then; agents by name. */
export function lanesOf(attempts: readonly AttemptSpan[], nowMs: number): Lane[] {
  const lanes: { agent: string; slot: number; spans: AttemptSpan[]; freeMs: number }[] = [];
  for (const span of [...attempts].sort((a, b) => a.sinceMs - b.sinceMs)) {
    const own = lanes.filter(({ agent }) => agent === span.agent);
    const free = own.find(({ freeMs }) => freeMs <= span.sinceMs);
    const lane = free ?? { agent: span.agent, slot: own.length + 1, spans: [], freeMs: 0 };
    if (free === undefined) lanes.push(lane);
    lane.spans.push(span);
    lane.freeMs = span.untilMs ?? nowMs;
  }
  return lanes
    .sort((a, b) => (a.agent === b.agent ? a.slot - b.slot : a.agent < b.agent ? -1 : 1))
    .map(({ agent, slot, spans }) => ({ agent, slot, spans }));
}

/** The same by agent, in numbers. */
export function agentSums(lanes: readonly Lane[], nowMs: number): AgentSum[] {
  return [...Map.groupBy(lanes, ({ agent }) => agent)].map(([agent, own]) => {
    const spans = own.flatMap(({ spans: some }) => some);
    const until = (span: AttemptSpan) => span.untilMs ?? nowMs;
    const first = spans.reduce((least, { sinceMs }) => Math.min(least, sinceMs), nowMs);
    const last = spans.reduce((most, span) => Math.max(most, until(span)), 0);
    const busyMs = spans.reduce((sum, span) => sum + until(span) - span.sinceMs, 0);
    return {
      agent,
      slots: own.length,
      attempts: spans.length,
      lost: spans.filter(({ ended }) => ended !== null && LOST.includes(ended)).length,
      busy: last > first ? busyMs / ((last - first) * own.length) : 0,
    };
  });
}

const LOST: readonly string[] = ["returned", "expired", "undelivered"];
