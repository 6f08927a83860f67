import type { ExplanationDetail } from "../../../shapes/trial.ts";
import { lastInterval } from "../lastReport.ts";
import type { Sweep, Trial } from "../state.ts";
import { testValue, viewClasses } from "./classView.ts";
import { viewTrial } from "./trialView.ts";

/** What is known of why a trial is what it is. */
export function explainTrial(sweep: Sweep, trial: Trial): ExplanationDetail {
  return {
    sweep: sweep.spec.name,
    trial: viewTrial(sweep, trial),
    suggested: trial.suggested,
    verdicts: [...trial.verdicts],
    attempts: trial.attempts.map(({ agent, firstStep, lastStep: last, ended }, i) => {
      const epochs = last === 0 ? "no epochs" : `epochs ${firstStep} to ${last}`;
      return `attempt ${i + 1} on agent ${agent}: ${epochs}, ${ended === "" ? "running" : ended}`;
    }),
    perClass: viewClasses(sweep, trial),
    testValue: testValue(sweep, trial),
    interval: lastInterval(sweep, trial.number),
  };
}
