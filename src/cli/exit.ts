import type { ErrorCode } from "../error.ts";
import { hasEnded, isFeasible, type Sweep } from "./sweep.ts";

/** What the exit code of every command means; scripts rely on it. */
export const EXIT = {
  done: 0,
  /** The sweep ended without a winner: no trial completed, or none that satisfies the constraints. */
  noWinner: 1,
  /** Wrong use, or a document or request that cannot be accepted. */
  refused: 2,
  /** The controller cannot be reached, or cannot do its work now: its disk is full, for example. */
  unreachable: 3,
  /** A fault of macrosweep itself (EX_SOFTWARE of sysexits.h). */
  fault: 70,
  /** Stopped by a signal, in the shells' convention for Ctrl-C. */
  interrupted: 130,
} as const;

/** Exit code for an error that a command could not act on. */
export function exitCodeOf(code: ErrorCode): number {
  return code === "unavailable" ? EXIT.unreachable : EXIT.refused;
}

/** Exit code for a sweep as it stands: only one that has ended can lack a winner. */
export function exitCodeFor(sweep: Sweep): number {
  const won = sweep.state === "completed" && sweep.best !== null && isFeasible(sweep.best);
  return hasEnded(sweep) && !won ? EXIT.noWinner : EXIT.done;
}
