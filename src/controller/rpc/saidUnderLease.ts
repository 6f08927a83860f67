import { SweepError } from "../../error.ts";
import { type Finish, Outcome } from "../../gen/macrosweep/v1/agent.ts";
import type { Request } from "../engine.ts";
import { readFinish } from "./wire.ts";

/** What an agent says under a lease, as the engine is asked it. */
export type SaidUnderLease = Request extends infer R
  ? R extends { kind: "report" | "finish" | "gone" }
    ? Omit<R, "trial" | "attempt" | "by">
    : never
  : never;

/** How a trainer ended, or that one is gone whose lease had ended before. */
export function endOf(finish: Finish): SaidUnderLease {
  if (finish.outcome === Outcome.STOPPED) return { kind: "gone", epochs: finish.epochs ?? null };
  return { kind: "finish", finish: readFinish(finish) };
}

/** A sweep that is not there has no leases any more. */
export function lostWhenNotFound(error: unknown): { kind: "lost" } {
  if (error instanceof SweepError && error.code === "notFound") return { kind: "lost" };
  throw error;
}
