import { expect, it } from "vitest";
import { isOutOfPatience } from "../../../src/bundled/optimizer/patience.ts";
import { readParams } from "../../../src/bundled/params/readParams.ts";

/** After how many epochs training ends, when the best macro-F1 comes in this one. */
function end(best: number, epochs: number, patience?: number): number {
  const params = readParams({ patience }, "mlp");
  const macroF1s: number[] = [];
  while (macroF1s.length < epochs && !isOutOfPatience(params, macroF1s, epochs)) {
    macroF1s.push(macroF1s.length + 1 === best ? 0.9 : 0.5);
  }
  return macroF1s.length;
}

it.each([
  ["half of the epochs after the best", 3, 40, undefined, 23],
  ["at least 10 epochs after it", 3, 16, undefined, 13],
  ["its own patience after it", 3, 100, 40, 43],
  ["a patience of one", 1, 100, 1, 2],
  ["the last epoch, when that comes first", 90, 100, 95, 100],
])("ends %s", (_, best, epochs, patience, wanted) => expect(end(best, epochs, patience)).toBe(wanted));
