import { resolve, sep } from "node:path";
import { SweepError } from "../../../error.ts";
import type { Reports } from "../../../gen/macrosweep/v1/agent.ts";
import type { TrainerReport } from "../protocol.ts";
import { openSource, placeOf, type Setting } from "./openSource.ts";

/**
 * What earlier attempts have written to a file or for TensorBoard after epoch `reported`, and nobody has read: they were killed just then. Only where the
 * place lies in the trial's own `folder`, for anywhere else it may be another trial's, and where epochs have numbers. What is half written, or cannot be
 * read, is left to the next trainer.
 */
export async function unread(
  reports: Reports | undefined,
  setting: Setting,
  folder: string,
  reported: number,
): Promise<readonly TrainerReport[]> {
  const place = placeOf(reports);
  const isOwn = place !== null && resolve(setting.folder, place).startsWith(resolve(folder) + sep);
  if (!isOwn || reports?.firstEpoch === undefined) return [];
  try {
    const source = await openSource(reports, { ...setting, first: false, anew: true });
    return (await source.look(false)).filter(({ step, test }) => !test && step > reported);
  } catch (error) {
    if (error instanceof SweepError) return [];
    throw error;
  }
}
