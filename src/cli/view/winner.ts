import type { BestShape } from "../../shapes/best.ts";
import type { ClassShape } from "../../shapes/scores.ts";
import type { SweepStateName } from "../../shapes/sweep.ts";
import { absentSentence } from "../../words/absentClasses.ts";
import { metricName } from "../../words/metricName.ts";
import { score } from "../../words/numbers.ts";
import { hasEnded, isFeasible, type Sweep } from "../sweep.ts";
import { confirmationLines, confirmedHeadline } from "./confirmation.ts";
import { constraintLines } from "./constraints.ts";
import type { Line } from "./line.ts";
import { paramLines } from "./params.ts";
import { table } from "./table.ts";

/** The best trial of a sweep, or in a line that there is none. */
export function bestLines(sweep: Sweep): Line[] {
  const { best } = sweep;
  if (best !== null) return winnerLines(best, sweep);
  return [[hasEnded(sweep) ? "There is no winner: no trial completed." : "No trial is complete yet."]];
}

// It is a winner only once the sweep has ended, and only when it satisfies the constraints.
function titleOf(best: BestShape, state: SweepStateName): string {
  const ended = state === "completed";
  if (!isFeasible(best))
    return ended ? "No trial satisfies the constraints; nearest" : "Nearest to the constraints so far";
  return ended ? "Winner" : "Best so far";
}

function winnerLines(best: BestShape, sweep: Sweep): Line[] {
  const { state, objective } = sweep;
  const { metric } = objective;
  // What may still change needs no warning.
  const sure = state === "completed" || best.confirmation !== null;
  return [
    headlineOf(best, metric, titleOf(best, state)),
    ...(sure ? confirmationLines(best, sweep) : []),
    ...constraintLines(best),
    [],
    ...paramLines(best.params),
    ...classLines(best.perClass, metric),
    ...testLines(best, metric),
  ];
}

/** F1, precision, recall and support by class, after an empty line, and what the metric makes of those without samples; nothing without counts. */
export function classLines(scores: readonly ClassShape[], metric: string): Line[] {
  if (scores.length === 0) return [];
  const rows = scores.map((of): Line[] => [
    [of.class],
    [of.f1.toFixed(3)],
    [of.precision.toFixed(3)],
    [of.recall.toFixed(3)],
    [String(of.support)],
    warning(of),
  ]);
  const numbers = ["F1", "precision", "recall", "support"].map((title) => ({ title, align: "right" }) as const);
  const absent = absentSentence(metric, scores);
  return [
    [],
    ...table([{ title: "class", align: "left" }, ...numbers, { title: "", align: "left" }], rows, "  "),
    ...(absent === null ? [] : [[`  ${absent}.`] satisfies Line]),
  ];
}

function headlineOf(best: BestShape, metric: string, title: string): Line {
  const { trial, value, interval, step } = best;
  const between = interval === null ? "" : ` (95 % interval ${score(interval[0])} to ${score(interval[1])})`;
  return [
    [`${title}: `, "bold"],
    `trial ${trial} with ${metricName(metric)} `,
    ...(confirmedHeadline(best) ?? [[score(value), "green"], `${between}, epoch ${step}`]),
  ];
}

function testLines({ testValue }: BestShape, metric: string): Line[] {
  return testValue === null ? [] : [[], [`  On the test set: ${metricName(metric)} ${score(testValue)}`]];
}

function warning({ support, recall }: ClassShape): Line {
  if (support === 0) return [["no samples", "yellow"]];
  return recall === 0 ? [["never recognized", "yellow"]] : [];
}
