import type { Event } from "../core/events.ts";
import type { CommitListener } from "../engine.ts";

/** Who writes the log; pino's loggers fit. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Writes what has happened, once it is durable, a line a fact: with the sweep, and where it is about them the trial, and the lease as SWEEP/TRIAL/ATTEMPT. */
export function eventLog(logger: Logger): CommitListener {
  return ({ spec: { name } }, events) => {
    for (const event of events) {
      const line = lineOf(event);
      if (line !== null) logger[line.level]({ ...namesOf(name, event), ...line.fields }, line.message);
    }
  };
}

interface LogLine {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields?: object;
}

function namesOf(sweep: string, event: Event): object {
  if (!("trial" in event)) return { sweep };
  const { trial } = event;
  return "attempt" in event ? { sweep, trial, lease: `${sweep}/${trial}/${event.attempt}` } : { sweep, trial };
}

function lineOf(event: Event): LogLine | null {
  switch (event.kind) {
    case "sweepCreated":
      return { level: "info", message: "sweep created", fields: { id: event.id } };
    case "sweepPaused":
      return { level: "info", message: "sweep paused" };
    case "sweepResumed":
      return { level: "info", message: "sweep resumed" };
    case "leaderChanged":
      return { level: "info", message: "another controller leads" };
    case "sweepChanged":
      return { level: "info", message: "sweep changed" };
    case "sweepReopened":
      return { level: "info", message: "sweep reopened", fields: { reason: firstLine(event.reason) } };
    case "sweepEnded":
      return { level: "info", message: "sweep ended", fields: { state: event.state, reason: firstLine(event.reason) } };
    case "searchExhausted":
      return { level: "info", message: "nothing more to search", fields: { reason: firstLine(event.reason) } };
    case "trialSuggested":
      return { level: "debug", message: "trial suggested", fields: { why: event.why } };
    case "trialRetried":
      return { level: "info", message: "trial retried", fields: { reason: firstLine(event.reason) } };
    case "leaseGranted":
      return { level: "info", message: "lease granted", fields: { agent: event.agent } };
    case "leaseEnded":
      return { level: "info", message: "lease ended", fields: { why: event.why } };
    case "reportRecorded": {
      const { step, value, verdict } = event;
      return { level: "debug", message: "report recorded", fields: { step, value, verdict } };
    }
    case "trialEnded":
      return { level: "info", message: "trial ended", fields: { state: event.state, reason: firstLine(event.reason) } };
    case "trialRequeued":
      return { level: "warn", message: "trial requeued", fields: { reason: firstLine(event.reason) } };
    case "confirmationStarted":
      return { level: "info", message: "confirmation started", fields: { finalists: event.finalists } };
    case "finalistDropped":
      return { level: "info", message: "finalist dropped", fields: { reason: firstLine(event.reason) } };
    case "confirmationEnded":
      return {
        level: "info",
        message: "confirmation ended",
        fields: { winner: event.winner, reason: firstLine(event.reason) },
      };
    case "chargeCorrected":
      return { level: "info", message: "charge corrected", fields: { epochs: event.epochs } };
    case "trialAdopted":
    case "testRecorded":
    case "trainerGone":
      return null;
    // Of a later version, which says that it may be ignored.
    default:
      event satisfies never;
      return null;
  }
}

// What a trainer has printed follows it, and is no business of this log.
function firstLine(reason: string): string {
  return reason.split("\n", 1)[0] ?? "";
}
