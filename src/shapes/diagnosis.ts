import { z } from "zod";

/** Whether a controller can do its work now. */
export const readinessShape = z
  .object({
    ready: z.boolean(),
    trouble: z.array(z.string()).describe("What is the matter, a sentence each; empty when it is ready."),
  })
  .meta({ id: "Readiness" });
export type Readiness = Readonly<z.infer<typeof readinessShape>>;

const findingShape = z.object({
  level: z
    .enum(["error", "warning", "note"])
    .describe(
      "error: it cannot do its work; warning: it soon may not, or a part of it does not; note: nothing has to be done.",
    ),
  what: z.string(),
  advice: z.string().nullable().describe("What to do about it; null where that is plain."),
});
/** Something that a person should know of a controller. */
export type Finding = Readonly<z.infer<typeof findingShape>>;

/** What is wrong with a controller: what `doctor --url --json` prints. */
export const diagnosisShape = z
  .object({
    version: z.string(),
    findings: z.array(findingShape).describe("The worst first; empty when nothing is wrong."),
  })
  .meta({ id: "Diagnosis" });
export type Diagnosis = Readonly<z.infer<typeof diagnosisShape>>;
