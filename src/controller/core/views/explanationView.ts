import type { Sweep, Trial } from "../state.ts";
import { type ClassView, testValue, viewClasses } from "./classView.ts";
import { type TrialView, viewTrial } from "./trialView.ts";

/** Why a trial is what it is, a line a fact. */
export interface ExplanationView {
  readonly trial: TrialView;
  readonly suggested: string;
  readonly verdicts: readonly string[];
  readonly attempts: readonly string[];
  readonly perClass: readonly ClassView[];
  readonly testValue: number | null;
}

/** What is known of why a trial is what it is. */
export function explainTrial(sweep: Sweep, trial: Trial): ExplanationView {
  return {
    trial: viewTrial(sweep, trial),
    suggested: trial.suggested,
    verdicts: [...trial.verdicts],
    attempts: trial.attempts.map(({ agent, firstStep, lastStep: last, ended }, i) => {
      const epochs = last === 0 ? "no epochs" : `epochs ${firstStep} to ${last}`;
      return `attempt ${i + 1} on agent ${agent}: ${epochs}, ${ended === "" ? "running" : ended}`;
    }),
    perClass: viewClasses(sweep, trial),
    testValue: testValue(sweep, trial),
  };
}
