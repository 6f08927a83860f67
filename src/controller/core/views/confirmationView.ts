import type { Estimate } from "../../../search/confirm/estimate.ts";
import { type Judgement, judgeFinalists } from "../../../search/confirm/judge.ts";
import { mayBeChosen } from "../../../search/confirm/posterior.ts";
import type { BestShape } from "../../../shapes/best.ts";
import type { BaselineShape, ConfirmationShape, FinalistShape, PairShape } from "../../../shapes/confirmation.ts";
import type { IntervalShape } from "../../../shapes/scores.ts";
import type { SweepDetail } from "../../../shapes/sweep.ts";
import type { Contender } from "../confirmation/confirmation.ts";
import { contenders, isOpen, measuredBy } from "../confirmation/contenders.ts";
import { evidenceOf, type SweepEvidence, signOf, valuesOf } from "../confirmation/evidence.ts";
import { shrunkBest } from "../confirmation/shrunkBest.ts";
import { describeMiss, missesOver } from "../misses.ts";
import { remembering } from "../remembering.ts";
import { isOver, type Sweep } from "../state.ts";
import { viewParams } from "./paramsView.ts";

type Verdict = Pick<BestShape, "estimate" | "confirmation">;
type Interval = IntervalShape;

/** What the best trial is worth, and what fresh seeds say of it and of the other finalists. */
export function viewVerdict(sweep: Sweep): Verdict {
  if (sweep.confirmation === null) return { estimate: shrunk(sweep), confirmation: null };
  const { known, judgement, own } = judged(sweep);
  return {
    estimate: own === undefined ? shrunk(sweep) : told(sweep, own),
    confirmation: viewConfirmation(sweep, known, judgement),
  };
}

// What all below depends on: trials that have completed change no more.
function keyOf(sweep: Sweep): string {
  const dropped = contenders(sweep).filter(({ out }) => out !== null).length;
  return `${sweep.best} ${sweep.byState.completed} ${dropped}`;
}

// The finalists against the best trial as it is shown.
const judged = remembering(keyOf, (sweep) => {
  const known = evidenceOf(sweep);
  const index = known.finalists.findIndex(({ trial }) => trial === sweep.best);
  const judgement = judgeFinalists(known.evidence, index < 0 ? undefined : index);
  return { known, judgement, own: judgement?.finalists[index] };
});

// The best of the search as a single run.
function shrunk(sweep: Sweep): Estimate | null {
  const estimate = shrunkBest(sweep);
  return estimate === null ? null : told(sweep, estimate);
}

function viewConfirmation(sweep: Sweep, known: SweepEvidence, judgement: Judgement | null): ConfirmationShape {
  const { finalists: all = [], baseline = null } = sweep.confirmation ?? {};
  const finalists = all.map((one) => {
    const index = known.finalists.indexOf(one);
    return viewFinalist(sweep, one, judgement?.finalists[index], mayBeChosen(known.evidence, index));
  });
  const best = finalists.find(({ trial }) => trial === sweep.best);
  const indistinguishable = judgement?.indistinguishable.flatMap((i) => known.finalists[i]?.trial ?? []) ?? [];
  return {
    state: isOver(sweep) ? "ended" : "running",
    seeds: best?.seeds ?? null,
    mean: best?.mean ?? null,
    interval: best?.interval ?? null,
    probabilityBest: best?.probabilityBest ?? null,
    finalists,
    indistinguishable,
    baseline: baseline === null ? null : viewBaseline(sweep, baseline, judgement?.baseline),
  };
}

/** Replicates: done, and what those still in the race may take; null before a confirmation. */
export function viewReplicates(sweep: Sweep): SweepDetail["replicates"] {
  if (sweep.confirmation === null) return null;
  const seeds = sweep.confirmation.seeds.length;
  const all = contenders(sweep);
  const given = all.flatMap(({ replicates }) => replicates);
  const under = given.filter((trial) => isOpen(sweep, trial)).length;
  const planned = all.reduce((sum, { out, replicates }) => sum + (out === null ? seeds : replicates.length), 0);
  return { done: given.length - under, planned };
}

/** How surely one finalist is better than another, of the pairs that matter; none before there is anything to judge. */
export function viewPairs(sweep: Sweep): PairShape[] {
  if (sweep.confirmation === null) return [];
  const { known, judgement } = judged(sweep);
  const trialOf = (index: number) => known.finalists[index]?.trial ?? 0;
  return (judgement?.pairs ?? []).map((pair) => ({
    ...pair,
    better: trialOf(pair.better),
    worse: trialOf(pair.worse),
  }));
}

function viewFinalist(
  sweep: Sweep,
  one: Contender,
  judged: Judgement["finalists"][number] | undefined,
  qualified: boolean,
): FinalistShape {
  const standing = standingOf(sweep, one, qualified);
  return {
    trial: one.trial ?? 0,
    ...confirmed(sweep, one, judged),
    probabilityBest: judged?.probabilityBest ?? (standing.state === "failed" ? 0 : null),
    ...standing,
  };
}

function standingOf(sweep: Sweep, one: Contender, qualified: boolean): Pick<FinalistShape, "state" | "reason"> {
  const { trial, out } = one;
  if (out !== null) return { state: out.why, reason: out.reason || null };
  if (!sweep.confirmation?.ended) return { state: isOver(sweep) ? "cancelled" : "running", reason: null };
  // The budget may end before the first seed of it: what has not been tried is not confirmed.
  if (qualified && valuesOf(sweep, one).every((value) => value === null))
    return { state: "cancelled", reason: "none of its seeds has run" };
  if (qualified) return { state: "confirmed", reason: null };
  const misses = missesOver(sweep, measuredBy(sweep, trial ?? 0)).map(describeMiss);
  return { state: "infeasible", reason: `on average ${misses.join(", ")}` };
}

function viewBaseline(sweep: Sweep, one: Contender, judged: Judgement["baseline"] | undefined): BaselineShape {
  const difference = judged?.difference;
  const sign = signOf(sweep);
  return {
    ...confirmed(sweep, one, judged ?? undefined),
    difference: difference === undefined ? null : sign * difference.value,
    differenceInterval: difference === undefined ? null : turned(difference.interval, sign),
    probabilityBetter: judged?.probabilityBetter ?? null,
  };
}

type Confirmed = Pick<FinalistShape, "params" | "seeds" | "mean" | "interval">;

// The mean over its completed replicates, each steadied (see `steadiedOver`), without the value by which a finalist was chosen; the interval null before
// a second seed, and of one that failed.
function confirmed(sweep: Sweep, one: Contender, judged: Estimate | undefined): Confirmed {
  const values = valuesOf(sweep, one).filter((value) => value !== null);
  const mean = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  const interval = judged === undefined ? null : told(sweep, judged).interval;
  return { params: viewParams(one.params, sweep.spec.parameters), seeds: values.length, mean, interval };
}

// In the metric's own direction and range.
function told(sweep: Sweep, { value, interval }: Estimate): Estimate {
  const sign = signOf(sweep);
  const [lowest, highest] = sweep.metric.range;
  const clip = (bound: number) => Math.min(highest, Math.max(lowest, bound));
  const [low, high] = turned(interval, sign);
  return { value: clip(sign * value), interval: [clip(low), clip(high)] };
}

function turned([low, high]: Interval, sign: 1 | -1): Interval {
  return sign === 1 ? [low, high] : [-high, -low];
}
