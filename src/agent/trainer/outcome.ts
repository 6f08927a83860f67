import { type Finish, Outcome } from "../../gen/macrosweep/v1/agent.ts";
import { BOUNDS } from "../bounds.ts";
import { type Clues, crashReason } from "./crash.ts";
import type { Exit } from "./process.ts";

/** How a trial ended, as the controller is told. */
export type Ending = Omit<Finish, "lease" | "seq">;

/** What was wanted of the trainer when it ended. */
export type Wish =
  | { readonly kind: "train" }
  /** Nobody waits for its outcome: the controller said stop, or the lease is over. */
  | { readonly kind: "drop"; readonly reason: string; readonly as: Dropped }
  /** The agent goes away. */
  | { readonly kind: "preempt"; readonly reason: string }
  /** It has said something that is no report, or used more than it may. */
  | { readonly kind: "refuse"; readonly reason: string };

/** What a trial is called that its controller has ended; stopped: nobody waits for it any more. */
export type Dropped = "pruned" | "cancelled" | "failed" | "stopped";

/** How far the training has come, by its own words. */
export interface Progress {
  readonly epochs: number;
  /** Last step that this or an earlier attempt reported; 0 for none. */
  readonly step: number;
  /** Whether the trainer of this attempt has said all there was to say: a silent one has nothing to add. */
  readonly spoke: boolean;
}

/** What to tell the controller; null when it does not want to know. */
export function outcomeOf(exit: Exit, wish: Wish, progress: Progress, clues: Clues): Ending | null {
  switch (wish.kind) {
    case "drop":
      return null;
    case "refuse":
      return failed(wish.reason);
    case "preempt":
      // Exit code 0 alone may be a trainer that has saved its work on SIGTERM.
      return exitedWell(exit) && progress.step >= progress.epochs ? completed : givenBack(exit, wish.reason);
    case "train":
      return ofItself(exit, progress, clues);
  }
}

/** What to tell of a trial that comes to nothing here through no fault of its own: it goes on elsewhere. */
export function givenBack(exit: Exit, reason: string): Ending {
  const ending = { outcome: Outcome.PREEMPTED, reason: reason.slice(0, BOUNDS.reasonChars) };
  return exit.kind === "notStarted" ? { ...ending, unstarted: true } : ending;
}

function failed(reason: string): Ending {
  return { outcome: Outcome.FAILED, reason: reason.slice(0, BOUNDS.reasonChars) };
}

const completed = { outcome: Outcome.COMPLETED, reason: "" };

function ofItself(exit: Exit, { epochs, step, spoke }: Progress, clues: Clues): Ending {
  switch (exit.kind) {
    case "notStarted":
      return failed(exit.reason);
    case "signal":
      return failed(withTail(crashReason(exit, clues), clues.tail));
    case "code":
      if (exit.code !== 0) return failed(withTail(crashReason(exit, clues), clues.tail));
      // One that resumes after its last epoch has nothing left to report, so the reports of earlier attempts count.
      return step >= epochs || (spoke && step > 0)
        ? completed
        : failed(withTail(withoutReport(clues.missed), clues.tail));
  }
}

function withoutReport(missed = ""): string {
  return `the trainer ended without a report${missed === "" ? "" : `; ${missed}`}`;
}

function exitedWell(exit: Exit): boolean {
  return exit.kind === "code" && exit.code === 0;
}

function withTail(what: string, tail: string): string {
  return tail === "" ? what : `${what}:\n${tail}`;
}
