import type { SweepStateName } from "../../shapes/sweep.ts";
import type { TrialShape } from "../../shapes/trial.ts";
import { metricName } from "../../words/metricName.ts";
import { score } from "../../words/numbers.ts";
import { settings } from "../../words/settings.ts";
import { type TimeLeft, timeLeftText } from "../../words/timeLeft.ts";
import { type Sweep, trialsOver, waits } from "../sweep.ts";
import { brief } from "./brief.ts";
import { missText } from "./constraints.ts";
import { flow } from "./flow.ts";
import { type Line, type Style, widthOf } from "./line.ts";
import { percent, stopwatch } from "./numbers.ts";
import { scaleOf, sparkline } from "./sparkline.ts";

/** What the live view shows at one moment. */
export interface Picture {
  readonly sweep: Sweep;
  /** Trials that run now, with their curves so far; of many some. */
  readonly running: readonly TrialShape[];
  readonly elapsedMs: number;
  readonly left: TimeLeft | null;
}

// More than a laptop runs at a time, fewer than would push the rest off a small terminal.
const MOST_RUNNING = 8;
const BAR = { most: 32, least: 8 };
const CURVE_WIDTH = 30;

/** The block that is redrawn in place, no line wider than the terminal: progress, counts, best trial so far, running trials with their curves. */
export function liveLines({ sweep, running, elapsedMs, left }: Picture, columns: number): Line[] {
  const shown = running.slice(0, MOST_RUNNING);
  const more = Math.max(running.length, sweep.trials.running) - shown.length;
  return [
    [],
    ...progressLines(sweep, elapsedMs, left, columns),
    ...countsLines(sweep, columns),
    ...(waits(sweep) ? textLines(brief(sweep.reason ?? ""), "yellow", columns, "  ") : []),
    ...bestLines(sweep, columns),
    ...runningLines(shown, sweep.budget.epochsPerTrial, columns),
    ...(more > 0 && shown.length > 0 ? [[`  and ${more} more`] satisfies Line] : []),
  ];
}

const STATE_STYLES = {
  unknown: "yellow",
  running: "cyan",
  paused: "yellow",
  completed: "green",
  failed: "red",
  cancelled: "yellow",
} as const satisfies Record<SweepStateName, Style>;

function progressLines(sweep: Sweep, elapsedMs: number, left: TimeLeft | null, columns: number): Line[] {
  const { trials } = sweep.budget;
  const over = trialsOver(sweep);
  const { state } = sweep;
  const name: Line = [[sweep.sweep, "bold"]];
  const texts: Line[] = [
    [doneText(sweep, over)],
    [stopwatch(elapsedMs)],
    [[state, STATE_STYLES[state]]],
    ...(left === null ? [] : [[timeLeftText(left)] satisfies Line]),
  ];
  const taken = [name, ...texts].reduce((width, text) => width + widthOf(text) + 2, 0);
  const width = Math.min(BAR.most, columns - taken);
  if (width < BAR.least) return flow([name, ...texts], columns);
  const full = Math.round((width * Math.min(over, trials)) / trials);
  const bar: Line = [
    ["━".repeat(full), "green"],
    ["─".repeat(width - full), "dim"],
  ];
  return flow([name, bar, ...texts], columns);
}

function doneText({ best, budget, replicates }: Sweep, over: number): string {
  const { state, finalists } = best?.confirmation ?? {};
  if (state !== "running" || replicates === null) return `${over} of ${budget.trials} trials`;
  return `confirming ${finalists?.length} finalists, ${replicates.done} of ${replicates.planned} replicates`;
}

function countsLines({ trials, epochs }: Sweep, columns: number): Line[] {
  const counts = Object.entries({
    completed: trials.completed,
    pruned: trials.pruned,
    failed: trials.failed,
    preempted: trials.preempted,
    cancelled: trials.cancelled,
    running: trials.running,
    waiting: trials.waiting,
  }).filter(([, count]) => count > 0);
  const shown = counts.map(([state, count]): Line => [`${count} ${state}`]);
  const saved = epochs.saved > 0 ? `, ${epochs.saved} saved by pruning (${percent(epochs.saved, epochs.full)})` : "";
  const trained: Line = [[`  ${epochs.run} epochs${saved}`, "dim"]];
  return flow([...(shown.length === 0 ? [["no trials yet"] satisfies Line] : shown), trained], columns, "  ");
}

function bestLines({ best, objective }: Sweep, columns: number): Line[] {
  if (best === null) return [[["  no trial is complete yet", "dim"]]];
  const { interval } = best;
  const margin = interval === null ? "" : ` ± ${score((interval[1] - interval[0]) / 2)}`;
  const name = `${metricName(objective.metric)}${objective.direction === "minimize" ? ", minimized" : ""} `;
  const value: Line = [["best  ", "bold"], name, [score(best.value), "green"], margin];
  const params = Object.entries(best.params).map(([name, set]): Line => [[settings({ [name]: set }), "dim"]]);
  return [
    ...flow([value, [`trial ${best.trial}`]], columns, "  "),
    ...(best.constraints?.violations ?? []).flatMap((miss) => textLines(missText(miss), "yellow", columns, "        ")),
    ...flow(params, columns, "        "),
  ];
}

function textLines(text: string, style: Style, columns: number, indent: string): Line[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last !== undefined && widthOf([indent, longer]) <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line): Line => [indent, [line, style]]);
}

function runningLines(running: readonly TrialShape[], epochs: number, columns: number): Line[] {
  const scale = scaleOf(running);
  const width = String(Math.max(0, ...running.map(({ trial }) => trial))).length;
  return running.map((of): Line => {
    const { trial, steps, value } = of;
    const step = String(steps).padStart(String(epochs).length);
    const last = value === null ? "" : score(value);
    const name = `  trial ${String(trial).padStart(width)}  epoch ${step}/${epochs}  ${last.padEnd(6)}  `;
    const room = Math.max(0, Math.min(CURVE_WIDTH, columns - widthOf([name])));
    return [name, [sparkline(of, scale, room), "cyan"]];
  });
}
