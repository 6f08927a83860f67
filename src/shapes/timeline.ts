import { z } from "zod";

/** One attempt at a trial: which agent had it, and when. */
const attemptSpan = z.object({
  trial: z.number(),
  attempt: z.number(),
  agent: z.string(),
  sinceMs: z.number().describe("ms since the Unix epoch, by the controller's clock."),
  untilMs: z.number().nullable().describe("null while it runs."),
  ended: z
    .enum(["finished", "stopped", "returned", "expired", "undelivered"])
    .nullable()
    .describe(
      "finished: the trainer ended by itself; stopped: pruned or cancelled; returned: the agent gave it back; expired: nothing was heard of it for a whole lease; undelivered: the agent never got it.",
    ),
});
export type AttemptSpan = Readonly<z.infer<typeof attemptSpan>>;

/** Who trained what, and when. */
export const timelineShape = z
  .object({
    sweep: z.string(),
    atMs: z
      .number()
      .describe("When the newest of what is known of the sweep happened: what runs, runs until then at least."),
    attempts: z.array(attemptSpan).describe("In the order in which they began."),
  })
  .meta({ id: "Timeline" });
export type TimelineShape = Readonly<z.infer<typeof timelineShape>>;
