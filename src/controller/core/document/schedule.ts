import { isCron, isZone, nextTime } from "../../../cron.ts";
import type { Mistake } from "../../../error.ts";
import { Fields } from "../../../fields.ts";

/** When the nights of a series begin, and what becomes of those that are late and of the old ones. */
export interface ScheduleSpec {
  /** Five fields, to the minute. */
  readonly cron: string;
  /** A name of the IANA data base. */
  readonly timeZone: string;
  /** s; null: a night that was missed is made up for until the next one is due. */
  readonly startingDeadlineSeconds: number | null;
  /** What a night does while an earlier one goes on: nothing, take its place, or wait for its end. */
  readonly ifActive: (typeof IF_ACTIVE)[number];
  /** Ended nights that are kept; null: all. */
  readonly historyLimit: number | null;
  readonly suspend: boolean;
}

const IF_ACTIVE = ["skip", "replace", "queue"] as const;
const MOST_SECONDS = 31 * 24 * 3600;

/** Reads `schedule: { cron: "0 2 * * *", timeZone: Europe/Berlin }`; undefined when the document has none. */
export function readSchedule(raw: unknown, mistakes: Mistake[]): ScheduleSpec | undefined {
  if (raw === undefined) return undefined;
  const fields = new Fields(raw, "spec.schedule", mistakes, "cron");
  const before = mistakes.length;
  const cron = fields.text("cron");
  const timeZone = fields.text("timeZone", "Etc/UTC");
  const deadline = fields.raw("startingDeadlineSeconds");
  const limit = fields.raw("historyLimit");
  const schedule: ScheduleSpec = {
    cron,
    timeZone,
    startingDeadlineSeconds:
      deadline === undefined ? null : fields.integer("startingDeadlineSeconds", { min: 60, max: MOST_SECONDS }),
    ifActive: fields.choice("ifActive", IF_ACTIVE, "skip", { forbid: "skip" }),
    historyLimit: limit === undefined ? null : fields.integer("historyLimit", { min: 1, max: 1_000 }),
    suspend: readFlag(fields, "suspend"),
  };
  fields.end({ concurrencyPolicy: "ifActive: skip, replace or queue", timezone: "timeZone", schedule: "cron" });
  if (mistakes.length > before) return schedule;
  if (!isZone(timeZone))
    fields.mistake("timeZone", timeZone, 'must be a time zone such as "Europe/Berlin" or "Etc/UTC"');
  else if (!isCron(cron)) fields.mistake("cron", cron, CRON_RULE);
  else if (nextTime(schedule, 0) === null) fields.mistake("cron", cron, "never comes: there is no such day");
  return schedule;
}

function readFlag(fields: Fields, key: string): boolean {
  const raw = fields.raw(key) ?? false;
  if (typeof raw !== "boolean") fields.mistake(key, raw, "must be true or false");
  return raw === true;
}

const CRON_RULE =
  'must be five fields: minute, hour, day of the month, month, day of the week, such as "0 2 * * *"; of numbers, names, *, ranges, lists and steps';
