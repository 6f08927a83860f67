import type { Mistake } from "../../error.ts";
import { type Fields, isObject } from "../../fields.ts";
import { History, type TrialRecord } from "../history/history.ts";
import { poseImportance } from "../importance/problem.ts";
import { type Importance, weigh } from "../importance/weigh.ts";
import type { DeclaredSpace } from "../space/declared.ts";
import { checkParams, readSpace, type Space } from "../space/space.ts";
import { readAll } from "./readers.ts";

/** A trial of which something is known; those of a search have this shape. Point i of its curve is (steps[i], values[i]); steps rise from 1. */
export type KnownTrial = Pick<TrialRecord, "params" | "state" | "steps" | "values">;

export interface ImportanceOptions {
  /** The last step that a trial can reach. Left out: the last one of the trials. */
  readonly steps?: number;
  /** The same seed and trials give the same numbers. Left out: 0. */
  readonly seed?: number;
}

/**
 * How much each parameter of a space matters by what trials have shown, with 95 % intervals (see `Importance` for what the numbers are). All trials are
 * compared at one step, the latest that nearly all came to, whatever was pruned. Failed and cancelled trials do not count. It takes 30 trials with values; with fewer, or where nothing can be told from luck, there is a reason and no numbers.
 *
 * @throws SweepError `invalid` with everything that is wrong with space, trials and options
 */
export function importance(
  space: DeclaredSpace,
  trials: readonly KnownTrial[],
  options: ImportanceOptions = {},
): Importance {
  const read = readAll({ ...options, space, trials }, "importance", readImportance);
  const { steps: maxStep } = read;
  const history = new History({ space: read.space, direction: "maximize", maxStep, rungs: reportedSteps(trials) });
  for (const { params, state, steps, values } of trials) {
    const trial = history.add(params);
    history.setState(trial, "running");
    for (const [i, step] of steps.entries()) history.report(trial, step, values[i], null);
    history.setState(trial, state);
  }
  return weigh(poseImportance(read.space, history, read.seed));
}

function readImportance(fields: Fields, mistakes: Mistake[]) {
  const space = readSpace(fields.raw("space"), fields.path("space"), mistakes);
  const last = readTrials(fields, mistakes.length === 0 ? space : [], mistakes);
  const steps = fields.integer("steps", { min: Math.max(1, last) }, Math.max(1, last));
  return { space, steps, seed: fields.integer("seed", { min: 0 }, 0) };
}

// The last step of all.
function readTrials(fields: Fields, space: Space, mistakes: Mistake[]): number {
  const trials = fields.raw("trials");
  if (!Array.isArray(trials)) {
    fields.mistake("trials", trials, "must be a list of { params, state, steps, values }");
    return 1;
  }
  let last = 0;
  for (const [index, trial] of trials.entries()) {
    const path = `trials[${index}]`;
    const rule = ruleOfTrial(trial);
    if (rule !== null) {
      fields.mistake(path, undefined, rule);
      continue;
    }
    const { params, steps } = trial as KnownTrial;
    if (space.length > 0) mistakes.push(...checkParams(space, params, `${fields.path(path)}.params`));
    last = Math.max(last, steps.at(-1) ?? 0);
  }
  return last;
}

function ruleOfTrial(trial: unknown): string | null {
  if (!isObject(trial)) return "must be { params, state, steps, values }";
  const { params, state, steps, values } = trial as Partial<KnownTrial>;
  if (!isObject(params)) return "must have params";
  if (!STATES.some((known) => known === state)) return `must have a state, one of ${STATES.join(", ")}`;
  if (!Array.isArray(steps) || !Array.isArray(values) || steps.length !== values.length)
    return "must have steps and as many values";
  if (!steps.every((step, i) => Number.isInteger(step) && step > (i === 0 ? 0 : steps[i - 1])))
    return "must have steps that are whole numbers from 1 and rise";
  return values.every((value) => typeof value === "number") ? null : "must have values that are numbers";
}

const STATES = ["waiting", "running", "completed", "pruned", "failed", "preempted", "cancelled"] as const;

// Of very many steps some, evenly: which of two neighbours is taken matters little.
function reportedSteps(trials: readonly KnownTrial[]): number[] {
  const all = [...new Set(trials.flatMap(({ steps }) => steps))].sort((a, b) => a - b);
  const count = Math.min(all.length, MOST_STEPS);
  return Array.from({ length: count }, (_, i) => all[Math.ceil(((i + 1) * all.length) / count) - 1]);
}

const MOST_STEPS = 32;
