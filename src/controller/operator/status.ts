import type { ScheduleShape } from "../../shapes/schedules.ts";
import type { SweepDetail } from "../../shapes/sweep.ts";
import type { TopTrial } from "../core/views/topView.ts";
import { type Condition, type ConditionType, conditionsOf, type Facts } from "./conditions.ts";
import { roundedInterval } from "./roundedInterval.ts";

/** The status of a Sweep, as the definition of the resource bounds it. */
export interface SweepStatus {
  readonly observedGeneration?: number | undefined;
  readonly phase: "Pending" | "Scheduled" | "Running" | "Suspended" | "Complete" | "Failed" | "Cancelled";
  readonly waitsFor?: string | undefined;
  readonly conditions: readonly Condition[];
  readonly nights?: Nights | undefined;
  readonly trials?: SweepDetail["trials"] | undefined;
  readonly best?: Best | undefined;
  readonly top?: readonly TopTrial[] | undefined;
}

/** Of a resource with a schedule; what else there is of a sweep is then of the night that goes on. */
interface Nights {
  readonly next?: string | undefined;
  /** Its name in the journal. */
  readonly running?: string | undefined;
  readonly last?: { readonly scheduled: string; readonly kind: string; night?: string; reason?: string } | undefined;
}

interface Best extends TopTrial {
  readonly shown: string;
  readonly perClass: readonly { class: string; f1: number; recall: number; support: number }[];
}

/** As the journal has the sweep; null: it has none. */
export interface Journaled {
  readonly sweep: SweepDetail;
  readonly top: readonly TopTrial[];
}

const MOST_CLASSES = 256;
const LONGEST = 1024;

/**
 * What is to be said of a resource, from the journal and what is the matter with its pods.
 * @param before the conditions that stand there: one that is as it was keeps its time
 */
export function statusOf(
  journaled: Journaled | null,
  facts: Omit<Facts, "sweep">,
  before: readonly Condition[],
): SweepStatus {
  const sweep = journaled?.sweep ?? null;
  const conditions = conditionsOf({ ...facts, sweep }, before);
  const is = (type: ConditionType) => conditions.find((one) => one.type === type);
  const waits = is("Progressing")?.status === "False" && sweep?.state !== "completed" ? is("Progressing") : undefined;
  const { best = null } = sweep ?? {};
  const status: SweepStatus = {
    observedGeneration: facts.generation,
    phase: facts.schedule === null ? phaseOf(sweep, facts.refusal !== null) : phaseOfNights(facts.schedule),
    waitsFor: waits?.reason === "Waits" || waits?.reason === "Refused" ? waits.message.slice(0, LONGEST) : undefined,
    conditions,
    nights: facts.schedule === null ? undefined : nightsOf(facts.schedule, sweep),
    trials: sweep?.trials,
    best: best === null ? undefined : bestOf(best),
    top: journaled === null || journaled.top.length === 0 ? undefined : journaled.top,
  };
  // As it will come back from the server.
  return JSON.parse(JSON.stringify(status));
}

function phaseOf(sweep: SweepDetail | null, isRefused: boolean): SweepStatus["phase"] {
  switch (sweep?.state) {
    case undefined:
    case "unknown":
      return isRefused ? "Failed" : "Pending";
    case "running":
      return Object.values(sweep.trials).some((count) => count > 0) ? "Running" : "Pending";
    case "paused":
      return "Suspended";
    case "completed":
      return "Complete";
    case "failed":
      return "Failed";
    case "cancelled":
      return "Cancelled";
  }
}

function phaseOfNights({ suspend }: ScheduleShape): SweepStatus["phase"] {
  return suspend ? "Suspended" : "Scheduled";
}

function nightsOf({ next, last }: ScheduleShape, sweep: SweepDetail | null): Nights {
  const { scheduled = "", kind = "", night = null, reason = null } = last.at(-1) ?? {};
  const told = {
    scheduled,
    kind,
    ...(night === null ? {} : { night }),
    ...(reason === null ? {} : { reason: reason.slice(0, LONGEST) }),
  };
  return { next: next ?? undefined, running: sweep?.sweep, last: last.length === 0 ? undefined : told };
}

function bestOf({ trial, value, interval, params, perClass }: NonNullable<SweepDetail["best"]>): Best {
  return {
    trial,
    value,
    ...(interval === null ? {} : { interval }),
    params,
    shown: roundedInterval(value, interval),
    perClass: perClass
      .slice(0, MOST_CLASSES)
      .map(({ class: name, f1, recall, support }) => ({ class: name, f1, recall, support })),
  };
}

/** The fields of a status that stand there and are not ours: somebody else has written them. */
export function strangeFields(live: unknown, wanted: SweepStatus): string[] {
  if (typeof live !== "object" || live === null) return [];
  const own = new Map<string, unknown>(Object.entries(wanted));
  return Object.entries(live)
    .filter(([key, value]) => !own.has(key) || hasMore(value, own.get(key)))
    .map(([key]) => key);
}

function hasMore(live: unknown, own: unknown): boolean {
  if (typeof live !== "object" || live === null || Array.isArray(live)) return false;
  if (typeof own !== "object" || own === null) return true;
  const known = new Map(Object.entries(own));
  return Object.entries(live).some(([key, value]) => !known.has(key) || hasMore(value, known.get(key)));
}
