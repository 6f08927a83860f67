import type { Trial } from "../../gen/macrosweep/v1/sweep.ts";
import { paramsShape } from "../paramsShape.ts";
import { type StateName, sweepShape } from "../shapes.ts";
import { type Sweep, trialsOver, waits } from "../sweep.ts";
import { brief } from "./brief.ts";
import { missText } from "./constraints.ts";
import type { Line, Span, Style } from "./line.ts";
import { metricName, percent, score, stopwatch } from "./numbers.ts";
import { settings } from "./params.ts";
import { scaleOf, sparkline } from "./sparkline.ts";

/** What the live view shows at one moment. */
export interface Picture {
  readonly sweep: Sweep;
  /** Trials that run now, with their curves so far. */
  readonly running: readonly Trial[];
  readonly elapsedMs: number;
}

// More than a laptop runs at a time, fewer than would push the rest off a small terminal.
const MOST_RUNNING = 8;
const BAR_WIDTH = 32;
const CURVE_WIDTH = 30;

/** The block that is redrawn in place: progress, counts, best trial so far, running trials with their curves. */
export function liveLines({ sweep, running, elapsedMs }: Picture): Line[] {
  return [
    [],
    progressLine(sweep, elapsedMs),
    countsLine(sweep),
    ...(waits(sweep) ? [["  ", [brief(sweep.reason), "yellow"]] satisfies Line] : []),
    ...bestLines(sweep),
    ...runningLines(running.slice(0, MOST_RUNNING), sweep.budget.epochsPerTrial),
    ...(running.length > MOST_RUNNING ? [[`  and ${running.length - MOST_RUNNING} more`] satisfies Line] : []),
  ];
}

const STATE_STYLES = {
  unknown: "yellow",
  running: "cyan",
  paused: "yellow",
  completed: "green",
  failed: "red",
  cancelled: "yellow",
} as const satisfies Record<StateName, Style>;

function progressLine(sweep: Sweep, elapsedMs: number): Line {
  const { trials } = sweep.budget;
  const over = trialsOver(sweep);
  const full = Math.round((BAR_WIDTH * Math.min(over, trials)) / trials);
  const { state } = sweepShape(sweep);
  const bar: Span[] = [
    ["━".repeat(full), "green"],
    ["─".repeat(BAR_WIDTH - full), "dim"],
  ];
  return [
    [sweep.name, "bold"],
    "  ",
    ...bar,
    `  ${doneText(sweep, over)}  ${stopwatch(elapsedMs)}  `,
    [state, STATE_STYLES[state]],
  ];
}

function doneText({ best, budget }: Sweep, over: number): string {
  const { ended = true, finalists = [], replicatesDone, replicatesPlanned } = best?.confirmation ?? {};
  if (ended) return `${over} of ${budget.trials} trials`;
  return `confirming ${finalists.length} finalists, ${replicatesDone} of ${replicatesPlanned} replicates`;
}

function countsLine({ trials, epochs }: Sweep): Line {
  const counts = Object.entries({
    completed: trials.completed,
    pruned: trials.pruned,
    failed: trials.failed,
    preempted: trials.preempted,
    cancelled: trials.cancelled,
    running: trials.running,
    waiting: trials.waiting,
  }).filter(([, count]) => count > 0);
  const shown = counts.map(([state, count]) => `${count} ${state}`).join("  ");
  const saved = epochs.saved > 0 ? `, ${epochs.saved} saved by pruning (${percent(epochs.saved, epochs.full)})` : "";
  return [`  ${shown === "" ? "no trials yet" : shown}`, [`    ${epochs.run} epochs${saved}`, "dim"]];
}

function bestLines({ best, objective }: Sweep): Line[] {
  if (best === undefined) return [[["  no trial is complete yet", "dim"]]];
  const { interval } = best;
  const margin = interval === undefined ? "" : ` ± ${score((interval.high - interval.low) / 2)}`;
  return [
    [
      ["  best  ", "bold"],
      `${metricName(objective.metric)}${objective.direction === "minimize" ? ", minimized" : ""} `,
      [score(best.value), "green"],
      `${margin}  trial ${best.trial}`,
    ],
    ...(best.constraints?.violations ?? []).map((miss): Line => ["        ", [missText(miss), "yellow"]]),
    [[`        ${settings(paramsShape(best.params))}`, "dim"]],
  ];
}

function runningLines(running: readonly Trial[], epochs: number): Line[] {
  const scale = scaleOf(running);
  const width = String(Math.max(0, ...running.map(({ trial }) => trial))).length;
  return running.map(({ trial, steps, values, value }): Line => {
    const step = String(steps.at(-1) ?? 0).padStart(String(epochs).length);
    const last = value === undefined ? "" : score(value);
    const name = `  trial ${String(trial).padStart(width)}  epoch ${step}/${epochs}  ${last.padEnd(6)}  `;
    return [name, [sparkline(values, scale, CURVE_WIDTH), "cyan"]];
  });
}
