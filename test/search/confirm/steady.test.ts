import { describe, expect, it } from "vitest";
import { steadiedOver } from "../../../src/search/confirm/steady.ts";

const steps = [1, 2, 3, 4, 5, 6];

describe("the steadied value of a run", () => {
  // They end .1 above and .1 below their levels, of .5 and .4.
  const rising = { steps, values: [0, 0, 0, 0, 0.4, 0.6] };
  const falling = { steps, values: [0, 0, 0, 0, 0.5, 0.3] };

  it("is its level, raised by as much as the runs end above theirs on average", () => {
    expect(steadiedOver([rising, falling])(rising)).toBeCloseTo(0.5, 12);
    expect(steadiedOver([rising])(rising)).toBeCloseTo(0.6, 12);
    expect(steadiedOver([rising])(falling)).toBeCloseTo(0.5, 12);
  });

  it("takes nothing from runs without a last value, and is the level beside none", () => {
    const empty = [
      { steps: [], values: [] },
      { steps: [1], values: [Number.NaN] },
    ];
    expect(steadiedOver([])(rising)).toBeCloseTo(0.5, 12);
    expect(steadiedOver(empty)(rising)).toBeCloseTo(0.5, 12);
    expect(steadiedOver([rising, ...empty])(rising)).toBeCloseTo(0.6, 12);
  });
});
