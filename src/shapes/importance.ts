import { z } from "zod";
import { intervalShape } from "./scores.ts";

/** How much the parameters of a sweep matter. */
export const importanceShape = z
  .object({
    sweep: z.string(),
    params: z
      .array(
        z.object({
          name: z.string(),
          importance: z
            .number()
            .nullable()
            .describe(
              "The share of the variance of the objective that the parameter explains by itself, over the part of the space where it exists; null where the trials do not tell.",
            ),
          interval: intervalShape.nullable(),
        }),
      )
      .describe("In the order of the document; empty while there is a reason."),
    step: z.number().nullable().describe("The step whose values it is about."),
    trials: z.number().describe("How many trials were used."),
    source: z.string().describe("How it was worked out."),
    reason: z.string().nullable().describe("Why there are no numbers; null when there are."),
  })
  .meta({ id: "Importance" });
export type ImportanceShape = Readonly<z.infer<typeof importanceShape>>;
