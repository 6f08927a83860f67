import { invalid, SweepError } from "../../error.ts";
import { checkParams } from "../../search/space/space.ts";
import type { SweepSpec } from "./document/spec.ts";
import type { TrialAdopted } from "./events.ts";
import { measureConstraints } from "./misses.ts";
import type { Sweep } from "./state.ts";

/** A trial of an earlier sweep that is to count, before it has a number and a time. */
export type Finished = Omit<TrialAdopted, "kind" | "trial" | "atMs">;

// Each is an event with its whole curve.
const MOST = 10_000;

/**
 * What earlier sweeps have finished and a new one counts as it is, under `trust: same`: completed and pruned trials of their searches whose params are a
 * configuration of the new space, and whose last report says what its constraints need. Those that they had adopted themselves are known by the sweep
 * that trained them, and none counts twice.
 *
 * @param sources in the order of the document
 * @throws SweepError `invalid` for a source that trains other numbers of epochs: its values are of another step.
 */
export function takeFinished(
  { parameters: space, constraints = [], budget }: SweepSpec,
  sources: readonly Sweep[],
): Finished[] {
  const { epochsPerTrial } = budget;
  const other = sources.find(({ spec }) => spec.budget.epochsPerTrial !== epochsPerTrial);
  if (other !== undefined) {
    const rule = `cannot be: sweep ${other.spec.name} trains ${other.spec.budget.epochsPerTrial} epochs a trial, this one ${epochsPerTrial}`;
    throw invalid([{ path: "spec.warmStart.trust", value: "same", rule }]);
  }
  const taken = new Map<string, Finished>();
  for (const source of sources) {
    for (const { number } of source.trials) {
      const finished = finishedOf(source, number, constraints);
      if (finished === null || checkParams(space, finished.params, "").length > 0) continue;
      const key = `${finished.from.id} ${finished.from.trial}`;
      if (taken.size < MOST && !taken.has(key)) taken.set(key, finished);
    }
  }
  return [...taken.values()];
}

function finishedOf(
  source: Sweep,
  number: number,
  constraints: NonNullable<SweepSpec["constraints"]>,
): Finished | null {
  const trial = source.trials[number];
  const record = source.history.trials[number];
  if (trial === undefined || record === undefined || trial.replicate > 0 || record.values.length === 0) return null;
  if (record.state !== "completed" && record.state !== "pruned") return null;
  const { counts, scalars, testCounts, seed } = trial;
  const constrained = constrainedBy(constraints, { counts, scalars, classes: source.classes ?? [], value: null });
  if (constrained === null) return null;
  return {
    from: trial.origin ?? { sweep: source.spec.name, id: source.id, trial: number },
    params: record.params,
    seed,
    state: record.state,
    steps: [...record.steps],
    values: [...record.values],
    errors: [...record.errors],
    ...constrained,
    counts,
    scalars,
    testCounts,
    ...(source.classes === null ? {} : { classes: source.classes }),
  };
}

function constrainedBy(
  constraints: NonNullable<SweepSpec["constraints"]>,
  report: Parameters<typeof measureConstraints>[1],
) {
  if (constraints.length === 0) return {};
  try {
    return measureConstraints(constraints, report);
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    return null;
  }
}
