import type { Containment } from "../../../gen/macrosweep/v1/agent.ts";
import { BOUNDS } from "../../bounds.ts";

/** What one attempt may use. */
export interface Limits {
  /** In the trial's folder: checkpoints and logs of all its attempts. */
  readonly diskBytes: number;
  readonly runTimeMs: number;
  /** In one process. */
  readonly openFiles: number;
  readonly processes: number;
  /** Kept of its other output. */
  readonly logBytes: number;
}

/** The document's limits, and the agent's own where it says nothing. */
export function limitsOf(containment: Containment | undefined): Limits {
  const { diskBytes, runTimeMs, openFiles, processes, logBytes } = { ...containment };
  return {
    diskBytes: diskBytes ?? BOUNDS.diskBytes,
    runTimeMs: runTimeMs ?? BOUNDS.runTimeMs,
    openFiles: openFiles ?? BOUNDS.openFiles,
    processes: processes ?? BOUNDS.processes,
    logBytes: logBytes ?? BOUNDS.logBytes,
  };
}
