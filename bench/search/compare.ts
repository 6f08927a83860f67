import { atLeast, type Bar } from "../bar.ts";
import { mean } from "../mean.ts";
import { type Figure, reachOf, refitAbove, refitFigure, told } from "./figures.ts";
import type { PeerRuns, Task } from "./peers.ts";
import type { ConfirmedRun } from "./runConfirmed.ts";
import type { OwnRun, SearchRun } from "./runSearch.ts";

/** Our runs on one task, in the order of their seeds. */
export interface OurRuns {
  readonly control: readonly OwnRun[];
  readonly default: readonly OwnRun[];
  /** With several trainings at once, and with a confirmation; empty where not asked for. */
  readonly parallel: readonly OwnRun[];
  readonly confirmed: readonly ConfirmedRun[];
}

/** Prints what the searches on one task came to, beside each other, and gives what is to hold of them. */
export function compare(task: Task, ours: OurRuns, peers: readonly PeerRuns[]): Bar[] {
  const title = `${task.data}, ${task.space}, ${task.budget} epochs`;
  const base = ours.default;
  console.log(`\n${title}`);
  console.log(`  ${"".padEnd(24)} seeds  refit             default above it   told - refit  trials  guided`);
  printRow("control", ours.control, base);
  printRow("default", base, null);
  printRow("default, in parallel", ours.parallel, base);
  printRow("default, confirmed", ours.confirmed, base);
  for (const { mode, runs } of peers) printRow(`Optuna ${mode}`, runs, base);
  printGuided(base);
  printReach(base, peers);
  printLoss(ours, peers);
  printProvenance(peers);
  const bars = [barOf(`${title}: refit of the default above its control`, refitAbove(base, ours.control))];
  for (const { mode, runs } of peers.filter(({ mode }) => mode.startsWith("tpe"))) {
    const above = refitAbove(base, runs);
    bars.push(
      atLeast(
        `${title}: refit of the default above Optuna's ${mode} (± ${above.error.toFixed(4)})`,
        above.value,
        UNIT,
        0,
      ),
    );
  }
  if (ours.parallel.length > 0) {
    bars.push(barOf(`${title}: refit in parallel above one at a time`, refitAbove(ours.parallel, base)));
  }
  if (ours.confirmed.length > 0) bars.push(...barsOfConfirmed(title, ours.confirmed, base));
  return bars;
}

const UNIT = "macro-F1";

function printRow(
  name: string,
  runs: readonly (SearchRun & { guided?: number })[],
  base: readonly OwnRun[] | null,
): void {
  if (runs.length === 0) return;
  const above = base === null ? "" : told(refitAbove(base, runs));
  const excess = mean(runs.map(({ value, refit }) => value - refit)).toFixed(4);
  const trials = mean(runs.map((run) => run.trials)).toFixed(0);
  const guided = runs.every((run) => run.guided === undefined)
    ? ""
    : mean(runs.map((run) => run.guided ?? 0)).toFixed(1);
  const counts = `${trials.padStart(6)}  ${guided.padStart(6)}`;
  console.log(
    `  ${name.padEnd(24)} ${String(runs.length).padStart(5)}  ${told(refitFigure(runs))}   ${above.padEnd(16)}  ${excess.padStart(12)}  ${counts}`,
  );
}

function printGuided(runs: readonly OwnRun[]): void {
  const guided = runs.filter((run) => run.guided > 0).length;
  console.log(`  auto guided in ${guided} of ${runs.length} searches`);
}

// By values on the validation set, which is what both sides' traces have: the refit of every moment would be a training more for each.
function printReach(runs: readonly OwnRun[], peers: readonly PeerRuns[]): void {
  const reach = reachOf(
    [runs],
    peers.map((peer) => ({ mode: peer.mode, sets: [peer.runs] })),
  );
  if (reach === null) return;
  const when = reach.epochs === null ? "never" : `after ${reach.epochs} epochs`;
  console.log(
    `  best value on the validation set: Optuna's ${reach.mode} ends with ${reach.value.toFixed(4)} on average; ours is there ${when}`,
  );
}

// What trials that know less of each other cost, beside what the search is ahead by.
function printLoss(ours: OurRuns, peers: readonly PeerRuns[]): void {
  if (ours.parallel.length === 0 || peers.length === 0) return;
  const best = peers.reduce((a, b) => (refitFigure(b.runs).value > refitFigure(a.runs).value ? b : a));
  const loss = told(refitAbove(ours.default, ours.parallel));
  const advantage = told(refitAbove(ours.default, best.runs));
  console.log(`  in parallel it loses ${loss} of the ${advantage} by which it is above Optuna's ${best.mode}`);
}

function printProvenance(peers: readonly PeerRuns[]): void {
  if (peers.length === 0) return console.log("  nothing is kept of Optuna here; --rerun-peers trains it");
  const sources = peers.map(({ provenance: { optuna, numpy, date } }) => `Optuna ${optuna}, numpy ${numpy}, ${date}`);
  console.log(`  kept: ${[...new Set(sources)].join("; ")}`);
}

function barsOfConfirmed(title: string, runs: readonly ConfirmedRun[], base: readonly OwnRun[]): Bar[] {
  const covered = runs.filter(({ refit, interval: [low, high] }) => low <= refit && refit <= high).length / runs.length;
  const width = mean(runs.map(({ interval: [low, high] }) => high - low));
  console.log(
    `  confirmed: the 95 % interval of the mean, over validation samples, is ${width.toFixed(4)} wide; the refit that it is to cover is the mean of five seeds on one test sample`,
  );
  return [
    barOf(`${title}: refit with confirmation above that of the default`, refitAbove(runs, base)),
    atLeast(`${title}: the interval of the confirmed mean covers the refit`, covered, "of the searches", 0.9),
  ];
}

/** Holds when a difference is not below 0 by more than its standard error. */
function barOf(bar: string, { value, error }: Figure): Bar {
  return atLeast(bar, value, UNIT, -error);
}
