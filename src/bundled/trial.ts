import { invalid, type Mistake, SweepError } from "../error.ts";
import { isObject } from "../fields.ts";

/** What the agent asks a trainer for. */
export interface Trial {
  readonly seed: number;
  /** Which seed of a confirmation it is, from 1; 0 for a trial of the search. */
  readonly replicate: number;
  /** As they came; `readParams` knows what they mean. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Train up to this epoch, counted from 1. */
  readonly epochs: number;
  /** The last epoch whose report the controller has from an earlier attempt; 0 for none. */
  readonly reported: number;
  /** A folder that exists; the same for every attempt of the trial. */
  readonly checkpointDir: string;
}

/**
 * Reads the value of MACROSWEEP_TRIAL.
 *
 * @throws SweepError `invalid` when it is absent, is not JSON, or has a field that this trainer cannot use.
 */
export function readTrial(text: string | undefined): Trial {
  if (text === undefined) {
    throw new SweepError("invalid", "MACROSWEEP_TRIAL: not set; an agent starts this program, once for every trial");
  }
  const { seed, replicate = 0, params, epochs, reported = 0, checkpointDir } = parse(text);
  if (!isWhole(seed)) throw wrong("seed", seed, "must be a whole number");
  if (!isWhole(replicate) || replicate < 0) throw wrong("replicate", replicate, "must be a whole number of at least 0");
  if (!isWhole(epochs) || epochs < 1) throw wrong("epochs", epochs, "must be a whole number of at least 1");
  if (!isWhole(reported) || reported < 0) throw wrong("reported", reported, "must be a whole number of at least 0");
  if (typeof checkpointDir !== "string") throw wrong("checkpointDir", checkpointDir, "must be the path of a folder");
  if (!isObject(params)) throw wrong("params", params, "must be an object");
  return { seed, replicate, params, epochs, reported, checkpointDir };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const raw: unknown = JSON.parse(text);
    if (isObject(raw)) return raw;
  } catch (cause) {
    throw new SweepError("invalid", `MACROSWEEP_TRIAL: must be JSON: ${String(cause)}`, { cause });
  }
  throw new SweepError("invalid", "MACROSWEEP_TRIAL: must be a JSON object");
}

function wrong(field: string, value: unknown, rule: Mistake["rule"]): SweepError {
  return invalid([{ path: `MACROSWEEP_TRIAL.${field}`, value, rule }]);
}

function isWhole(raw: unknown): raw is number {
  return Number.isSafeInteger(raw);
}
