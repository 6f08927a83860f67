import { brief } from "./brief.ts";
import type { Line, Style } from "./line.ts";

/** What pino writes of one fact. */
export interface LogRecord {
  readonly level: number;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly msg: string;
  readonly lease?: { readonly sweep: string; readonly trial: number; readonly attempt: number };
  readonly outcome?: string;
  readonly reason?: string;
  readonly [field: string]: unknown;
}

/** A fact of a log for people: the time of day, whose it is, what has happened, and what else is known. */
export function logLine(record: LogRecord): Line {
  const { level, time, msg, lease, outcome, reason = "", pid: _, hostname: __, ...fields } = record;
  const who = lease === undefined ? "" : `${lease.sweep} trial ${lease.trial}  `;
  const attempt = lease !== undefined && lease.attempt > 1 ? ` (attempt ${lease.attempt})` : "";
  const what = lease === undefined ? msg : (OUTCOMES[outcome ?? ""] ?? msg.replace(/^trial /, ""));
  const rest = Object.entries(fields).flatMap(([name, value]) => (nothing(value) ? [] : [`${name} ${shown(value)}`]));
  const style = level >= ERROR ? "red" : level >= WARN ? "yellow" : WORD_STYLES[what];
  return [
    [timeOfDay(time), "dim"],
    `  ${who}`,
    style === undefined ? what : [what, style],
    attempt + (reason === "" ? "" : `: ${brief(reason)}`),
    [rest.length === 0 ? "" : `  ${rest.join(", ")}`, "dim"],
  ];
}

// pino's numbers of levels.
const WARN = 40;
const ERROR = 50;

const OUTCOMES: Readonly<Record<string, string>> = {
  OUTCOME_COMPLETED: "completed",
  OUTCOME_FAILED: "failed",
  OUTCOME_PREEMPTED: "given back",
};

const WORD_STYLES: Readonly<Record<string, Style>> = {
  completed: "green",
  pruned: "cyan",
  failed: "red",
  cancelled: "yellow",
  "given back": "yellow",
};

function timeOfDay(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}

function nothing(value: unknown): boolean {
  return value === "" || value === null || (Array.isArray(value) && value.length === 0);
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
