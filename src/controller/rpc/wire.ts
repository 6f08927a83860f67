import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { type ErrorCode, SweepError } from "../../error.ts";
import * as agent from "../../gen/macrosweep/v1/agent.ts";
import * as proto from "../../gen/macrosweep/v1/sweep.ts";
import type { Param, Counts as ProtoCounts } from "../../gen/macrosweep/v1/trial.ts";
import type { Counts } from "../../metrics/counts.ts";
import type { Params } from "../../search/space/space.ts";
import type { Finish, Report } from "../core/commands.ts";
import { type CommandTrainer, renderArgv } from "../core/document/commandTrainer.ts";
import type { Containment } from "../core/document/containment.ts";
import type { TrialFacts } from "../core/document/placeholders.ts";
import { type PrintedReports, type ReportsSpec, renderReports } from "../core/document/reportSource.ts";
import type { Machine } from "../core/document/requires.ts";
import type { TrainerSpec } from "../core/document/trainer.ts";
import type { Miss } from "../core/misses.ts";
import type { BestView, ConstraintsView } from "../core/views/bestView.ts";
import type { BaselineView, ConfirmationView, FinalistView } from "../core/views/confirmationView.ts";
import type { ExplanationView } from "../core/views/explanationView.ts";
import type { SweepView } from "../core/views/sweepView.ts";
import type { TrialView } from "../core/views/trialView.ts";

// The only file that knows both the wire's words and the core's.

export function readReport({ seq, step, counts, classes, metrics, value, test }: agent.Report): Report {
  const scalars = Object.fromEntries(metrics.map((metric) => [metric.name, metric.value]));
  return { seq, step, counts: readCounts(counts), classes, scalars, value: value ?? null, test };
}

/** An agent of an earlier version says nothing of its machine. */
export function readMachine(machine: agent.Machine | undefined): Machine {
  return { gpus: machine?.gpus.map(({ name }) => name) ?? [], labels: machine?.labels ?? {} };
}

export function readFinish({ seq, outcome, reason }: agent.Finish): Finish {
  return { seq, outcome: OUTCOMES[outcome], reason };
}

const OUTCOMES = {
  [agent.Outcome.COMPLETED]: "completed",
  [agent.Outcome.FAILED]: "failed",
  [agent.Outcome.PREEMPTED]: "preempted",
  // An agent of a later version that knows more outcomes: the trial is not known to be whole.
  [agent.Outcome.UNSPECIFIED]: "failed",
} as const;

function readCounts(counts: ProtoCounts | undefined): Counts | null {
  const kind = counts?.kind;
  if (kind === undefined) return null;
  switch (kind.$case) {
    case "confusion":
      return { kind: "confusion", ...kind.confusion };
    case "perClass":
      return { kind: "perClass", ...kind.perClass };
  }
}

export function writeTrainer(trainer: TrainerSpec, facts: TrialFacts): agent.Trainer {
  if (trainer.kind === "command") return { kind: { $case: "command", command: writeCommand(trainer, facts) } };
  const { data, label, model, missing, division } = trainer;
  return { kind: { $case: "bundled", bundled: { data, label, model, missing, division } } };
}

function writeCommand(trainer: CommandTrainer, facts: TrialFacts): agent.Command {
  const { reports, values = {} } = trainer;
  const argv = renderArgv(trainer, facts);
  return reports === undefined ? { argv } : { argv, reports: writeReports(renderReports(reports, facts, values)) };
}

function writeReports(reports: ReportsSpec): agent.Reports {
  return { source: writeSource(reports), firstEpoch: reports.firstEpoch ?? undefined };
}

function writeSource(reports: ReportsSpec): agent.Reports["source"] {
  switch (reports.kind) {
    case "printed":
      return { $case: "printed", printed: writePrinted(reports) };
    case "file": {
      const { path, keys } = reports;
      return { $case: "file", file: { path, epoch: keys?.epoch ?? undefined, value: keys?.value } };
    }
    case "tensorboard":
      return { $case: "tensorboard", tensorboard: { folder: reports.folder, tag: reports.tag } };
  }
}

function writePrinted({ epoch, section, value, confusion, classes }: PrintedReports): agent.PrintedReports {
  return {
    epoch: epoch ?? undefined,
    section: section ?? undefined,
    value: value ?? undefined,
    confusion: confusion ?? undefined,
    classes: [...classes],
  };
}

export function writeContainment(containment: Containment | undefined): agent.Containment | undefined {
  if (containment === undefined) return undefined;
  const { env = {}, passEnv = [], limits = {} } = containment;
  return { env: { ...env }, passEnv: [...passEnv], ...limits };
}

export function writeParams(params: Params): Param[] {
  return Object.entries(params).map(([name, value]): Param => {
    if (typeof value === "number") return { name, value: { $case: "number", number: value } };
    if (typeof value === "string") return { name, value: { $case: "text", text: value } };
    return { name, value: { $case: "flag", flag: value } };
  });
}

export function writeSweep(view: SweepView): proto.Sweep {
  const { name, reason, objective, trials, epochs, createdAtMs, elapsedMs } = view;
  const { trials: count, parallel, epochsPerTrial, totalEpochs, wallTimeMs } = view.budget;
  return {
    name,
    state: PHASES[view.phase],
    reason,
    objective,
    best: view.best === null ? undefined : writeBest(view.best),
    trials,
    epochs,
    budget: {
      trials: count,
      parallel,
      epochsPerTrial,
      totalEpochs: totalEpochs ?? undefined,
      wallTimeMs: wallTimeMs ?? undefined,
    },
    createdAtMs,
    elapsedMs,
  };
}

const PHASES = {
  running: proto.SweepState.RUNNING,
  paused: proto.SweepState.PAUSED,
  completed: proto.SweepState.COMPLETED,
  failed: proto.SweepState.FAILED,
  cancelled: proto.SweepState.CANCELLED,
} as const;

function writeBest(view: BestView): proto.Best {
  const { trial, params, value, interval, step, perClass, testValue, constraints, estimate, confirmation } = view;
  return {
    trial,
    params: writeParams(params),
    value,
    interval: writeInterval(interval),
    step,
    perClass: [...perClass],
    testValue: testValue ?? undefined,
    constraints: constraints === undefined ? undefined : writeConstraints(constraints),
    estimate: estimate === null ? undefined : { value: estimate.value, interval: writeInterval(estimate.interval) },
    confirmation: confirmation === null ? undefined : writeConfirmation(confirmation),
  };
}

function writeInterval(interval: readonly [number, number] | null): proto.Interval | undefined {
  return interval === null ? undefined : { low: interval[0], high: interval[1] };
}

function writeConfirmation(view: ConfirmationView): proto.Confirmation {
  const { ended, replicates, finalists, indistinguishable, baseline } = view;
  return {
    ended,
    replicatesDone: replicates.done,
    replicatesPlanned: replicates.planned,
    finalists: finalists.map(writeFinalist),
    indistinguishable: [...indistinguishable],
    baseline: baseline === null ? undefined : writeBaseline(baseline),
  };
}

function writeFinalist(view: FinalistView): proto.Finalist {
  const { trial, params, seeds, mean, interval, probabilityBest, state, reason } = view;
  return {
    trial,
    params: writeParams(params),
    seeds,
    mean: mean ?? undefined,
    interval: writeInterval(interval),
    probabilityBest: probabilityBest ?? undefined,
    state: FINALIST_STATES[state],
    reason,
  };
}

const FINALIST_STATES = {
  running: proto.FinalistState.RUNNING,
  confirmed: proto.FinalistState.CONFIRMED,
  behind: proto.FinalistState.BEHIND,
  failed: proto.FinalistState.FAILED,
  cancelled: proto.FinalistState.CANCELLED,
  infeasible: proto.FinalistState.INFEASIBLE,
} as const;

function writeBaseline(view: BaselineView): proto.Baseline {
  const { params, seeds, mean, interval, difference, differenceInterval, probabilityBetter } = view;
  return {
    params: writeParams(params),
    seeds,
    mean: mean ?? undefined,
    interval: writeInterval(interval),
    difference: difference ?? undefined,
    differenceInterval: writeInterval(differenceInterval),
    probabilityBetter: probabilityBetter ?? undefined,
  };
}

function writeConstraints({ feasible, violations, cost, unconstrained }: ConstraintsView): proto.Constraints {
  return {
    feasible,
    violations: violations.map(writeMiss),
    cost: cost ?? undefined,
    unconstrainedTrial: unconstrained.trial,
    unconstrainedValue: unconstrained.value,
  };
}

function writeMiss({ metric, bound, limit, value, by }: Miss): proto.Miss {
  return { metric, bound: bound === "min" ? { $case: bound, min: limit } : { $case: bound, max: limit }, value, by };
}

export function writeTrial(view: TrialView): proto.Trial {
  const { trial, params, seed, attempt, value, steps, values, errors, reason, violation, replicateOf } = view;
  const state = STATES[view.state];
  return {
    trial,
    state,
    params: writeParams(params),
    seed,
    attempt,
    value: value ?? undefined,
    steps: [...steps],
    values: [...values],
    errors: errors.map((error) => error ?? Number.NaN),
    reason,
    violation,
    replicateOf: replicateOf ?? undefined,
  };
}

const STATES = {
  waiting: proto.TrialState.WAITING,
  running: proto.TrialState.RUNNING,
  completed: proto.TrialState.COMPLETED,
  pruned: proto.TrialState.PRUNED,
  failed: proto.TrialState.FAILED,
  preempted: proto.TrialState.PREEMPTED,
  cancelled: proto.TrialState.CANCELLED,
} as const;

export function writeExplanation(view: ExplanationView): proto.ExplainTrialResponse {
  return {
    trial: writeTrial(view.trial),
    suggested: view.suggested,
    verdicts: [...view.verdicts],
    attempts: [...view.attempts],
    perClass: [...view.perClass],
    testValue: view.testValue ?? undefined,
  };
}

/** The status that a caller gets for an error; anything but a SweepError is a fault of ours and is thrown on. */
export function writeError(error: unknown): Partial<ServiceError> {
  if (!(error instanceof SweepError)) throw error;
  return { code: CODES[error.code], details: error.message, metadata: new Metadata() };
}

const CODES = {
  invalid: status.INVALID_ARGUMENT,
  notFound: status.NOT_FOUND,
  exists: status.ALREADY_EXISTS,
  conflict: status.FAILED_PRECONDITION,
  unsupported: status.FAILED_PRECONDITION,
  unavailable: status.UNAVAILABLE,
} as const satisfies Record<ErrorCode, status>;
