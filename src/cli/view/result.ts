import type { Sweep } from "../sweep.ts";
import { brief } from "./brief.ts";
import type { Line } from "./line.ts";
import { aimOf, percent } from "./numbers.ts";
import { bestLines } from "./winner.ts";

/** A sweep in full: how it stands and why, what it is for, its trials and epochs, what another budget would buy, and the best trial. */
export function resultLines(sweep: Sweep): Line[] {
  const lines = [stateLine(sweep), aimLine(sweep), trialsLine(sweep), epochsLine(sweep), ...chargedLines(sweep)];
  return [...lines, ...budgetLines(sweep), [], ...bestLines(sweep)];
}

function stateLine(sweep: Sweep): Line {
  const reason = sweep.reason === null ? "" : `: ${brief(sweep.reason)}`;
  return [["Sweep ", "bold"], [sweep.sweep, "bold"], ` ${VERBS[sweep.state]}${reason}`];
}

const VERBS = {
  unknown: "is in a state that this program does not know",
  running: "is running",
  paused: "is paused",
  completed: "completed",
  failed: "failed",
  cancelled: "was cancelled",
} as const;

function aimLine({ objective }: Sweep): Line {
  return [`  Aim     ${aimOf(objective)}`];
}

function trialsLine({ trials }: Sweep): Line {
  const always = `${trials.completed} completed, ${trials.pruned} pruned, ${trials.failed} failed`;
  const { preempted, cancelled, running, waiting } = trials;
  const others = Object.entries({ preempted, cancelled, running, waiting }).filter(([, count]) => count > 0);
  return [`  Trials  ${[always, ...others.map(([state, count]) => `${count} ${state}`)].join(", ")}`];
}

function epochsLine({ epochs }: Sweep): Line {
  return [
    `  Epochs  ${epochs.run} run; pruning saved ${epochs.saved} of ${epochs.full} (${percent(epochs.saved, epochs.full)})`,
  ];
}

// A trainer that is faster than the word to stop trains on until it hears it.
function chargedLines({ budget, epochs, epochsCharged }: Sweep): Line[] {
  const beyond = epochsCharged - epochs.run;
  if (budget.totalEpochs === null || beyond <= 0) return [];
  const spent = `${epochsCharged} of ${budget.totalEpochs} epochs`;
  return [[`  Budget  ${spent}: trials ran ${beyond} more before they heard of their end`]];
}

// A budget in trials leaves the epochs that pruning saves unused. By epochs pruning is harsher, and they buy more trials.
function budgetLines(sweep: Sweep): Line[] {
  const { budget, epochs } = sweep;
  const isByTrials = budget.totalEpochs === null && budget.wallTimeMs === null;
  if (!isByTrials || sweep.state !== "completed" || epochs.saved < WORTH_TELLING * epochs.full) return [];
  const bought = Number((epochs.full / (HARSH_SHARE * budget.epochsPerTrial)).toPrecision(1));
  const other = `trials: ${bought}, totalEpochs: ${epochs.full}`;
  return [[`  Budget  with ${other} the cost without pruning buys about so many trials`]];
}

const WORTH_TELLING = 0.2;
// Of the epochs of a full trial, what one took on average in budgets of 1,620 epochs on yeast and pageblocks.
const HARSH_SHARE = 0.22;
