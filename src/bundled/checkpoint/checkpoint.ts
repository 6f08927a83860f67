import type { AdamState } from "../optimizer/adam.ts";

/** Everything that the epochs to come depend on. */
export interface Checkpoint extends State {
  /** The report of every epoch done; their number is the number of epochs. */
  readonly reports: readonly string[];
}

/** What an epoch leaves to the next one. */
export interface State {
  readonly adam: AdamState;
  /** Running statistics of the batch norms. */
  readonly statistics: Float32Array;
  /** State of the trial's stream of chance: four words of 32 bits. */
  readonly random: readonly number[];
}
