import type { Sweep, Trial } from "../../src/controller/core/state.ts";
import { explainTrial } from "../../src/controller/core/views/explanationView.ts";
import { viewSweep } from "../../src/controller/core/views/sweepView.ts";
import { viewTrial } from "../../src/controller/core/views/trialView.ts";

/** A sweep, its trials and the explanation of one in the words that the golden files were written with; see golden.test.ts. */
export function goldenView(sweep: Sweep, explained: Trial): object {
  const {
    sweep: name,
    state: phase,
    reason,
    best,
    replicates,
    pairs: _pairs,
    origin,
    ownFolder,
    epochsCharged,
    ...view
  } = viewSweep(sweep, 0);
  const { space } = { space: sweep.spec.parameters };
  const { trial: _, sweep: __, interval: ___, ...explanation } = explainTrial(sweep, explained);
  return {
    sweep: {
      ...view,
      name,
      phase,
      reason: reason ?? "",
      best: best && { ...bestOf(best, replicates), origin, ownFolder },
      space,
      charged: epochsCharged,
    },
    trials: sweep.trials.map((trial) => trialOf(sweep, trial)),
    explained: { ...explanation, trial: trialOf(sweep, explained) },
  };
}

type View = ReturnType<typeof viewSweep>;

function bestOf(
  { constraints, confirmation, training, ...best }: NonNullable<View["best"]>,
  replicates: View["replicates"],
) {
  return {
    ...best,
    ...training,
    constraints: constraints ?? undefined,
    confirmation: confirmation && {
      ...confirmation,
      ended: confirmation.state === "ended",
      replicates,
      finalists: confirmation.finalists.map((one) => ({ ...one, reason: one.reason ?? "" })),
    },
  };
}

function trialOf(sweep: Sweep, trial: Trial): object {
  const { curve, reason, ...view } = viewTrial(sweep, trial);
  const [steps, values] = [curve.map(([step]) => step), curve.map(([, value]) => value)];
  const errors = sweep.history.trials[trial.number]?.errors;
  return { ...view, steps, values, errors, reason: reason ?? "", space: sweep.spec.parameters };
}
