import type { ScheduleShape } from "../../shapes/schedules.ts";
import type { NightEvent } from "../core/events.ts";
import { passOver } from "../core/passOver.ts";
import type { Origin } from "./origin.ts";
import type { StreamKind } from "./streams.ts";

/** A template that makes nights by itself, and what became of the last ones. */
export interface Scheduled {
  readonly name: string;
  readonly template: object;
  /** The resource that it comes from; absent: people have submitted it. */
  readonly origin?: Origin | undefined;
  /** No night before it is begun, ms by the wall's clock. */
  readonly sinceMs: number;
  /** The newest last. */
  readonly last: readonly Outcome[];
}

export type Outcome = ScheduleShape["last"][number];

// What a clock that goes back by a day must not begin again, even where a night comes each minute.
const REMEMBERED = 2_000;

/** The streams of schedules, by their names. */
export const SCHEDULES: StreamKind<Scheduled> = {
  prefix: "schedule/",
  evolve(before, event) {
    switch (event.kind) {
      case "scheduleTaken": {
        const { name, template, origin, sinceMs } = event;
        return { name, template, origin, sinceMs, last: before?.last ?? [] };
      }
      case "nightDecided": {
        const { scheduled, outcome, night, reason } = event;
        if (before === null) return null;
        return { ...before, last: [...before.last, { scheduled, kind: outcome, night, reason }].slice(-REMEMBERED) };
      }
      case "reportsBegun":
      case "reportDue":
      case "reportTried":
      case "reportFailed":
      case "reportDelivered":
      case "reportGivenUp":
        return before;
      default:
        passOver(`schedule "${before?.name}": an event`, event satisfies never);
        return before;
    }
  },
};

/** What is written of a schedule that is taken. */
export function takenOf({ name, template, origin, sinceMs }: Omit<Scheduled, "last">, atMs: number): NightEvent {
  return { kind: "scheduleTaken", atMs, name, template, ...(origin === undefined ? {} : { origin }), sinceMs };
}

/** What is written of a night that was due. */
export function decidedOf({ scheduled, kind, night, reason }: Outcome, atMs: number): NightEvent {
  return { kind: "nightDecided", atMs, scheduled, outcome: kind, night, reason };
}
