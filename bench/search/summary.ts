import { atLeast, atMost, type Bar } from "../bar.ts";
import { mean } from "../mean.ts";
import type { OurRuns } from "./compare.ts";
import { type Figure, reachOf, refitAbove, told } from "./figures.ts";
import type { PeerRuns, Task } from "./peers.ts";
import type { SearchRun } from "./runSearch.ts";

/** What was searched, by us and by the peer. */
export interface Compared {
  readonly task: Task;
  readonly ours: OurRuns;
  readonly peers: readonly PeerRuns[];
}

/**
 * Prints by how much the default is above its control and above each mode of the peer on average over the data sets, and gives what is to hold of
 * that: in the wide space it is above by more than twice the error, and has what the peer ends with in half of the epochs; in the narrow one with
 * 1,620 epochs it is above its control.
 */
export function summarize(all: readonly Compared[]): Bar[] {
  const groups = new Map<string, Compared[]>();
  for (const one of all) {
    const title = `${one.task.space}, ${one.task.budget} epochs`;
    groups.set(title, [...(groups.get(title) ?? []), one]);
  }
  return [...groups].filter(([, group]) => group.length > 1).flatMap(([title, group]) => summarizeGroup(title, group));
}

function summarizeGroup(title: string, group: readonly Compared[]): Bar[] {
  const modes = [...new Set(group.flatMap(({ peers }) => peers.map(({ mode }) => mode)))];
  const rivals = [
    rivalOf("its control", group, ({ ours }) => ours.control),
    ...modes.map((mode) =>
      rivalOf(`Optuna's ${mode}`, group, ({ peers }) => peers.find((peer) => peer.mode === mode)?.runs ?? []),
    ),
  ];
  console.log(`\n${title}: refit of the default above others, mean over data sets`);
  for (const { name, sets, above } of rivals) console.log(`  ${name.padEnd(24)} ${told(above)}   ${sets.join(", ")}`);
  const { space, budget } = group[0].task;
  const bars = rivals.filter(({ name }) => space === "wide" || (name === "its control" && budget >= LONG));
  return [
    ...bars.map(({ name, above }) =>
      atLeast(
        `${title}: refit of the default above ${name}, on average over data sets (± ${above.error.toFixed(4)})`,
        above.value,
        "macro-F1",
        space === "wide" ? 2 * above.error : 0,
      ),
    ),
    ...(space === "wide" ? reachBars(title, group, modes) : []),
  ];
}

// In half of the epochs what the peer's best mode ends with; of the modes that are kept on every data set.
function reachBars(title: string, group: readonly Compared[], modes: readonly string[]): Bar[] {
  const kept = modes.map((mode) => ({
    mode,
    sets: group.flatMap(({ peers }) => peers.filter((peer) => peer.mode === mode).map(({ runs }) => runs)),
  }));
  const everywhere = kept.filter(({ sets }) => sets.length === group.length);
  const reach = reachOf(
    group.map(({ ours }) => ours.default),
    everywhere,
  );
  if (reach === null) return [];
  const bar = `${title}: until the best value is what Optuna's ${reach.mode} ends with, on average over data sets`;
  return [atMost(bar, reach.epochs ?? Number.POSITIVE_INFINITY, "epochs", group[0].task.budget / 2)];
}

function rivalOf(name: string, group: readonly Compared[], runsOf: (one: Compared) => readonly SearchRun[]) {
  const known = group.filter((one) => runsOf(one).length > 0);
  const figures = known.map((one) => refitAbove(one.ours.default, runsOf(one)));
  return { name, sets: known.map(({ task }) => task.data), above: meanOf(figures) };
}

// Of figures that know nothing of each other.
function meanOf(figures: readonly Figure[]): Figure {
  const error = Math.sqrt(figures.reduce((sum, figure) => sum + figure.error ** 2, 0)) / figures.length;
  return {
    value: mean(figures.map(({ value }) => value)),
    error,
    count: figures.reduce((sum, { count }) => sum + count, 0),
  };
}

const LONG = 1_620;
