import type { Params } from "../../../search/space/parameter.ts";
import type { FinalistDropped } from "../events.ts";

/** The second phase of a sweep: the best trials of the search, trained again with fresh seeds. */
export interface Confirmation {
  /** What the k-th replicate of everyone is trained with. */
  readonly seeds: readonly number[];
  /** The best of the search first. */
  readonly finalists: readonly Contender[];
  readonly baseline: Contender | null;
  /** Whether the winner has been named, or that there is none. */
  ended: boolean;
}

export interface Contender {
  /** The finalist's trial of the search. The baseline is known by its first replicate: null before that. */
  trial: number | null;
  readonly params: Params;
  /** Trials by seed. */
  readonly replicates: number[];
  /** Why it gets no more seeds; null while it does. */
  out: Pick<FinalistDropped, "why" | "reason"> | null;
}
