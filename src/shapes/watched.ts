import { z } from "zod";
import { sweepDetail } from "./sweep.ts";
import { trialShape } from "./trial.ts";

/** What happened to a trial, in a line for people. */
export const happeningShape = z.object({ trial: z.number(), text: z.string() }).meta({ id: "Happening" });
export type HappeningShape = Readonly<z.infer<typeof happeningShape>>;

/** One event of the stream that follows a sweep: how it stands now, and what has happened since the event before, the oldest first. */
export const watchedShape = z
  .object({
    sweep: sweepDetail,
    happenings: z.array(happeningShape),
    running: z
      .array(trialShape)
      .describe(
        "Of the trials that run, those with the lowest numbers; of a long curve some points, the last one among them.",
      ),
  })
  .meta({ id: "Watched" });
export type WatchedShape = Readonly<z.infer<typeof watchedShape>>;
