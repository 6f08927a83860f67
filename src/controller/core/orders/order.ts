import type { Event } from "../events.ts";
import type { Sweep, SweepPhase } from "../state.ts";

/** What a person may order of a sweep that has not ended, as `table.ts` lists it. */
export interface Order {
  /** The phase that it leads to; a sweep that is there already stays as it is. */
  readonly phase: SweepPhase;
  /** What is then said of the sweep: it has been "paused". */
  readonly done: string;
  decide(sweep: Sweep, atMs: number): readonly Event[];
}
