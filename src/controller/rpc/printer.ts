import { SweepError } from "../../error.ts";
import type { Sweep } from "../core/state.ts";

/** Which attempt of a trial has printed, and where. */
export interface Printer {
  readonly attempt: number;
  readonly agent: string;
  readonly sweepId: string;
  /** The trial has ended. */
  readonly over: boolean;
  /** What of its output stands in the reason of its failure; null where it has not failed, or has said nothing. */
  readonly lastWords: { readonly text: string; readonly start: number; readonly end: number } | null;
}

/**
 * The attempt of this number, the newest where it is left out.
 * @throws SweepError `notFound` where there is none.
 */
export function printerOf(sweep: Sweep, number: number, asked?: number): Printer {
  const { name } = sweep.spec;
  const trial = sweep.trials[number];
  const state = sweep.history.trials[number]?.state;
  if (trial === undefined || state === undefined)
    throw new SweepError("notFound", `sweep "${name}" has no trial ${number}`);
  if (trial.origin !== null) {
    const { sweep: from, trial: original } = trial.origin;
    throw new SweepError(
      "notFound",
      `trial ${number} of sweep "${name}" was trained as trial ${original} of "${from}"`,
    );
  }
  const attempt = asked ?? trial.attempts.length;
  const found = trial.attempts[attempt - 1];
  if (found === undefined) {
    const there = trial.attempts.length === 0 ? "has not begun yet" : `has ${trial.attempts.length} attempts`;
    throw new SweepError("notFound", `trial ${number} of sweep "${name}" ${there}`);
  }
  const isLast = attempt === trial.attempts.length;
  const over = state !== "waiting" && state !== "running";
  const lastWords = isLast && state === "failed" ? wordsIn(trial.reason) : null;
  return { attempt, agent: found.agent, sweepId: sweep.id, over, lastWords };
}

// A reason says in its first line what has happened, and then the last lines of the output.
function wordsIn(reason: string): Printer["lastWords"] {
  const at = reason.indexOf("\n");
  if (at < 0) return null;
  const text = `${reason.slice(at + 1)}\n`;
  // How much came before nobody knows: something did, as far as whoever asks is concerned.
  return { text, start: 1, end: 1 + Buffer.byteLength(text) };
}
