import { csv } from "../../csv.ts";
import type { ParamShape } from "../../shapes/params.ts";
import type { TrialShape } from "../../shapes/trial.ts";

/** All trials as text, in pieces: CSV with one column a parameter, or the shapes as JSON lines. */
export function* exportRows(trials: readonly TrialShape[], format: "csv" | "jsonl"): Generator<string> {
  const params = [...new Set(trials.flatMap((trial) => Object.keys(trial.params)))];
  if (format === "csv") yield csv([[...COLUMNS, ...params.map((name) => `param.${name}`)]]);
  for (let from = 0; from < trials.length; from += ROWS_A_PIECE) {
    const some = trials.slice(from, from + ROWS_A_PIECE);
    if (format === "csv") yield csv(some.map((trial) => row(trial, params)));
    else yield some.map((trial) => `${JSON.stringify(trial)}\n`).join("");
  }
}

// A piece a trial costs more than what it says.
const ROWS_A_PIECE = 500;

const COLUMNS = [
  "trial",
  "state",
  "value",
  "steps",
  "attempt",
  "seed",
  "reason",
  "replicateOf",
  "testValue",
] as const satisfies (keyof TrialShape)[];

/** A cell is empty where a trial has no such param, no value or no reason, and replicateOf where it is none. */
function row(trial: TrialShape, params: readonly string[]): (string | number | boolean | null)[] {
  return [...COLUMNS.map((column) => trial[column]), ...params.map((name) => cell(trial.params[name]))];
}

// An empty cell says that there is no such param, which null does not.
function cell(value: ParamShape | undefined): string | number | boolean | null {
  return typeof value === "object" ? JSON.stringify(value) : (value ?? null);
}
