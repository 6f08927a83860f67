import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { invalid, type Mistake } from "../error.ts";

/** What the agent tells a person; pino's loggers fit. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface AgentOptions {
  /** host:port of the controller. */
  readonly controller: string;
  /** Trainers that run at a time, at least 1. */
  readonly slots: number;
  /** Folder for the trials: work/SWEEP/TRIAL/{checkpoint, attempt-N.log}. Made when it is missing. */
  readonly work: string;
  readonly logger: Logger;
  /** Shown to people in place of the host's name. */
  readonly name?: string;
  /** From SIGTERM to SIGKILL, in milliseconds. */
  readonly graceMs?: number;
  /** Environment of the trainers. */
  readonly env?: NodeJS.ProcessEnv;
  /** Uniform in [0, 1), for the jitter of reconnects. */
  readonly random?: () => number;
}

const defaults = {
  name: hostname(),
  graceMs: 10_000,
  env: process.env,
  random: Math.random,
} satisfies Partial<AgentOptions>;

export interface Settings extends Required<AgentOptions> {
  /** Unique to this process, the same over its reconnects: a restarted agent holds no lease of the one before. */
  readonly id: string;
}

/**
 * Fills in the defaults and makes `work` absolute.
 * @throws SweepError `invalid` for a controller that is not host:port, slots below 1 and a negative grace time.
 */
export function readOptions(options: AgentOptions): Settings {
  const settings = { ...defaults, ...options, work: resolve(options.work) };
  const mistakes: Mistake[] = [];
  if (!/^\S+:\d{1,5}$/.test(settings.controller)) {
    mistakes.push({ path: "controller", value: settings.controller, rule: "must be host:port" });
  }
  if (!(Number.isInteger(settings.slots) && settings.slots >= 1)) {
    mistakes.push({ path: "slots", value: settings.slots, rule: "must be a whole number of at least 1" });
  }
  if (!(settings.graceMs >= 0)) {
    mistakes.push({ path: "graceMs", value: settings.graceMs, rule: "must be at least 0" });
  }
  if (mistakes.length > 0) throw invalid(mistakes);
  return { ...settings, id: `${settings.name}-${randomBytes(4).toString("hex")}` };
}
