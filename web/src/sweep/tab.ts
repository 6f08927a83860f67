import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import type { SweepDocument } from "./useDocument.ts";
import type { Seen } from "./useSweep.ts";

/** What every part of a sweep's view is given. */
export interface TabProps extends Seen {
  readonly sweep: SweepDetail;
  /** null before it is there. */
  readonly document: SweepDocument | null;
  /** Of the place. */
  readonly query: Readonly<Record<string, string>>;
}
