import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { invalid, type Mistake } from "../error.ts";
import { BOUNDS } from "./bounds.ts";
import { type CredentialOptions, checkCredentials, show } from "./credentials.ts";
import type { Gpu } from "./gpu/gpu.ts";
import { layoutSlots } from "./gpu/layout.ts";

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
  /** Trainers that run at a time, at least 1. Left out: as many as the GPUs give, 1 without GPUs. */
  readonly slots?: number | undefined;
  /** GPUs for the trainers, each slot its own; see `findGpus`. Without any, trainers find what the agent's environment lets them find. */
  readonly gpus?: readonly Gpu[];
  readonly slotsPerGpu?: number;
  readonly gpusPerSlot?: number;
  /** Agents that use these GPUs, this one among them: each counts its part of them. */
  readonly sharers?: number;
  /** Left out: neither TLS nor a token. */
  readonly credentials?: CredentialOptions;
  /** Folder for the trials: work/SWEEP/ID/TRIAL/{checkpoint, attempt-N.log}. Made when it is missing. */
  readonly work: string;
  readonly logger: Logger;
  /** What a sweep may require of its agents, beside the model of their GPUs. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Shown to people in place of the host's name. */
  readonly name?: string;
  /** From SIGTERM to SIGKILL, in milliseconds. */
  readonly graceMs?: number;
  /** Environment of the agent; what of it a trainer gets, `trainerEnvironment` says. */
  readonly env?: NodeJS.ProcessEnv;
  /** Uniform in [0, 1), for the jitter of reconnects. */
  readonly random?: () => number;
}

/** The environment of this process. */
export const ENVIRONMENT = process.env;

const defaults = {
  labels: {},
  credentials: {},
  gpus: [],
  slotsPerGpu: 1,
  gpusPerSlot: 1,
  sharers: 1,
  name: hostname(),
  graceMs: 10_000,
  env: ENVIRONMENT,
  random: Math.random,
} satisfies Partial<AgentOptions>;

export interface Settings extends Required<Omit<AgentOptions, "slots" | "gpus" | "slotsPerGpu" | "gpusPerSlot">> {
  /** A trainer each; the GPUs that it gets. */
  readonly slots: readonly (readonly Gpu[])[];
  /** Unique to this process, the same over its reconnects: a restarted agent holds no lease of the one before. */
  readonly id: string;
  /** The same for the controller alone: nobody who reads the name in a log can speak in its place. */
  readonly process: string;
}

/**
 * Fills in the defaults and makes `work` absolute.
 * @throws SweepError `invalid` for a controller that is not host:port, slots that cannot be, a negative grace time, and credentials that cannot be used.
 */
export function readOptions(options: AgentOptions): Settings {
  const { slots, gpus, slotsPerGpu, gpusPerSlot, ...settings } = {
    ...defaults,
    ...options,
    work: resolve(options.work),
  };
  const mistakes: Mistake[] = [];
  if (!/^\S+:\d{1,5}$/.test(settings.controller)) {
    mistakes.push({ path: "controller", value: settings.controller, rule: "must be host:port" });
  }
  const layout = layoutSlots(gpus, { slots, slotsPerGpu, gpusPerSlot }, mistakes);
  if (!(settings.graceMs >= 0)) {
    mistakes.push({ path: "graceMs", value: settings.graceMs, rule: "must be at least 0" });
  }
  mistakes.push(...checkCredentials(settings.controller, settings.credentials));
  mistakes.push(...checkWords(settings.name, settings.labels));
  if (mistakes.length > 0) throw invalid(mistakes);
  // What cannot be read now is told now.
  show(settings.credentials);
  return {
    ...settings,
    slots: layout,
    id: `${settings.name}-${randomBytes(4).toString("hex")}`,
    process: randomBytes(16).toString("hex"),
  };
}

// A controller refuses an agent that says more of itself.
function checkWords(name: string, labels: Readonly<Record<string, string>>): Mistake[] {
  const { nameChars, labels: most, labelChars } = BOUNDS.hello;
  const mistakes: Mistake[] = [];
  const words = Object.entries(labels);
  if (name.length > nameChars)
    mistakes.push({ path: "name", value: name, rule: `must have at most ${nameChars} characters` });
  if (words.length > most)
    mistakes.push({ path: "labels", value: words.length, rule: `are too many; an agent has at most ${most}` });
  const long = words.find((pair) => pair.some(({ length }) => length > labelChars));
  if (long !== undefined)
    mistakes.push({
      path: "labels",
      value: long[0],
      rule: `must have at most ${labelChars} characters, name and value`,
    });
  return mistakes;
}
