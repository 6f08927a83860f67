import type { RemoteJournal } from "../journal/open.ts";
import { answerFor, type StandbyDoor } from "./answer.ts";
import { Lead } from "./lead.ts";

/** What a controller does while it leads. */
export interface Term {
  /** Counts the changes of leader among the controllers of the journal. */
  readonly number: number;
  /** Rejects when it is over. */
  readonly lost: Promise<never>;
  /** To be called when another one has written to the journal: whether the term is over is looked at at once. */
  doubt(): void;
  /** Tells the others where this one answers. */
  says(where: { readonly url: string; readonly agents: string }): void;
}

/**
 * One of several controllers of a journal: serves while it leads, and otherwise says at `door` (null: nowhere) who does. `serve` ends with the signal,
 * and rejects when the term is over or it cannot serve; after a term that was lost it waits for the next one.
 * @throws SweepError as the journal's connection, and what `serve` rejects with for other reasons
 */
export async function standBy(
  journal: RemoteJournal,
  door: StandbyDoor | null,
  signal: AbortSignal,
  serve: (term: Term) => Promise<void>,
): Promise<void> {
  const lead = await Lead.open(journal.address, journal);
  try {
    while (!signal.aborted) {
      const answering = door === null ? null : await answerFor(door, () => lead.leader);
      const won = await lead.won(signal).finally(() => answering?.close());
      if (!won) return;
      let isLost = false;
      const lost = lead.lost();
      lost.catch(() => {
        isLost = true;
      });
      try {
        await serve({ number: lead.term, lost, doubt: () => lead.doubt(), says: (where) => lead.says(where) });
      } catch (error) {
        if (!isLost) throw error;
      } finally {
        await lead.endTerm(!isLost);
      }
    }
  } finally {
    await lead.close();
  }
}
