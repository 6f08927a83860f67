import { describe, expect, it } from "vitest";
import { whyStopped } from "../../../src/controller/nights/stopRule.ts";
import type { NightsShape } from "../../../src/shapes/nights.ts";

const production = { x: 0.5, kind: "a" };

/** Of each night whether it found something; null: it was not compared. */
function series(...found: readonly (boolean | null)[]): NightsShape {
  const nights = found.map((surelyBetter) => {
    return { surelyBetter: surelyBetter === true, baseline: surelyBetter === null ? null : { params: production } };
  });
  return { nights } as unknown as NightsShape;
}

describe("a series stops", () => {
  it("after as many nights without gain as it was told, and says how it goes on", () => {
    expect(whyStopped(series(true, false, false), production, 2)).toBe(
      "the last 2 nights found nothing surely better than what is in production; to go on, change spec.baseline or raise spec.nights.stopAfter (2)",
    );
  });

  it("not before", () => {
    expect(whyStopped(series(false, true, false), production, 2)).toBeNull();
    expect(whyStopped(series(false), production, 2)).toBeNull();
    expect(whyStopped(null, production, 2)).toBeNull();
  });

  it("not by nights that were not compared", () => {
    expect(whyStopped(series(false, null), production, 2)).toBeNull();
    expect(whyStopped(series(false, null, false), production, 2)).not.toBeNull();
  });

  it("not by nights that were compared with something else: production has changed", () => {
    expect(whyStopped(series(false, false), { kind: "b", x: 0.5 }, 2)).toBeNull();
    expect(whyStopped(series(false, false), { kind: "a", x: 0.5 }, 2)).not.toBeNull();
  });

  it("not where nobody has told it to", () => {
    expect(whyStopped(series(false, false), production, null)).toBeNull();
    expect(whyStopped(series(false, false), null, 2)).toBeNull();
  });
});
