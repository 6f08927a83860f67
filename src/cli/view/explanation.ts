import type { ExplanationDetail } from "../../shapes/trial.ts";
import { score } from "../../words/numbers.ts";
import { pairSentence } from "../../words/pairs.ts";
import type { Sweep } from "../sweep.ts";
import type { Line } from "./line.ts";
import { type Aiming, aimOf } from "./numbers.ts";
import { paramLines } from "./params.ts";
import { scaleOf, sparkline } from "./sparkline.ts";
import { classLines } from "./winner.ts";

const CURVE_WIDTH = 60;

/** Why a trial has its params and its end; of a finalist also how it stands against others. */
export function explanationLines(
  { sweep, objective, pairs }: Aiming & Pick<Sweep, "pairs">,
  told: ExplanationDetail,
): Line[] {
  const { trial, state, value, steps, params, reason } = told.trial;
  const between = told.interval === null ? "" : ` (95 % interval ${told.interval.map(score).join(" to ")})`;
  const at = value === null ? "" : ` at epoch ${steps} with ${score(value)}${between}`;
  const curve: Line[] =
    value === null ? [] : [["  ", [sparkline(told.trial, scaleOf([told.trial]), CURVE_WIDTH), "cyan"]]];
  return [
    [[`Sweep ${sweep}: `, "bold"], aimOf(objective)],
    [[`Trial ${trial}: `, "bold"], `${state}${at}${reason === null ? "" : `: ${reason}`}`],
    ...curve,
    [],
    ...paramLines(params),
    ...section("How they were chosen", told.suggested === "" ? [] : [told.suggested]),
    ...section("What the pruner said", told.verdicts),
    ...section("Attempts", told.attempts),
    ...section(
      "Against other finalists",
      pairs
        .filter(({ better, worse }) => better === trial || worse === trial)
        .map((pair) => pairSentence(pair, (probability) => probability.toFixed(2))),
    ),
    ...classLines(told.perClass, objective.metric),
    ...(told.testValue === null ? [] : section("On the test set", [score(told.testValue)])),
  ];
}

function section(title: string, lines: readonly string[]): Line[] {
  return lines.length === 0 ? [] : [[], [[title, "bold"]], ...lines.map((line): Line => [`  ${line}`])];
}
