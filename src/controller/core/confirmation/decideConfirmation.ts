import { freshSeeds } from "../../../search/confirm/freshSeeds.ts";
import { mayBeChosen } from "../../../search/confirm/posterior.ts";
import { CLEAR_LOSER, standings } from "../../../search/confirm/race.ts";
import type { ConfirmationEnded, Event, FinalistDropped } from "../events.ts";
import { lastViolation, levelOfTrial } from "../lastReport.ts";
import type { Sweep } from "../state.ts";
import type { Contender } from "./confirmation.ts";
import { contenders, inTheRace, isRoundOver } from "./contenders.ts";
import { evidenceOf, judgementOf, searched, signOf } from "./evidence.ts";

/** Starts the confirmation of a search that is over; null when the document has none, or no trial to confirm. */
export function startConfirmation(sweep: Sweep, atMs: number): Event | null {
  const { confirm } = sweep.spec;
  if (confirm === undefined || sweep.confirmation !== null || sweep.best === null) return null;
  const taken = new Set(sweep.trials.flatMap(({ seed, replicate }) => (replicate === 0 ? [seed] : [])));
  const seeds = freshSeeds(sweep.chance, confirm.seeds, taken);
  return { kind: "confirmationStarted", finalists: finalistsOf(sweep, confirm.top), seeds, atMs };
}

/** Who gets no more seeds, as things stand: first those that broke, then, after a round, those that are clearly behind. */
export function dropFinalists(sweep: Sweep, atMs: number): readonly Event[] {
  const broken = contenders(sweep).flatMap((one) => (one.out === null ? broke(sweep, one, atMs) : []));
  return broken.length > 0 ? broken : losers(sweep, atMs);
}

/** Names the winner by what is known: after the last seed, or when the time for more is over. */
export function endConfirmation(sweep: Sweep, atMs: number): readonly ConfirmationEnded[] {
  if (sweep.confirmation === null) return [];
  const judged = judgementOf(sweep);
  const winner = judged?.finalists[judged.judgement.winner]?.trial ?? null;
  if (judged === null || winner === null) {
    const reason = "no finalist could be confirmed";
    return [{ kind: "confirmationEnded", winner: null, reason, atMs }];
  }
  const chance = judged.judgement.finalists[judged.judgement.winner]?.probabilityBest ?? 0;
  const reason = `the best of ${judged.finalists.length} finalists with probability ${chance.toFixed(2)}`;
  return [{ kind: "confirmationEnded", winner, reason, atMs }];
}

// By the constraints first, then by level. One that misses the constraints is no finalist beside one that meets them.
function finalistsOf(sweep: Sweep, top: number): number[] {
  const missOf = (trial: number) => lastViolation(sweep, trial);
  const lossOf = (trial: number) => -signOf(sweep) * levelOfTrial(sweep, trial);
  const ordered = searched(sweep)
    .map(({ number }) => number)
    .sort((a, b) => missOf(a) - missOf(b) || lossOf(a) - lossOf(b) || a - b);
  const finalists = ordered.slice(0, top);
  return finalists.filter((trial) => missOf(trial) === 0 || missOf(finalists[0] ?? trial) > 0);
}

function broke(sweep: Sweep, { trial, replicates }: Contender, atMs: number): FinalistDropped[] {
  const index = replicates.findIndex((replicate) => {
    const state = sweep.history.trials[replicate]?.state;
    return state === "failed" || state === "pruned" || state === "preempted";
  });
  const broken = replicates[index];
  if (trial === null || broken === undefined) return [];
  const how = `${sweep.history.trials[broken]?.state}: ${sweep.trials[broken]?.reason}`;
  return [{ kind: "finalistDropped", trial, why: "failed", reason: `seed ${index + 1} ${how}`, atMs }];
}

// A race needs two seeds to see any noise, and after the last one nothing is saved.
function losers(sweep: Sweep, atMs: number): FinalistDropped[] {
  const racing = inTheRace(sweep);
  const given = racing[0]?.replicates.length ?? 0;
  if (given < 2 || given >= (sweep.confirmation?.seeds.length ?? 0) || !isRoundOver(sweep)) return [];
  const { finalists, evidence } = evidenceOf(sweep);
  return (standings(evidence) ?? []).flatMap((chance, i): FinalistDropped[] => {
    const { trial = null, out = null } = finalists[i] ?? {};
    // More seeds may show that one meets the constraints after all.
    if (trial === null || out !== null || chance >= CLEAR_LOSER || !mayBeChosen(evidence, i)) return [];
    const reason = `after ${given} seeds the best with probability ${chance.toFixed(4)}, below ${CLEAR_LOSER}`;
    return [{ kind: "finalistDropped", trial, why: "behind", reason, atMs }];
  });
}
