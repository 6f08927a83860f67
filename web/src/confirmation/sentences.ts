import type { BestShape } from "../../../src/shapes/best.ts";
import type { BaselineShape, ConfirmationShape, PairShape } from "../../../src/shapes/confirmation.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { winnerSentence } from "../../../src/words/pairs.ts";
import { counted, interval, probability, score } from "../words/numbers.ts";

/** What fresh seeds say of a sweep's best trial, in sentences for people. */
export function confirmationSentences(
  { trial, estimate }: BestShape,
  confirmation: ConfirmationShape,
  pairs: readonly PairShape[],
  metric: string,
): string[] {
  const { state, finalists, baseline, probabilityBest, seeds } = confirmation;
  if (state === "running") {
    return [
      `${counted(finalists.length, "finalist is", "finalists are")} being trained again with fresh seeds; who is surely behind gets no more of them.`,
    ];
  }
  if (probabilityBest === null || seeds === null)
    return ["Fresh seeds have not confirmed it: it stands for its single run."];
  const against = winnerSentence(pairs, trial, probability);
  const rivals = finalists.filter((one) => one.state !== "failed" && one.state !== "infeasible").length;
  return [
    rivals === 1
      ? `Trial ${trial} was trained again with ${counted(seeds, "fresh seed")}.`
      : `Trial ${trial} is the best of ${counted(rivals, "finalist")} with probability ${probability(probabilityBest)}.`,
    ...(against === null ? [] : [against]),
    ...(estimate === null
      ? []
      : [
          `Chosen as the best of several, it is expected to reach ${score(estimate.value)} (95 %: ${interval(estimate.interval)}).`,
        ]),
    ...(baseline === null ? [] : baselineSentences(baseline, metric)),
  ];
}

function baselineSentences(baseline: BaselineShape, metric: string): string[] {
  const { mean, seeds, difference, differenceInterval, probabilityBetter } = baseline;
  if (mean === null) return ["The baseline has no completed replicate to compare with."];
  const reached = `The baseline reaches ${metricName(metric)} ${score(mean)} over ${counted(seeds, "seed")}.`;
  if (difference === null || probabilityBetter === null) return [reached];
  const range = differenceInterval === null ? "no interval" : `95 %: ${interval(differenceInterval)}`;
  return [
    reached,
    `The winner ${verdict(probabilityBetter)}: it is better with probability ${probability(probabilityBetter)}, by ${score(difference)} (${range}).`,
  ];
}

function verdict(sure: number): string {
  if (sure >= 0.95) return "beats it";
  return sure <= 0.05 ? "is behind it" : "does not surely beat it";
}
