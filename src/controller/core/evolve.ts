import { adopt } from "./adopt.ts";
import { compareWithBest } from "./best.ts";
import { neverPredicted } from "./breakdown.ts";
import { reopen, retry, takeChange } from "./change/evolveChange.ts";
import { addReplicate, dropContender, nameWinner, newConfirmation } from "./confirmation/evolveConfirmation.ts";
import type { ChargeCorrected, Event, LeaseEnded, ReportRecorded, TrainerGone, TrialEnded } from "./events.ts";
import { gpuTimeOf } from "./gpuTime.ts";
import { lastStep } from "./lastReport.ts";
import { newSweep } from "./newSweep.ts";
import { newTrial } from "./newTrial.ts";
import { passOver } from "./passOver.ts";
import type { Leaving, Sweep, Trial } from "./state.ts";

/**
 * Takes one event into the sweep, in place, and returns it; `sweepCreated` makes it.
 * Total over all events that `decide` can produce. It asks no sampler and no pruner: events carry what they decided.
 * @throws SweepError `unsupported` at a kind that a newer version wrote and that is not to be ignored
 */
export function evolve(sweep: Sweep | null, event: Event): Sweep {
  const next = event.kind === "sweepCreated" ? newSweep(event) : existing(sweep);
  apply(next, event);
  next.seq += 1;
  next.atMs = event.atMs;
  return next;
}

function apply(sweep: Sweep, event: Event): void {
  switch (event.kind) {
    case "sweepCreated":
    case "leaderChanged":
      return;
    case "sweepPaused":
      sweep.phase = "paused";
      return;
    case "sweepResumed":
      sweep.phase = "running";
      return;
    case "sweepEnded":
      sweep.phase = event.state;
      sweep.reason = event.reason;
      // Nothing more starts in their places.
      for (const { trial, attempt } of sweep.leaving) chargeGpus(sweep, trial, attempt, event.atMs);
      sweep.leaving.length = 0;
      sweep.unheard.length = 0;
      return;
    case "sweepChanged":
      return takeChange(sweep, event);
    case "sweepReopened":
      return reopen(sweep, event);
    case "trialRetried": {
      retry(sweep, event);
      return move(sweep, event.trial, "waiting");
    }
    case "searchExhausted":
      sweep.exhausted = event.reason;
      return;
    case "trialAdopted":
      return adopt(sweep, event);
    case "trialSuggested": {
      const { guided, replicateOf = null } = event;
      const number = sweep.history.add(event.params, { guided: guided === true, replicateOf });
      sweep.trials.push(newTrial(number, event));
      if (replicateOf !== null) addReplicate(sweep, replicateOf, number);
      sweep.waiting.push(number);
      sweep.byState.waiting += 1;
      return;
    }
    case "confirmationStarted":
      sweep.confirmation = newConfirmation(sweep, event);
      return;
    case "finalistDropped":
      dropContender(sweep, event);
      return;
    case "confirmationEnded":
      nameWinner(sweep, event);
      return;
    case "leaseGranted": {
      const { trial, attempt, agent, process = "", saysGone = false, gpus = 0 } = event;
      const silent = { seq: 0, step: 0, reports: 0, tests: 0, unpredicted: new Map() };
      sweep.leases.set(trial, { trial, attempt, agent, process, saysGone, ...silent });
      const nothingYet = { firstStep: 0, lastStep: 0, ended: "" };
      trialOf(sweep, trial).attempts.push({ agent, startedAtMs: event.atMs, gpus, ...nothingYet });
      sweep.waiting.splice(sweep.waiting.indexOf(trial), 1);
      move(sweep, trial, "running");
      return;
    }
    case "leaseEnded":
      return endLease(sweep, event);
    case "trainerGone":
      chargeGpus(sweep, event.trial, event.attempt, event.atMs);
      takeOut(sweep.leaving, event);
      sweep.epochsCharged += event.epochs;
      return;
    case "chargeCorrected":
      sweep.epochsCharged += event.epochs - (takeOut(sweep.unheard, event)?.epochs ?? event.epochs);
      return;
    case "reportRecorded":
      return record(sweep, event);
    case "testRecorded":
      trialOf(sweep, event.trial).testCounts = event.counts;
      heard(sweep, event).tests += 1;
      return;
    case "trialEnded":
      return endTrial(sweep, event);
    case "trialRequeued":
      trialOf(sweep, event.trial).reason = event.reason;
      sweep.waiting.push(event.trial);
      sweep.waiting.sort((a, b) => a - b);
      move(sweep, event.trial, "waiting");
      return;
    default:
      return passOver(`sweep "${sweep.spec.name}": event ${sweep.seq + 1}`, event satisfies never);
  }
}

function record(sweep: Sweep, event: ReportRecorded): void {
  const trial = trialOf(sweep, event.trial);
  sweep.history.report(event.trial, event.step, event.value, event.error, event.violation);
  sweep.classes ??= event.classes ?? null;
  sweep.epochsRun += 1;
  trial.counts = event.counts;
  trial.centre = event.centre ?? null;
  trial.skew = event.skew ?? null;
  trial.ends = event.ends ?? null;
  trial.scalars = event.scalars ?? {};
  trial.constraintValues = event.constraintValues ?? [];
  if (event.verdict !== undefined) trial.verdicts.push(event.verdict);
  if (event.step > trial.furthest) {
    trial.furthest = event.step;
    trial.stalled = 0;
  }
  const lease = heard(sweep, event);
  // Of what an earlier attempt trained this one's own trainer knows nothing: it may begin before it or after it, and has not been paid for it.
  if (event.kept !== true) {
    lease.step = event.step;
    lease.reports += 1;
  }
  lease.unpredicted = neverPredicted(sweep, lease, event.counts);
  const attempt = trial.attempts[event.attempt - 1];
  if (attempt === undefined) throw new Error(`trial ${event.trial} has no attempt ${event.attempt}`);
  attempt.firstStep ||= event.step;
  attempt.lastStep = event.step;
}

function heard(sweep: Sweep, event: { trial: number; seq: number }) {
  const lease = sweep.leases.get(event.trial);
  if (lease === undefined) throw new Error(`trial ${event.trial} has no lease`);
  lease.seq = event.seq;
  return lease;
}

function endLease(sweep: Sweep, event: LeaseEnded): void {
  const trial = trialOf(sweep, event.trial);
  const { process = "", reports = 0 } = sweep.leases.get(event.trial) ?? {};
  sweep.leases.delete(event.trial);
  sweep.epochsCharged += event.epochs;
  if (event.unstarted !== true) trial.stalled += 1;
  const attempt = trial.attempts[event.attempt - 1];
  if (attempt === undefined) throw new Error(`trial ${event.trial} has no attempt ${event.attempt}`);
  attempt.ended = event.why;
  if (!event.lingers) chargeGpus(sweep, event.trial, event.attempt, event.atMs);
  const { trial: number, epochs, lingers, why } = event;
  const ended = { trial: number, attempt: event.attempt, agent: attempt.agent, process, epochs };
  if (lingers) sweep.leaving.push(ended);
  else if (why === "expired" && epochs > reports) sweep.unheard.push({ ...ended, reports });
}

function takeOut<T extends Leaving>(attempts: T[], { trial, attempt }: TrainerGone | ChargeCorrected): T | undefined {
  const at = attempts.findIndex((one) => one.trial === trial && one.attempt === attempt);
  return at < 0 ? undefined : attempts.splice(at, 1)[0];
}

function chargeGpus(sweep: Sweep, trial: number, attempt: number, untilMs: number): void {
  sweep.gpuMsCharged += gpuTimeOf(sweep, trial, attempt, untilMs);
}

function endTrial(sweep: Sweep, event: TrialEnded): void {
  const { trial, state, reason } = event;
  trialOf(sweep, trial).reason = reason;
  const waits = sweep.waiting.indexOf(trial);
  if (waits >= 0) sweep.waiting.splice(waits, 1);
  move(sweep, trial, state);
  if (state === "failed") sweep.failures.push(trial);
  if (state === "pruned") sweep.epochsSaved += sweep.spec.budget.epochsPerTrial - lastStep(sweep, trial);
  // Replicates decide among finalists, by an event of its own.
  if (state !== "completed" || trialOf(sweep, trial).replicate > 0) return;
  compareWithBest(sweep, trial);
}

function move(sweep: Sweep, trial: number, to: keyof Sweep["byState"]): void {
  const from = sweep.history.trials[trial]?.state;
  if (from !== undefined) sweep.byState[from] -= 1;
  sweep.byState[to] += 1;
  sweep.history.setState(trial, to);
}

function trialOf(sweep: Sweep, number: number): Trial {
  const trial = sweep.trials[number];
  if (trial === undefined) throw new Error(`there is no trial ${number}`);
  return trial;
}

function existing(sweep: Sweep | null): Sweep {
  if (sweep === null) throw new Error("the first event of a sweep must be sweepCreated");
  return sweep;
}
