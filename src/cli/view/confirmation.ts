import type { BestShape } from "../../shapes/best.ts";
import type { BaselineShape, ConfirmationShape, FinalistShape, PairShape } from "../../shapes/confirmation.ts";
import type { IntervalShape } from "../../shapes/scores.ts";
import { metricName } from "../../words/metricName.ts";
import { score } from "../../words/numbers.ts";
import { winnerSentence } from "../../words/pairs.ts";
import type { Sweep } from "../sweep.ts";
import type { Line } from "./line.ts";
import { table } from "./table.ts";

/** A best trial that fresh seeds have confirmed, for the headline: after "trial 14 with macro-F1 ". Null for any other. */
export function confirmedHeadline({ confirmation }: BestShape): Line | null {
  if (confirmation === null) return null;
  const { state, mean, seeds, interval, probabilityBest } = confirmation;
  if (state !== "ended" || mean === null || probabilityBest === null) return null;
  const finalists = rivals(confirmation).length;
  const best = `the best of ${finalists} finalists with probability ${probabilityBest.toFixed(2)}`;
  return [[score(mean), "green"], ` over ${seeds} seeds (${between(interval)})${finalists === 1 ? "" : `, ${best}`}`];
}

// Those that the winner was chosen from.
function rivals({ finalists }: ConfirmationShape): FinalistShape[] {
  return finalists.filter(({ state }) => state !== "failed" && state !== "infeasible");
}

/** How sure a result is, after an empty line: the finalists and the baseline, or that it is a single run. */
export function confirmationLines(best: BestShape, { objective, pairs }: Sweep): Line[] {
  const { confirmation } = best;
  const { metric } = objective;
  if (confirmation === null) return [[], ...singleRunLines(best, metric)];
  return [
    [],
    ...chosenLines(best, confirmation, pairs),
    ...(confirmation.baseline === null ? [] : baselineLines(confirmation.baseline, metric)),
    [],
    ...finalistTable(confirmation.finalists),
  ];
}

function singleRunLines({ estimate }: BestShape, metric: string): Line[] {
  const advice: Line = ["  Fresh seeds would tell; in the document: confirm: { top: 5, seeds: 5 }"];
  if (estimate === null) return [["  It is a single run: with another seed another trial may be ahead."], advice];
  const expected = `${metricName(metric)} ${score(estimate.value)} (${between(estimate.interval)})`;
  return [[`  It is a single run, ahead by some luck: expect about ${expected}.`], advice];
}

function chosenLines(
  { trial, estimate }: BestShape,
  { state, finalists, probabilityBest }: ConfirmationShape,
  pairs: readonly PairShape[],
): Line[] {
  if (state !== "ended") return [[`  ${finalists.length} finalists are being trained again with fresh seeds.`]];
  if (probabilityBest === null) {
    return [[["  Fresh seeds have not confirmed it: it stands for its single run.", "yellow"]]];
  }
  const expected = estimate === null ? [] : [`  Chosen as the best, it is expected to reach ${score(estimate.value)}.`];
  const against = winnerSentence(pairs, trial, (probability) => probability.toFixed(2));
  return [...expected, ...(against === null ? [] : [`  ${against}`])].map((text): Line => [text]);
}

function baselineLines(baseline: BaselineShape, metric: string): Line[] {
  const { mean, seeds, difference, differenceInterval, probabilityBetter } = baseline;
  if (mean === null) return [["  The baseline has no completed replicate to compare with."]];
  const reached: Line = [`  The baseline reaches ${metricName(metric)} ${score(mean)} over ${seeds} seeds.`];
  if (difference === null || probabilityBetter === null) return [reached];
  const verdict = `The winner ${verdictOf(probabilityBetter)} (better with probability ${probabilityBetter.toFixed(2)})`;
  return [reached, [`  ${verdict}; the difference is ${score(difference)} (${between(differenceInterval)}).`]];
}

function verdictOf(probability: number): string {
  if (probability >= 0.95) return "beats it";
  return probability <= 0.05 ? "is behind it" : "does not surely beat it";
}

function finalistTable(finalists: readonly FinalistShape[]): Line[] {
  const rows = finalists.map(({ trial, seeds, mean, interval, probabilityBest, state, reason }): Line[] => {
    return [
      [String(trial)],
      [String(seeds)],
      [mean === null ? "" : score(mean)],
      [interval === null ? "" : `${score(interval[0])} to ${score(interval[1])}`],
      [probabilityBest === null ? "" : probabilityBest.toFixed(2)],
      [reason === null ? state : `${state}: ${reason}`],
    ];
  });
  return table(COLUMNS, rows, "  ");
}

const COLUMNS = [
  { title: "finalist", align: "right" },
  { title: "seeds", align: "right" },
  { title: "mean", align: "right" },
  { title: "95 % interval", align: "left" },
  { title: "best with", align: "right" },
  { title: "", align: "left" },
] as const;

function between(interval: IntervalShape | null): string {
  if (interval === null) return "no interval";
  return `95 % interval ${score(interval[0])} to ${score(interval[1])}`;
}
