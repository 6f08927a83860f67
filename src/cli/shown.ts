import { type SweepShape, sweepShape } from "../shapes/sweep.ts";
import type { Sweep } from "./sweep.ts";

/** What `--json` prints of a sweep: the keys that are promised to scripts, and no others. */
export function shown(sweep: Sweep): SweepShape {
  return sweepShape.parse(sweep);
}
