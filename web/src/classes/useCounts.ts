import type { CountsShape } from "../../../src/shapes/answers.ts";
import { type Answer, useAnswer } from "../source/useSource.ts";

/** What the validation counted at each step of a trial, by step. Asked again when the trial has come further. */
export function useCounts(sweep: string, trial: number | null, steps: number): Answer<{ counts: CountsShape[] }> {
  const path = trial === null ? null : `/api/v1/sweeps/${encodeURIComponent(sweep)}/trials/${trial}/counts`;
  return useAnswer<{ counts: CountsShape[] }>(path, {}, steps);
}
