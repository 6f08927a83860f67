import { z } from "zod";

/** A template that makes the nights of a series by itself. */
export const scheduleShape = z
  .object({
    schedule: z.string().describe("Its name: that of the template."),
    series: z.string(),
    cron: z.string(),
    timeZone: z.string(),
    startingDeadlineSeconds: z.number().nullable(),
    ifActive: z.enum(["skip", "replace", "queue"]),
    historyLimit: z.number().nullable(),
    suspend: z.boolean(),
    next: z.string().nullable().describe("When the next night is due, ISO 8601 in UTC; null while it is suspended."),
    last: z
      .array(
        z.object({
          scheduled: z.string().describe("When it was due, ISO 8601 in UTC."),
          kind: z
            .enum(["submitted", "existing", "skipped", "stopped", "missed", "refused"])
            .describe(
              "missed: it would have begun too late; refused: its document cannot be a sweep. The others as in NightAnswer.",
            ),
          night: z.string().nullable(),
          reason: z.string().nullable().describe("Why there is no such sweep."),
        }),
      )
      .describe("What became of the last ones, the newest last."),
  })
  .meta({ id: "Schedule" });
export type ScheduleShape = Readonly<z.infer<typeof scheduleShape>>;

export const scheduleListShape = z.object({ schedules: z.array(scheduleShape) }).meta({ id: "ScheduleList" });
export type ScheduleListShape = z.infer<typeof scheduleListShape>;

/** `submit` of a document with a schedule. */
export const scheduledShape = z.object({ schedule: scheduleShape, existing: z.boolean() }).meta({ id: "Scheduled" });
export type ScheduledShape = Readonly<z.infer<typeof scheduledShape>>;

/** `unschedule --json` */
export const deletedScheduleShape = z
  .object({ schedule: z.string(), deleted: z.literal(true) })
  .meta({ id: "DeletedSchedule" });
export type DeletedScheduleShape = Readonly<z.infer<typeof deletedScheduleShape>>;
