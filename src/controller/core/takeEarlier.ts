import { invalid, type Mistake } from "../../error.ts";
import type { Earlier } from "../../search/samplers/startWarm.ts";
import type { Params, Space } from "../../search/space/space.ts";
import { valueRule } from "../../search/space/valueRule.ts";
import type { SweepSpec } from "./document/spec.ts";
import type { Sweep } from "./state.ts";
import { type Finished, takeFinished } from "./takeFinished.ts";

/** What a new sweep takes: configurations to try, and under `trust: same` trials that count. */
export interface Taken {
  readonly earlier?: readonly Earlier[];
  readonly finished?: readonly Finished[];
}

/**
 * The configurations that a new sweep takes from earlier ones as they stand now: of each source the completed trials, best first under its
 * own objective (and constraints), in turns over the sources, each with the values that the new space can take. What has no such value or was
 * taken before is left out, as is what counts without being trained again (see `takeFinished`). A source that has completed nothing yet gives nothing.
 *
 * @param find the sweep of a name, or null
 * @throws SweepError `invalid` when there is no such sweep, or it searched for something else.
 */
export function takeEarlier(spec: SweepSpec, find: (name: string) => Sweep | null): Taken {
  const { objective, warmStart } = spec;
  if (warmStart === undefined) return {};
  const mistakes: Mistake[] = [];
  const sources = warmStart.from.flatMap((name, index) => {
    const source = find(name);
    const rule = source === null ? "is not the name of a sweep here" : objectiveRule(source.spec.objective, objective);
    if (rule !== null) mistakes.push({ path: `spec.warmStart.from[${index}]`, value: name, rule });
    return source === null ? [] : [source];
  });
  if (mistakes.length > 0) throw invalid(mistakes);
  const finished = warmStart.trust === "same" ? takeFinished(spec, sources) : [];
  const counted = new Set(finished.map(({ params }) => JSON.stringify(params)));
  const tried = sources.map((source) => {
    return completedOf(source, spec.parameters).filter(({ params }) => !counted.has(JSON.stringify(params)));
  });
  const earlier = inTurns(tried, warmStart.trials);
  return finished.length === 0 ? { earlier } : { earlier, finished };
}

function objectiveRule(theirs: SweepSpec["objective"], own: SweepSpec["objective"]): string | null {
  if (theirs.metric === own.metric && theirs.direction === own.direction) return null;
  return `has another objective, ${theirs.direction} ${theirs.metric}; this sweep is to ${own.direction} ${own.metric}`;
}

function completedOf({ spec, history }: Sweep, space: Space): Earlier[] {
  const ranking = history.ranking(spec.budget.epochsPerTrial);
  const taken: Earlier[] = [];
  for (let rank = 0; rank < ranking.size; rank++) {
    const trial = history.trials[ranking.trial(rank)];
    const value = trial?.values.at(-1);
    if (trial?.state !== "completed" || value === undefined) continue;
    taken.push({ sweep: spec.name, trial: trial.number, value, params: shared(trial.params, space) });
  }
  return taken;
}

function shared(params: Params, space: Space): Params {
  const values = space.flatMap((parameter) => {
    const value = params[parameter.name];
    return value !== undefined && valueRule(parameter, value) === null ? [[parameter.name, value] as const] : [];
  });
  return Object.fromEntries(values);
}

function inTurns(sources: readonly (readonly Earlier[])[], most: number): Earlier[] {
  const taken = new Map<string, Earlier>();
  const longest = Math.max(...sources.map(({ length }) => length));
  for (let rank = 0; rank < longest; rank++) {
    for (const source of sources) {
      const earlier = source[rank];
      if (earlier === undefined || Object.keys(earlier.params).length === 0) continue;
      const key = JSON.stringify(earlier.params);
      if (taken.size < most && !taken.has(key)) taken.set(key, earlier);
    }
  }
  return [...taken.values()];
}
