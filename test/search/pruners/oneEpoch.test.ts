import { describe, expect, it } from "vitest";
import { createPruner } from "../../../src/search/pruners/index.ts";
import { judgeCurve } from "./judgeCurve.ts";

const spec = { name: "oneEpoch", share: 0.3 } as const;

describe("oneEpoch", () => {
  it("keeps the best share of those seen after one epoch, and says where the cut was", () => {
    const others = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((value) => [value]);
    expect(judgeCurve(spec, others, [0.71], "maximize")[0]).toEqual({
      kind: "continue",
      reason: "after one epoch: 0.710, cut 0.710, rank 3 of 10",
    });
    expect(judgeCurve(spec, others, [0.69], "maximize")[0]).toEqual({
      kind: "prune",
      reason: "after one epoch: 0.690, cut 0.700, rank 4 of 10",
    });
  });

  it("lets the first go on, and always the best so far", () => {
    expect(judgeCurve(spec, [], [0.1], "maximize")[0].kind).toBe("continue");
    expect(judgeCurve(spec, [[0.1]], [0.2], "maximize")[0].kind).toBe("continue");
  });

  it("says nothing after the first epoch", () => {
    expect(judgeCurve(spec, [[0.9, 0.9]], [1, 0], "maximize")[1]).toEqual({ kind: "continue", reason: null });
  });

  it("looks nowhere when the first epoch is the last", () => {
    expect(createPruner(spec, 1, "maximize").rungs).toEqual([]);
  });
});
