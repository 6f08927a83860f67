import type { Estimate } from "../../../search/confirm/estimate.ts";
import { type Judgement, judgeFinalists } from "../../../search/confirm/judge.ts";
import { mayBeChosen } from "../../../search/confirm/posterior.ts";
import type { Params } from "../../../search/space/space.ts";
import type { Contender } from "../confirmation/confirmation.ts";
import { contenders, isOpen, measuredBy } from "../confirmation/contenders.ts";
import { evidenceOf, type SweepEvidence, signOf, valuesOf } from "../confirmation/evidence.ts";
import { shrunkBest } from "../confirmation/shrunkBest.ts";
import { describeMiss, missesOver } from "../misses.ts";
import { remembering } from "../remembering.ts";
import { isOver, type Sweep } from "../state.ts";

type Interval = readonly [low: number, high: number];

/** What the best trial is worth, and what fresh seeds say of it and of the other finalists. */
export interface VerdictView {
  /**
   * The expected value over seeds and samples, with its 95 % interval: of the replicates, or of a single run shrunk for its luck. Null where
   * nothing tells of noise.
   */
  readonly estimate: Estimate | null;
  /** Null before the confirmation, and without one. */
  readonly confirmation: ConfirmationView | null;
}

export interface ConfirmationView {
  readonly ended: boolean;
  /** Planned: what is done and what all those still in the race may take. */
  readonly replicates: { readonly done: number; readonly planned: number };
  /** The best of the search first. */
  readonly finalists: readonly FinalistView[];
  /** Finalists that are better than the best trial with a probability of 5 % or more. */
  readonly indistinguishable: readonly number[];
  readonly baseline: BaselineView | null;
}

interface ConfirmedView {
  readonly params: Params;
  /** Replicates that completed. */
  readonly seeds: number;
  /** Over these, each steadied (see `steadiedOver`); the value by which a finalist was chosen is not in it. */
  readonly mean: number | null;
  /** 95 %: over seeds and samples, the choice of the best taken into account. Null before a second seed, and of one that failed. */
  readonly interval: Interval | null;
}

export interface FinalistView extends ConfirmedView {
  readonly trial: number;
  readonly state: "running" | "confirmed" | "behind" | "infeasible" | "failed" | "cancelled";
  /** Why it is behind, infeasible or failed; else empty. */
  readonly reason: string;
  /** To be the best of the finalists that may be chosen. */
  readonly probabilityBest: number | null;
}

export interface BaselineView extends ConfirmedView {
  /** Expected value of the best trial less that of the baseline. */
  readonly difference: number | null;
  readonly differenceInterval: Interval | null;
  /** That the best trial is better. */
  readonly probabilityBetter: number | null;
}

export function viewVerdict(sweep: Sweep): VerdictView {
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

function viewConfirmation(sweep: Sweep, known: SweepEvidence, judgement: Judgement | null): ConfirmationView {
  const { finalists = [], baseline = null } = sweep.confirmation ?? {};
  const indistinguishable = judgement?.indistinguishable.flatMap((i) => known.finalists[i]?.trial ?? []) ?? [];
  return {
    ended: isOver(sweep),
    replicates: progress(sweep),
    finalists: finalists.map((one) => {
      const index = known.finalists.indexOf(one);
      return viewFinalist(sweep, one, judgement?.finalists[index], mayBeChosen(known.evidence, index));
    }),
    indistinguishable,
    baseline: baseline === null ? null : viewBaseline(sweep, baseline, judgement?.baseline),
  };
}

function progress(sweep: Sweep): ConfirmationView["replicates"] {
  const seeds = sweep.confirmation?.seeds.length ?? 0;
  const all = contenders(sweep);
  const given = all.flatMap(({ replicates }) => replicates);
  const under = given.filter((trial) => isOpen(sweep, trial)).length;
  const planned = all.reduce((sum, { out, replicates }) => sum + (out === null ? seeds : replicates.length), 0);
  return { done: given.length - under, planned };
}

function viewFinalist(
  sweep: Sweep,
  one: Contender,
  judged: Judgement["finalists"][number] | undefined,
  qualified: boolean,
): FinalistView {
  const standing = standingOf(sweep, one, qualified);
  return {
    trial: one.trial ?? 0,
    ...standing,
    ...confirmed(sweep, one, judged),
    probabilityBest: judged?.probabilityBest ?? (standing.state === "failed" ? 0 : null),
  };
}

function standingOf(
  sweep: Sweep,
  { trial, out }: Contender,
  qualified: boolean,
): Pick<FinalistView, "state" | "reason"> {
  if (out !== null) return { state: out.why, reason: out.reason };
  if (!sweep.confirmation?.ended) return { state: isOver(sweep) ? "cancelled" : "running", reason: "" };
  if (qualified) return { state: "confirmed", reason: "" };
  const misses = missesOver(sweep, measuredBy(sweep, trial ?? 0)).map(describeMiss);
  return { state: "infeasible", reason: `on average ${misses.join(", ")}` };
}

function viewBaseline(sweep: Sweep, one: Contender, judged: Judgement["baseline"] | undefined): BaselineView {
  const difference = judged?.difference;
  const sign = signOf(sweep);
  return {
    ...confirmed(sweep, one, judged ?? undefined),
    difference: difference === undefined ? null : sign * difference.value,
    differenceInterval: difference === undefined ? null : turned(difference.interval, sign),
    probabilityBetter: judged?.probabilityBetter ?? null,
  };
}

function confirmed(sweep: Sweep, one: Contender, judged: Estimate | undefined): ConfirmedView {
  const values = valuesOf(sweep, one).filter((value) => value !== null);
  const mean = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  const interval = judged === undefined ? null : told(sweep, judged).interval;
  return { params: one.params, seeds: values.length, mean, interval };
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
