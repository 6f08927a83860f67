import { createHash } from "node:crypto";
import type { Event, LeaseEnded, ReportRecorded, TrialEnded } from "../../core/events.ts";
import type { Sweep } from "../../core/state.ts";
import type { CommitListener } from "../../engine.ts";
import type { Span, SpanEvent } from "./otlp.ts";

// A trial of 10,000 epochs must not make a span of megabytes: the first ones and the last one tell most.
const MOST_EVENTS = 128;

/** Of one attempt that runs. */
interface Reports {
  readonly events: SpanEvent[];
  dropped: number;
}

/**
 * The way of each trial as a trace: a span from its suggestion to its end, below it one for each attempt, from its lease to the end of that, with the
 * reports and what the pruner said as events. Ids are made of the sweep's id and the trial's number, so a trace goes on after a restart; reports from
 * before it are missing there.
 */
export function trialTraces(add: (span: Span) => void): CommitListener {
  const running = new Map<string, Reports>();
  return (sweep, events) => {
    for (const event of events) {
      if (event.kind === "reportRecorded") noteReport(running, sweep, event);
      if (event.kind === "leaseEnded") add(attemptSpan(sweep, event, takeReports(running, sweep, event)));
      if (event.kind === "trialEnded") add(trialSpan(sweep, event, events));
    }
  };
}

function noteReport(running: Map<string, Reports>, sweep: Sweep, event: ReportRecorded): void {
  const key = keyOf(sweep, event.trial, event.attempt);
  const reports = running.get(key) ?? { events: [], dropped: 0 };
  running.set(key, reports);
  if (reports.events.length >= MOST_EVENTS) {
    reports.events.pop();
    reports.dropped += 1;
  }
  const { step, value, verdict = "", atMs } = event;
  reports.events.push({ name: "report", atMs, attributes: { step, value, ...(verdict === "" ? {} : { verdict }) } });
}

function takeReports(running: Map<string, Reports>, sweep: Sweep, { trial, attempt }: LeaseEnded): Reports {
  const key = keyOf(sweep, trial, attempt);
  const reports = running.get(key) ?? { events: [], dropped: 0 };
  running.delete(key);
  return reports;
}

function attemptSpan(sweep: Sweep, { trial, attempt, why, epochs, atMs }: LeaseEnded, reports: Reports): Span {
  const { agent = "", startedAtMs = atMs } = sweep.trials[trial]?.attempts[attempt - 1] ?? {};
  return {
    ...idsOf(sweep, trial),
    spanId: digits(keyOf(sweep, trial, attempt), 16),
    parentSpanId: idsOf(sweep, trial).spanId,
    name: `attempt ${attempt}`,
    startMs: startedAtMs,
    endMs: atMs,
    attributes: { ...namesOf(sweep, trial), "macrosweep.attempt": attempt, "macrosweep.agent": agent, why, epochs },
    events: reports.events,
    droppedEvents: reports.dropped,
    error: why === "expired" || why === "undelivered" ? why : null,
  };
}

function trialSpan(sweep: Sweep, { trial, state, reason, atMs }: TrialEnded, together: readonly Event[]): Span {
  const { suggested = "", attempts = [] } = sweep.trials[trial] ?? {};
  const startMs = attempts[0]?.startedAtMs ?? atMs;
  const verdict = together.find((event) => event.kind === "reportRecorded" && event.trial === trial);
  const why = verdict?.kind === "reportRecorded" ? verdict.verdict : undefined;
  const first = reason.split("\n", 1)[0] ?? "";
  const ended = { name: state, atMs, attributes: { reason: first, ...(why === undefined ? {} : { verdict: why }) } };
  return {
    ...idsOf(sweep, trial),
    parentSpanId: null,
    name: `trial ${trial}`,
    startMs,
    endMs: atMs,
    attributes: { ...namesOf(sweep, trial), state, attempts: attempts.length },
    events: [{ name: "suggested", atMs: startMs, attributes: { why: suggested } }, ended],
    droppedEvents: 0,
    error: state === "failed" ? first : null,
  };
}

function namesOf(sweep: Sweep, trial: number): Span["attributes"] {
  return { "macrosweep.sweep": sweep.spec.name, "macrosweep.trial": trial };
}

function idsOf(sweep: Sweep, trial: number): Pick<Span, "traceId" | "spanId"> {
  const all = digits(`${sweep.id}/${sweep.spec.name}/${trial}`, 48);
  return { traceId: all.slice(0, 32), spanId: all.slice(32) };
}

function keyOf(sweep: Sweep, trial: number, attempt: number): string {
  return `${sweep.id}/${sweep.spec.name}/${trial}/${attempt}`;
}

function digits(text: string, count: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, count);
}
