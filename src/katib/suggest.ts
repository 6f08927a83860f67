import { invalid, type Mistake, SweepError } from "../error.ts";
import {
  type AlgorithmSpec,
  TrialStatus_TrialConditionType as Condition,
  type ExperimentSpec,
  type GetSuggestionsReply,
  type GetSuggestionsRequest,
  ObjectiveType,
  type Trial,
} from "../gen/katib/v1beta1/suggestion.ts";
import { createSearch, type DeclaredSampler, type DeclaredSpace, type Search } from "../search/index.ts";
import { type Dimension, experimentSpace } from "./experimentSpace.ts";

// Of one answer; Katib asks for as many as may run at a time.
const MOST = 1000;

/**
 * The next configurations of an experiment, from all that Katib says of its trials: nothing is remembered between two questions, so a service that was
 * started anew answers the same.
 * @throws SweepError `invalid` for an experiment that is none, `exhausted` when a grid has nothing left
 */
export function suggest({ experiment, trials, ...request }: GetSuggestionsRequest): GetSuggestionsReply {
  const { currentRequestNumber: wanted, totalRequestNumber: total } = request;
  if (wanted < 0 || wanted > MOST)
    throw invalid([{ path: "current_request_number", value: wanted, rule: `must be from 0 to ${MOST}` }]);
  const space = experimentSpace(experiment?.spec);
  const known = trials.flatMap((trial) => knownTrial(trial, space, metricOf(experiment?.spec)));
  const search = begin(experiment?.spec, experiment?.name ?? "", space, known);
  for (const { outcome } of known) {
    const asked = search.ask();
    if (asked !== null && outcome !== "running") search.tell(asked.trial, outcome);
  }
  // Suggested before, and no trials yet: the same come again, and are let run.
  const underWay = Math.min(MOST, Math.max(0, total - wanted - trials.length));
  for (let i = 0; i < underWay; i++) search.ask();
  return {
    parameterAssignments: Array.from({ length: wanted }, () => {
      const asked = search.ask();
      if (asked === null) throw new SweepError("exhausted", "the grid has no configuration left");
      const params = asked.params as Readonly<Record<string, unknown>>;
      return { assignments: space.map(({ declared: { name }, write }) => ({ name, value: write(params[name]) })) };
    }),
  };
}

/** Whether an experiment can be searched. @throws SweepError `invalid` with what is wrong with it */
export function validate(spec: ExperimentSpec | undefined): void {
  begin(spec, "", experimentSpace(spec), []);
}

interface Known {
  readonly params: Readonly<Record<string, number | string>>;
  readonly outcome: number | "failed" | "cancelled" | "running";
}

function begin(
  spec: ExperimentSpec | undefined,
  name: string,
  space: readonly Dimension[],
  known: readonly Known[],
): Search<DeclaredSpace> {
  const { sampler, seed } = readSettings(spec?.algorithm);
  const trials = spec?.maxTrialCount ?? 0;
  return createSearch<DeclaredSpace>({
    space: space.map(({ declared }) => declared),
    direction: spec?.objective?.type === ObjectiveType.MINIMIZE ? "minimize" : "maximize",
    ...(trials > known.length ? { budget: { trials } } : {}),
    ...(known.length === 0 ? {} : { enqueue: known.map(({ params }) => params) }),
    // Which there are and whether one fits the space, the search says.
    sampler: { name: sampler } as DeclaredSampler,
    seed: seed ?? seedOf(name),
  });
}

/** So that tonight's experiment does not repeat last night's draws (FNV-1a, 32 bits). */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function readSettings(algorithm: AlgorithmSpec | undefined) {
  const mistakes: Mistake[] = [];
  let sampler = "auto";
  let seed: number | undefined;
  for (const { name, value } of algorithm?.algorithmSettings ?? []) {
    const path = `algorithmSettings.${name}`;
    if (name === "sampler") sampler = value;
    else if (name !== "random_state" && name !== "seed")
      mistakes.push({ path, value: undefined, rule: "is not known; there are sampler and random_state" });
    else if (/^\d{1,9}$/.test(value)) seed = Number(value);
    else mistakes.push({ path, value, rule: "must be a whole number from 0 to 999999999" });
  }
  if (mistakes.length > 0) throw invalid(mistakes);
  return { sampler, seed };
}

function metricOf(spec: ExperimentSpec | undefined): string {
  return spec?.objective?.objectiveMetricName ?? "";
}

/** A trial as the search has it; none for one that is not of this space, as after an edit of it. */
function knownTrial({ spec, status }: Trial, space: readonly Dimension[], metric: string): Known[] {
  const texts = new Map((spec?.parameterAssignments?.assignments ?? []).map(({ name, value }) => [name, value]));
  const params: Record<string, number | string> = {};
  for (const { declared, read } of space) {
    const value = read(texts.get(declared.name) ?? "");
    if (value === undefined) return [];
    params[declared.name] = value;
  }
  const text = status?.observation?.metrics.find(({ name }) => name === metric)?.value;
  const value = text === undefined || text === "" ? Number.NaN : Number(text);
  switch (status?.condition) {
    case Condition.SUCCEEDED:
    case Condition.EARLYSTOPPED:
      return [{ params, outcome: Number.isFinite(value) ? value : "failed" }];
    case Condition.FAILED:
    case Condition.METRICSUNAVAILABLE:
      return [{ params, outcome: "failed" }];
    case Condition.KILLED:
      return [{ params, outcome: "cancelled" }];
    case Condition.CREATED:
    case Condition.RUNNING:
    case Condition.UNKNOWN:
    case Condition.UNRECOGNIZED:
    case undefined:
      return [{ params, outcome: "running" }];
  }
}
