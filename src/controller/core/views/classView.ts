import type { Counts } from "../../../metrics/counts.ts";
import { measure } from "../../../metrics/metric.ts";
import { scores } from "../../../metrics/scores.ts";
import type { ClassShape } from "../../../shapes/scores.ts";
import type { Sweep, Trial } from "../state.ts";

/** The scores of the classes in the newest report of a trial; empty without counts. */
export function viewClasses(sweep: Sweep, { counts }: Trial): ClassShape[] {
  return counts === null ? [] : classesOf(counts, sweep.classes);
}

/** The scores of the classes by their counts. `names` null: they are numbered. */
export function classesOf(counts: Counts, names: readonly string[] | null): ClassShape[] {
  return scores(counts).perClass.map(({ precision, recall, f1, support }, i) => {
    return { class: names?.[i] ?? String(i), precision, recall, f1, support };
  });
}

/** The objective on the test set; null when the trainer does not report it. */
export function testValue(sweep: Sweep, { testCounts }: Trial): number | null {
  if (testCounts === null || sweep.metric.kind !== "counts") return null;
  return measure(sweep.metric, { counts: testCounts, classes: sweep.classes ?? [], scalars: {}, value: null }).value;
}
