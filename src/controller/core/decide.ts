import { SweepError } from "../../error.ts";
import type { Command, Decision } from "./commands.ts";
import { endAll } from "./endings.ts";
import type { Event } from "./events.ts";
import { expire, finish, lease } from "./lease.ts";
import { report } from "./report.ts";
import { endForTime, wallTimeIsUp } from "./settle.ts";
import { isOver, type Lease, type Sweep } from "./state.ts";

/**
 * Decides one command. Pure: the same sweep and command give the same events, and the sweep is not changed.
 * @throws SweepError `exists` for a second creation, `conflict` when the sweep is over and the command needs it to live.
 */
export function decide(sweep: Sweep | null, command: Command): Decision {
  if (command.kind === "create") return create(sweep, command);
  if (sweep === null) throw new Error(`${command.kind}: there is no sweep to decide it for`);
  const atMs = command.nowMs;
  switch (command.kind) {
    case "pause":
      return pause(sweep, atMs);
    case "resume":
      return resume(sweep, atMs);
    case "cancel":
      return cancel(sweep, atMs);
    case "lease":
      return lease(sweep, command, atMs);
    case "report":
      return underLease(sweep, command, command.report.seq, (held) => report(sweep, held, command.report, atMs));
    case "finish":
      return underLease(sweep, command, command.finish.seq, (held) => finish(sweep, held, command.finish, atMs));
    case "expire":
      return underLease(sweep, command, null, (held) => expire(sweep, held, command.why, atMs));
    case "tick":
      return tick(sweep, atMs);
  }
}

function create(sweep: Sweep | null, command: Extract<Command, { kind: "create" }>): Decision {
  const { spec, earlier, nowMs: atMs } = command;
  if (sweep === null) {
    return done([{ kind: "sweepCreated", spec, ...(earlier === undefined ? {} : { earlier }), atMs }]);
  }
  if (JSON.stringify(sweep.spec) === JSON.stringify(spec)) return done([]);
  throw new SweepError(
    "exists",
    `metadata.name: "${spec.name}" is the name of a sweep with another document; choose another name`,
  );
}

function pause(sweep: Sweep, atMs: number): Decision {
  refuseWhenOver(sweep, "paused");
  return done(sweep.phase === "paused" ? [] : [{ kind: "sweepPaused", atMs }]);
}

function resume(sweep: Sweep, atMs: number): Decision {
  refuseWhenOver(sweep, "resumed");
  return done(sweep.phase === "running" ? [] : [{ kind: "sweepResumed", atMs }]);
}

function cancel(sweep: Sweep, atMs: number): Decision {
  if (sweep.phase === "cancelled") return done([]);
  refuseWhenOver(sweep, "cancelled");
  const reason = "cancelled by a person";
  return done([...endAll(sweep, reason, atMs), { kind: "sweepEnded", state: "cancelled", reason, atMs }]);
}

function tick(sweep: Sweep, atMs: number): Decision {
  return done(!isOver(sweep) && wallTimeIsUp(sweep, atMs) ? endForTime(sweep, atMs) : []);
}

/** Fencing: only the newest attempt speaks, and each of its messages counts once. `seq` null: the engine speaks, not the agent. */
function underLease(
  sweep: Sweep,
  { trial, attempt }: { trial: number; attempt: number },
  seq: number | null,
  then: (lease: Lease) => readonly Event[],
): Decision {
  const held = sweep.leases.get(trial);
  if (held === undefined || held.attempt !== attempt) return { events: [], answer: { kind: "lost" } };
  if (seq !== null && seq <= held.seq) return done([]);
  if (seq !== null && seq > held.seq + 1) return { events: [], answer: { kind: "gap" } };
  return done(then(held));
}

function refuseWhenOver(sweep: Sweep, done: string): void {
  if (!isOver(sweep)) return;
  throw new SweepError("conflict", `sweep "${sweep.spec.name}" has ended (${sweep.phase}) and cannot be ${done}`);
}

function done(events: readonly Event[]): Decision {
  return { events, answer: { kind: "done" } };
}
