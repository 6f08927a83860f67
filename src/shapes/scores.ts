import { z } from "zod";

/** 95 %: low and high, in the metric's units. */
export const intervalShape = z.readonly(z.tuple([z.number(), z.number()]));
export type IntervalShape = z.infer<typeof intervalShape>;

/** The scores of one class, each in [0, 1]; support in samples. */
export const classShape = z
  .object({
    class: z.string(),
    precision: z.number(),
    recall: z.number(),
    f1: z.number(),
    support: z.number(),
  })
  .meta({ id: "ClassScores" });
export type ClassShape = Readonly<z.infer<typeof classShape>>;

/** What a value is expected to be over seeds and samples. */
export const estimateShape = z.object({ value: z.number(), interval: intervalShape }).meta({ id: "Estimate" });
