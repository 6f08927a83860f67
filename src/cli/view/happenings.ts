import type { WatchedShape } from "../../shapes/watched.ts";
import { absentSentence } from "../../words/absentClasses.ts";
import { metricName } from "../../words/metricName.ts";
import { score } from "../../words/numbers.ts";
import { span } from "../../words/span.ts";
import { type Sweep, trialsOver, waits } from "../sweep.ts";
import { brief } from "./brief.ts";
import { missText } from "./constraints.ts";
import type { Line, Style } from "./line.ts";
import { aimOf, stopwatch } from "./numbers.ts";

/** What has happened, a line each, and a line when the best trial is another one than before; at the first one what its counts leave unknown. */
export function happeningLines({ sweep, happenings }: WatchedShape, bestBefore: number | undefined): Line[] {
  const at = stopwatch(sweep.elapsedMs).padStart(6);
  const lines = happenings.map(({ trial, text }): Line => {
    const [word = "", ...rest] = text.split(/\b/);
    return [[at, "dim"], `  trial ${trial}  `, [word, WORD_STYLES[word] ?? "bold"], brief(rest.join(""))];
  });
  const { best } = sweep;
  if (best === null || best.trial === bestBefore) return lines;
  const { metric } = sweep.objective;
  const missed = best.constraints?.violations.map((miss) => `; ${missText(miss)}`).join("") ?? "";
  const news = `best so far: trial ${best.trial} with ${metricName(metric)} ${score(best.value)}${missed}`;
  const absent = bestBefore === undefined ? absentSentence(metric, best.perClass) : null;
  return [
    ...lines,
    [[at, "dim"], "  ", [news, "green"]],
    ...(absent === null ? [] : [[[at, "dim"], "  ", [brief(absent), "yellow"]] satisfies Line]),
  ];
}

const WORD_STYLES: Readonly<Record<string, Style>> = {
  completed: "green",
  pruned: "cyan",
  failed: "red",
  preempted: "yellow",
  cancelled: "yellow",
  waits: "yellow",
};

/** Why a sweep that runs does not get on, when that is news. */
export function waitingLines(sweep: Sweep, before: Sweep | null): Line[] {
  if (!waits(sweep) || sweep.reason === before?.reason) return [];
  return [[[stopwatch(sweep.elapsedMs).padStart(6), "dim"], "  ", [brief(sweep.reason ?? ""), "yellow"]]];
}

/** What the sweep is about, before anything happens. */
export function introLine(sweep: Sweep): Line {
  const { sweep: name, objective, budget, adopted } = sweep;
  const { trials, parallel, epochsPerTrial, totalEpochs, wallTimeMs } = budget;
  const over = trialsOver(sweep);
  const limits = [
    `${trials} trials${over === 0 ? "" : ` (${over} are over)`}`,
    ...(adopted === 0 ? [] : [`${adopted} of earlier sweeps count`]),
    `${parallel} at a time`,
    `${epochsPerTrial} epochs each`,
    ...(totalEpochs === null ? [] : [`${totalEpochs} epochs in all`]),
    ...(wallTimeMs === null ? [] : [`${span(wallTimeMs)} at most`]),
  ];
  return [["Sweep ", "bold"], [name, "bold"], `: ${aimOf(objective)}; ${limits.join(", ")}`];
}
