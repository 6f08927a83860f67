import type { ScheduleShape } from "../../shapes/schedules.ts";
import type { Line } from "./line.ts";

/** Templates that make nights by themselves, two lines each. */
export function scheduleLines(schedules: readonly ScheduleShape[]): Line[] {
  if (schedules.length === 0) return [["Nothing is scheduled; submit a document with spec.schedule."]];
  return schedules.flatMap(({ schedule, cron, timeZone, next, last }): Line[] => {
    const when = next === null ? "suspended" : `next ${at(next)}`;
    const newest = last.at(-1);
    return [[`${schedule}  ${cron} (${timeZone})  ${when}`], ...(newest === undefined ? [] : [[outcome(newest)]])];
  });
}

function outcome({ scheduled, kind, night, reason }: ScheduleShape["last"][number]): string {
  return `  ${at(scheduled)}  ${kind}${night === null ? "" : `: ${night}`}${reason === null ? "" : ` (${reason})`}`;
}

function at(time: string): string {
  return `${time.slice(0, 16).replace("T", " ")} UTC`;
}
