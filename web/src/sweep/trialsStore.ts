import type { TrialListShape } from "../../../src/shapes/answers.ts";
import type { TrialShape } from "../../../src/shapes/trial.ts";

/** Trials by number, from 0, without a gap. */
export type Trials = readonly TrialShape[];

/** Asks for a page of trials. */
export type AskTrials = (query: Readonly<Record<string, string | number | undefined>>) => Promise<TrialListShape>;

/** Points of a curve that a screen can show. */
const POINTS = 120;
// As many as the API gives at once.
const PAGE = 1_000;
/** More would be neither seen nor kept well; whoever has more exports them. */
const MOST = 20_000;

/** All trials, page by page; `tell` hears of those so far. */
export async function loadTrials(ask: AskTrials, tell: (trials: Trials) => void): Promise<Trials> {
  let trials: Trials = [];
  let cursor: string | undefined;
  for (;;) {
    const { trials: more, next } = await ask({ limit: PAGE, points: POINTS, cursor });
    trials = trials.concat(more);
    tell(trials);
    if (next === null || trials.length >= MOST) return trials;
    cursor = next;
  }
}

/** What may have changed since: the trials that had not ended, those of which was told, and new ones. */
export async function refreshTrials(ask: AskTrials, known: Trials, told: ReadonlySet<number>): Promise<Trials> {
  const open = known.filter(({ trial, state }) => told.has(trial) || state === "running" || state === "waiting");
  if (known.length >= MOST) return known;
  const numbers = [...open.map(({ trial }) => String(trial)), `${known.length}-`].join(",");
  const { trials } = await ask({ limit: PAGE, points: POINTS, trials: numbers });
  return withNewer(known, trials);
}

/** The trials with newer ones in their places. Those beyond the first gap are left for the next time. */
function withNewer(known: Trials, newer: Trials): Trials {
  const all = [...known];
  for (const trial of newer) if (trial.trial <= all.length) all[trial.trial] = trial;
  return all;
}
