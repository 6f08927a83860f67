import { z } from "zod";

/** Which part of a trial's log is wanted. */
export const logQuestionShape = z.strictObject({
  attempt: z.coerce.number().int().min(1).max(1e9).optional().describe("Left out: the newest."),
  after: z
    .string()
    .optional()
    .describe(
      "The `next` of an earlier answer: what follows it is wanted, or all of a newer attempt. Left out: the last there is.",
    ),
});
export type LogQuestion = Readonly<z.infer<typeof logQuestionShape>>;

/** The end of what a trial's trainer has printed: what `logs --json` prints. */
export const logTailShape = z
  .object({
    sweep: z.string(),
    trial: z.number(),
    attempt: z.number(),
    from: z.string().describe("The agent that has run it."),
    text: z
      .string()
      .describe("At most 64 KiB; trainers print what they like: not to be shown on a terminal or a page as it is."),
    truncated: z.boolean().describe("Something of what was asked for, before the text, is left out."),
    live: z.boolean().describe("The trainer still runs, and may print more."),
    over: z.boolean().describe("The trial has ended: no other attempt follows, unless it is tried again."),
    next: z.string().describe("To ask for what follows."),
  })
  .meta({ id: "LogTail" });
export type LogTail = Readonly<z.infer<typeof logTailShape>>;
