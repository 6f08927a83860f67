import { SWEEP } from "./purposes.ts";
import { stream } from "./stream.ts";

/**
 * The seed of a sweep's streams, a safe integer of its document's seed and its name: the same document under the same name is the same sweep again,
 * and under another name draws other numbers, so that tonight's sweep does not repeat last night's with the seed that both left out.
 */
export function sweepSeed(seed: number, name: string): number {
  const letters = [...name].map((letter) => letter.codePointAt(0) ?? 0);
  return stream(seed, SWEEP, letters.length, ...letters).integer(2 ** 53);
}
