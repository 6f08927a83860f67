import { describe, expect, it } from "vitest";
import { reservedEpochs } from "../../../../src/controller/core/document/confirm.ts";
import { document } from "../given.ts";

const confirm = { top: 5, seeds: 4 };
const baseline = { params: { x: 0.5 } };

describe("confirm", () => {
  it("is off unless the document asks for it", () => {
    expect(document().confirm).toBeUndefined();
    expect(reservedEpochs(document())).toBe(0);
  });

  it("takes five finalists and five seeds where it does not say", () => {
    expect(document({}, { confirm: {} }).confirm).toEqual({ top: 5, seeds: 5 });
  });

  it.each([
    [{ top: 1, seeds: 5 }, "spec.confirm.top: 1 must be a whole number from 2 to 20"],
    [{ top: 21, seeds: 5 }, "spec.confirm.top: 21 must be a whole number from 2 to 20"],
    [{ top: 5, seeds: 1 }, "spec.confirm.seeds: 1 must be a whole number from 2 to 20"],
    [{ top: 5, seeds: 2.5 }, "spec.confirm.seeds: 2.5 must be a whole number from 2 to 20"],
    [{ best: 5 }, "spec.confirm.best: unknown key; known here: top, seeds"],
    [5, "spec.confirm: 5 must be an object"],
  ])("refuses %j", (raw, message) => {
    expect(() => document({}, { confirm: raw })).toThrow(message);
  });
});

describe("the reserve", () => {
  it("is each finalist and the baseline in full with every seed", () => {
    expect(reservedEpochs(document({ epochsPerTrial: 3 }, { confirm }))).toBe(5 * 4 * 3);
    expect(reservedEpochs(document({ epochsPerTrial: 3 }, { confirm, baseline }))).toBe((5 + 1) * 4 * 3);
  });

  it("must leave one trial to the search, and the refusal has the numbers", () => {
    const asked = (totalEpochs: number) => () => document({ epochsPerTrial: 3, totalEpochs }, { confirm, baseline });
    expect(asked(74)).toThrow(
      "spec.budget.totalEpochs: 74 must be at least 75: the confirmation takes (5 finalists + baseline) x 4 seeds x 3 epochs = 72, and one trial of the search 3",
    );
    expect(asked(75)().budget.totalEpochs).toBe(75);
  });
});

describe("a baseline", () => {
  it("needs confirm", () => {
    expect(() => document({}, { baseline })).toThrow("spec.baseline: needs confirm, such as { top: 5, seeds: 5 }");
  });

  it.each([
    [{}, "spec.baseline.params: must be an object of parameter: value"],
    [{ params: {} }, "spec.baseline.params.x: is missing"],
    [{ params: { x: 2 } }, "spec.baseline.params.x: 2 "],
    [{ params: { x: [1] } }, 'spec.baseline.params.x: "[1]" must be a finite number'],
    [{ params: { x: 0.5, y: 1 } }, "spec.baseline.params.y: 1 is not a parameter of this sweep"],
    [{ params: { x: 0.5 }, seed: 1 }, "spec.baseline.seed: unknown key; known here: params"],
  ])("refuses %j", (raw, message) => {
    expect(() => document({}, { confirm, baseline: raw })).toThrow(message);
  });
});
