import { isSweep } from "../core/events.ts";
import { type Append, type Journal, journalOver } from "../journal/journal.ts";

/**
 * The journal of one of several controllers. What begins a sweep, removes one, lets one go on that had ended or stands beside the sweeps is fenced by nothing
 * that the next leader writes, and that one follows nobody: it counts only when this one leads still after it is there. Whoever leads next has then read it.
 */
export function confirmedJournal(journal: Journal, confirmed: () => Promise<void>): Journal {
  return journalOver(journal, {
    async append(appends) {
      const appended = await journal.append(appends);
      if (appends.some(isUnfenced)) await confirmed();
      return appended;
    },
    async remove(sweep, expectedSeq) {
      const removed = await journal.remove(sweep, expectedSeq);
      await confirmed();
      return removed;
    },
  });
}

function isUnfenced({ sweep, expectedSeq, events }: Append): boolean {
  // The one event that can follow the end of a sweep.
  const goesOn = events.some(({ kind }) => kind === "sweepReopened");
  return expectedSeq === 0 || goesOn || !isSweep(sweep);
}
