import type { Assignment } from "../../gen/macrosweep/v1/agent.ts";
import type { Sweep } from "../core/state.ts";
import type { LeaseName } from "../engine.ts";
import { writeParams, writeTrainer } from "./wire.ts";

/** What an agent is told of a lease that was granted to it. */
export function assignmentOf({ id, spec, trials, history }: Sweep, lease: LeaseName): Assignment {
  const record = history.trials[lease.trial];
  const known = trials[lease.trial];
  if (record === undefined || known === undefined) throw new Error(`sweep ${lease.sweep} has no trial ${lease.trial}`);
  const { seed, replicate } = known;
  const epochs = spec.budget.epochsPerTrial;
  const { parameters: space } = spec;
  return {
    lease,
    params: writeParams(record.params, space),
    seed,
    epochs,
    reported: record.steps.at(-1) ?? 0,
    trainer: writeTrainer(spec.trainer, { space, params: record.params, trial: lease.trial, seed, epochs }),
    replicate,
    sweepId: id,
  };
}
