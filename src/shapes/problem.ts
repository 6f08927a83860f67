import { z } from "zod";

/** What went wrong, as RFC 9457 (application/problem+json) has it. */
export const problemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string().describe("The whole of it for a person: place, value and rule, a line a mistake."),
    code: z
      .string()
      .describe(
        "invalid, unauthenticated, forbidden, notFound (also of what the token may not see), exists, conflict, unsupported, unavailable, exhausted; of HTTP's own: methodNotAllowed, tooLarge, fault.",
      ),
    errors: z
      .array(z.object({ pointer: z.string(), path: z.string(), detail: z.string() }))
      .describe(
        "Each mistake with its place: JSON pointer into the body (or /query/NAME, /path/NAME), and path as documents write it.",
      ),
    leader: z
      .string()
      .nullable()
      .optional()
      .describe(
        "Of a controller that stands by: where the one answers that leads; null: none does yet. What was asked was not done.",
      ),
  })
  .meta({ id: "Problem" });
export type ProblemShape = Readonly<z.infer<typeof problemShape>>;
