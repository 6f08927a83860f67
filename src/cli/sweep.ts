import type { SweepDetail } from "../shapes/sweep.ts";

/** A sweep as its controller tells of it. */
export type Sweep = SweepDetail;

export { hasEnded, isFeasible, trialsOver, waits } from "../words/standing.ts";
