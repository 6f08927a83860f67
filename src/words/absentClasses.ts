import type { ClassShape } from "../shapes/scores.ts";
import { metricName } from "./metricName.ts";

/**
 * What a metric makes of classes without a sample to show how well they are found, in a sentence; null where every class has one, and without counts.
 *
 * @param metric as the sweep document has it
 */
export function absentSentence(metric: string, classes: readonly ClassShape[]): string | null {
  const absent = classes.filter(({ support }) => support === 0).map(({ class: name }) => name);
  if (absent.length === 0) return null;
  const more = absent.length - MOST_NAMES;
  const named = `${absent.slice(0, MOST_NAMES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return `There is no sample of class ${named}: ${made(metric, absent, classes.length - absent.length)}`;
}

function made(metric: string, absent: readonly string[], others: number): string {
  if (metric === "macroF1") {
    const which = absent.length === 1 ? "it" : "one of these";
    return `${metricName(metric)} is the mean over the ${others} others, and counts ${which} as 0 where a sample is mistaken for it`;
  }
  // Specificity goes by the samples of the other classes.
  const [score = "", ...name] = metric.split(":");
  if (name.length > 0 && score !== "specificity" && absent.includes(name.join(":")))
    return `${metric} is 0 whatever is predicted`;
  return "nothing shows how well such samples are found";
}

const MOST_NAMES = 5;
