import { SweepError } from "../../../error.ts";
import { sweepSeed } from "../../../search/chance/sweepSeed.ts";
import type { Decision } from "../commands.ts";
import type { SweepSpec } from "../document/spec.ts";
import type { Event, Remeasured } from "../events.ts";
import { measureConstraints } from "../misses.ts";
import { reservedForRunning } from "../nextWork.ts";
import type { Sweep } from "../state.ts";
import { decideReopening, endedTrials, trialRetried } from "./decideRetry.ts";
import { type Difference, describeDifference, differences } from "./differences.ts";
import { isSameProgram } from "./sameProgram.ts";

/**
 * Takes an edited document for a sweep: budgets, constraints, confirmation, and all else that does not change what a trial means. One that had ended
 * goes on where that gives it something to do, and takes up what its end had cancelled; where it is the trainer that was mended, what failed too.
 *
 * @throws SweepError `exists` naming what cannot change, with its old and new value.
 */
export function decideChange(sweep: Sweep, spec: SweepSpec, atMs: number): Decision {
  const changes = differences(sweep.spec, spec);
  if (changes.length === 0) return { events: [], answer: { kind: "done" } };
  const refused = changes.flatMap((change) => ruleAgainst(sweep, spec, change) ?? []);
  if (refused.length > 0) throw refusal(sweep, refused);
  const chance = sweepSeed(spec.sampler.seed, spec.name);
  const seed = spec.sampler.seed === sweep.spec.sampler.seed ? sweep.chance : chance;
  const changed: Event = { kind: "sweepChanged", spec, chance: seed, ...remeasure(sweep, spec), atMs };
  const mended = changes.some(({ path }) => path.startsWith("spec.trainer."));
  const reason = "the document was edited";
  const failed = mended ? endedTrials(sweep, ["failed"]) : [];
  // First of all, for the time of the end is that of the newest event.
  const events = [...decideReopening(sweep, reason, atMs), changed, ...failed.map(trialRetried(reason, atMs))];
  return { events, answer: { kind: "done", told: changes.map(describeDifference) } };
}

/** What a difference breaks; null: it may be. */
function ruleAgainst(sweep: Sweep, spec: SweepSpec, difference: Difference): string | null {
  const { path } = difference;
  const described = describeDifference(difference);
  if (path === "spec.warmStart" || path.startsWith("spec.warmStart.")) return `${described} (taken at the start)`;
  if (sweep.trials.length === 0) return null;
  const used = usedOf(sweep);
  if (path === "spec.budget.trials" && spec.budget.trials < used.trials)
    return `${described} (${used.trials} have been started)`;
  if (path === "spec.budget.totalEpochs" && (spec.budget.totalEpochs ?? used.epochs) < used.epochs)
    return `${described} (${used.epochs} are used or reserved)`;
  if (MAY_CHANGE.some((free) => path === free || path.startsWith(`${free}.`))) return null;
  if (sweep.epochsRun === 0 && UNTIL_A_REPORT.test(path)) return null;
  if (path === "spec.trainer.command" && keepsProgram(sweep.spec, spec)) return null;
  return described;
}

// None of these changes what a value of a trial means.
const MAY_CHANGE = [
  "metadata.labels",
  "spec.budget.trials",
  "spec.budget.parallel",
  "spec.budget.totalEpochs",
  "spec.budget.wallTime",
  "spec.budget.gpuHours",
  "spec.budget.maxFailed",
  "spec.objective.goal",
  "spec.constraints",
  "spec.confirm",
  "spec.baseline",
  "spec.sampler",
  "spec.pruner",
  "spec.requires",
  "spec.trainer.limits",
  "spec.trainer.passEnv",
  "spec.trainer.stopOn",
];

// Before any trial has a value there is nothing that they could change the meaning of.
const UNTIL_A_REPORT = /^spec\.(trainer|objective|budget)(\.|$)/;

function usedOf(sweep: Sweep) {
  return { trials: sweep.history.configurations, epochs: sweep.epochsCharged + reservedForRunning(sweep) };
}

function keepsProgram({ trainer: before }: SweepSpec, { trainer: after }: SweepSpec): boolean {
  return before.kind === "command" && after.kind === "command" && isSameProgram(before.command, after.command);
}

function refusal({ spec }: Sweep, refused: readonly string[]): SweepError {
  const isTrainer = refused.some((line) => TRAINED_BY.test(line));
  const lines = [
    `metadata.name: "${spec.name}" is the name of a sweep that is here already, and this of its document cannot change:`,
    ...refused.map((line) => `  ${line}`),
    ...(isTrainer ? [FOUND_ELSEWHERE] : []),
    `Choose another name, with warmStart: { from: [${spec.name}] } to learn from it (trust: same to count its trials as they are), or start over: run --fresh, or delete ${spec.name}`,
  ];
  return new SweepError("exists", lines.join("\n"));
}

const TRAINED_BY = /^spec\.trainer\.(command|args)\b/;
const FOUND_ELSEWHERE =
  "Of a trainer's command the path of its program and of its script may change, the version of Python and its options such as -u; no other word, for it may mean other data";

/** What the last reports say of new constraints. @throws SweepError `exists` when one lacks what a constraint needs. */
function remeasure(sweep: Sweep, { constraints = [] }: SweepSpec): { remeasured?: readonly Remeasured[] } {
  if (JSON.stringify(sweep.spec.constraints ?? []) === JSON.stringify(constraints)) return {};
  const remeasured = sweep.trials.flatMap(({ number, counts, scalars }): Remeasured[] => {
    const record = sweep.history.trials[number];
    if (record === undefined || record.values.length === 0) return [];
    const report = { counts, scalars, classes: sweep.classes ?? [], value: null };
    try {
      return [{ trial: number, ...measureConstraints(constraints, report) }];
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      if (record.state === "failed" || record.state === "cancelled") return [];
      throw refusal(sweep, [`spec.constraints: trial ${number} has not said what they need: ${error.message}`]);
    }
  });
  return { remeasured };
}
