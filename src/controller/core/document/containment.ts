import type { Mistake } from "../../../error.ts";
import { Fields, isObject } from "../../../fields.ts";
import { readDuration } from "./duration.ts";
import { fill, type Names, readText, type TrialFacts } from "./placeholders.ts";
import { readSize } from "./size.ts";
import type { ComputedValues } from "./values.ts";

/** What a trainer gets of its agent, and what it may use. Absent: the agent's own rule. */
export interface Containment {
  /** Variables that every trainer of the sweep gets, with placeholders. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Names of variables of the agent that a trainer gets beside those that are harmless: a token that it needs, for example. */
  readonly passEnv?: readonly string[] | undefined;
  readonly limits?: Limits | undefined;
}

/** Of one attempt of a trial. */
export interface Limits {
  /** In the trial's folder, checkpoints and logs of all attempts together. */
  readonly diskBytes?: number | undefined;
  readonly runTimeMs?: number | undefined;
  /** In one process. */
  readonly openFiles?: number | undefined;
  readonly processes?: number | undefined;
  /** Kept of what it prints; the rest is read and dropped. */
  readonly logBytes?: number | undefined;
}

const MIB = 1024 ** 2;
const BOUNDS = {
  variables: 64,
  valueLength: 4096,
  // What Linux allows a process at most unless it is told otherwise.
  openFiles: 1024 ** 2,
  // Highest number of a process on Linux.
  processes: 4 * 1024 ** 2,
  logBytes: 1024 * MIB,
};

/** Reads `env`, `passEnv` and `limits` of the trainer; undefined when the document says nothing of them. */
export function readContainment(trainer: Fields, names: Names, mistakes: Mistake[]): Containment | undefined {
  const env = readEnv(trainer, names, mistakes);
  const passEnv = readPassEnv(trainer);
  const limits = readLimits(trainer, mistakes);
  return env === undefined && passEnv === undefined && limits === undefined ? undefined : { env, passEnv, limits };
}

/** The variables for one trial. */
export function renderEnv(env: Containment["env"], facts: TrialFacts, values: ComputedValues): Record<string, string> {
  return Object.fromEntries(Object.entries(env ?? {}).map(([name, text]) => [name, fill(text, facts, values)]));
}

function readEnv(trainer: Fields, names: Names, mistakes: Mistake[]): Containment["env"] {
  const raw = trainer.raw("env");
  if (raw === undefined) return undefined;
  if (!isObject(raw) || Object.keys(raw).length > BOUNDS.variables) {
    trainer.mistake(
      "env",
      raw,
      `must be an object of at most ${BOUNDS.variables} texts, such as { OMP_NUM_THREADS: "1" }`,
    );
    return undefined;
  }
  const texts = Object.entries(raw).map(([name, value]): [string, string] => {
    // YAML reads 1 and true as a number and a boolean; a variable is a text.
    const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    const rule = nameRule(name) ?? valueRule(text);
    if (rule !== null) trainer.mistake(`env.${name}`, value, rule);
    else readText(text, trainer.path(`env.${name}`), names, "unconditional", mistakes);
    return [name, String(text)];
  });
  return Object.fromEntries(texts);
}

function readPassEnv(trainer: Fields): Containment["passEnv"] {
  const raw = trainer.raw("passEnv");
  if (raw === undefined) return undefined;
  if (!Array.isArray(raw) || raw.length > BOUNDS.variables) {
    trainer.mistake("passEnv", raw, `must be a list of at most ${BOUNDS.variables} names, such as [HF_TOKEN]`);
    return undefined;
  }
  return raw.map((name: unknown, i) => {
    const rule = typeof name === "string" ? nameRule(name) : "must be the name of a variable";
    if (rule !== null) trainer.mistake(`passEnv[${i}]`, name, rule);
    return String(name);
  });
}

function nameRule(name: string): string | null {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) return "must be named with letters, digits and _";
  return name.startsWith("MACROSWEEP_") ? "must not begin with MACROSWEEP_: these are ours" : null;
}

function valueRule(value: unknown): string | null {
  if (typeof value === "string" && value.length <= BOUNDS.valueLength && !value.includes("\0")) return null;
  return `must be a text of at most ${BOUNDS.valueLength} letters`;
}

function readLimits(trainer: Fields, mistakes: Mistake[]): Limits | undefined {
  const raw = trainer.raw("limits");
  if (raw === undefined) return undefined;
  const fields = new Fields(raw, trainer.path("limits"), mistakes);
  const count = (key: string, min: number, max: number) => {
    return fields.raw(key) === undefined ? undefined : fields.integer(key, { min, max });
  };
  const limits: Limits = {
    diskBytes: readSize(fields, "disk", { min: 1, max: Number.MAX_SAFE_INTEGER }),
    runTimeMs: readDuration(fields, "runTime") ?? undefined,
    // Python alone needs a good dozen to import numpy.
    openFiles: count("openFiles", 16, BOUNDS.openFiles),
    processes: count("processes", 1, BOUNDS.processes),
    logBytes: readSize(fields, "log", { min: 1024, max: BOUNDS.logBytes }),
  };
  fields.end();
  return limits;
}
