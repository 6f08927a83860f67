import type { ScheduleShape } from "../../shapes/schedules.ts";
import type { SweepDetail } from "../../shapes/sweep.ts";
import type { Trouble } from "./trouble.ts";

export type ConditionType = "Accepted" | "Progressing" | "Complete" | "Failed" | "Suspended" | "Degraded";

export interface Condition {
  readonly type: ConditionType;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number | undefined;
}

/** What conditions are made of. */
export interface Facts {
  readonly generation: number | undefined;
  /** Why the document, as it is now, was not taken; null: it was. */
  readonly refusal: Trouble | null;
  /** What makes its nights; null: it is itself a sweep, or its document was never taken. */
  readonly schedule: ScheduleShape | null;
  /** As the journal has it, or its night that has not ended; null: it is not there. */
  readonly sweep: SweepDetail | null;
  /** What keeps its agents from running. */
  readonly trouble: Trouble | null;
  /** Whether the document says where agents are to run. */
  readonly placed: boolean;
  readonly nowIso: string;
}

const LONGEST = 4096;

type Said = Pick<Condition, "status" | "reason" | "message">;

/** All conditions of a resource, always the same six in the same order. */
export function conditionsOf(facts: Facts, before: readonly Condition[]): Condition[] {
  const said: readonly [ConditionType, Said][] = [
    ["Accepted", accepted(facts)],
    ["Progressing", progressing(facts)],
    ["Complete", ended(facts, "completed", "Completed")],
    ["Failed", failed(facts)],
    ["Suspended", suspended(facts)],
    ["Degraded", degraded(facts)],
  ];
  return said.map(([type, { status, reason, message }]) => {
    const earlier = before.find((one) => one.type === type);
    const since = earlier?.status === status ? earlier.lastTransitionTime : undefined;
    const lastTransitionTime = since !== undefined && isPast(since, facts.nowIso) ? since : facts.nowIso;
    const about = facts.generation === undefined ? {} : { observedGeneration: facts.generation };
    return { type, status, reason, message: message.slice(0, LONGEST), lastTransitionTime, ...about };
  });
}

// A time that a stranger has written may be none.
function isPast(time: string, nowIso: string): boolean {
  return Date.parse(time) <= Date.parse(nowIso);
}

function is(holds: boolean, reason: string, message: string): Said {
  return { status: holds ? "True" : "False", reason, message };
}

function accepted({ refusal, schedule, sweep }: Facts): Said {
  if (refusal === null) return is(true, "Accepted", "the document is valid");
  const before = sweep === null ? "" : "\nThe sweep goes on by the document before.";
  const goesOn = schedule === null ? before : "\nNights begin by the document before.";
  return is(false, refusal.reason, refusal.message + goesOn);
}

function progressing({ refusal, schedule, sweep, trouble, placed }: Facts): Said {
  if (sweep === null && schedule !== null) {
    if (schedule.suspend) return is(false, "Suspended", "no nights begin");
    return is(false, "Scheduled", `the next night is due at ${schedule.next ?? "no time"}`);
  }
  if (sweep === null) return is(false, "Refused", refusal?.message ?? "the controller has not taken it yet");
  if (sweep.state === "paused") return is(false, "Suspended", "no new trials start");
  if (sweep.state !== "running") return is(false, "Ended", sweep.reason ?? `it is ${sweep.state}`);
  if (sweep.trials.running > 0) return is(true, "Training", "trials run");
  if (trouble !== null) return is(false, "Waits", `${trouble.reason}: ${trouble.message}`);
  if (sweep.reason === null) return is(true, "Starting", "agents are about to train");
  const advice = placed ? "" : "; the document has no placement, so no pods are started for it";
  return is(false, "Waits", `${sweep.reason}${advice}`);
}

function ended({ sweep }: Facts, state: SweepDetail["state"], reason: string): Said {
  const holds = sweep?.state === state;
  return holds ? is(true, reason, sweep?.reason ?? "") : is(false, "NotYet", "");
}

function failed(facts: Facts): Said {
  if (facts.sweep?.state === "cancelled") return is(true, "Cancelled", facts.sweep.reason ?? "");
  if (facts.sweep === null && facts.schedule === null && facts.refusal !== null)
    return is(true, facts.refusal.reason, facts.refusal.message);
  const said = ended(facts, "failed", "SweepFailed");
  return said.status === "True" ? said : is(false, "NotFailed", "");
}

function suspended({ schedule, sweep }: Facts): Said {
  if (schedule?.suspend === true) return is(true, "ScheduleSuspended", "no nights begin");
  const holds = sweep?.state === "paused";
  return is(holds, holds ? "Paused" : "NotPaused", holds ? "its agents have gone" : "");
}

function degraded({ sweep, trouble }: Facts): Said {
  const runs = sweep?.state === "running";
  if (!runs || trouble === null) return is(false, "AllWell", "");
  return is(true, trouble.reason, trouble.message);
}
