import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Axis, axesOf, fromUnit, toUnit } from "../../../src/search/space/axis.ts";
import type { Parameter } from "../../../src/search/space/space.ts";
import { spaces } from "../arbitrary.ts";

const integers = { type: "int", name: "a", min: 1, max: 4, scale: "linear", step: 1, when: {} } as const;
const tenths = { type: "float", name: "a", min: 0, max: 0.3, scale: "linear", step: 0.1, when: {} } as const;

describe("an axis", () => {
  it("gives the middle of a linear range at 1/2, and the geometric mean of a logarithmic one", () => {
    const range = { type: "float", name: "a", min: 1e-4, max: 1e-2, step: null, when: {} } as const;
    expect(fromUnit(axis({ ...range, scale: "linear" }), 0.5)).toBeCloseTo(0.00505, 12);
    expect(fromUnit(axis({ ...range, scale: "log" }), 0.5)).toBeCloseTo(1e-3, 12);
  });

  it("gives every integer an equal width", () => {
    const values = [0, 0.249, 0.251, 0.499, 0.501, 0.749, 0.751, 1].map((u) => fromUnit(axis(integers), u));
    expect(values).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it("gives integers on the log scale the width of their half-open neighbourhood", () => {
    const log = axis({ ...integers, scale: "log" });
    // 1 reaches from log 0.5 to log 1.5, of log 0.5 to log 4.5: log 3 / log 9 is a half.
    expect(fromUnit(log, 0.499)).toBe(1);
    expect(fromUnit(log, 0.501)).toBe(2);
    expect(toUnit(log, 1)).toBeCloseTo(0.25, 12);
  });

  it("gives steps on the log scale the width of their half-open neighbourhood", () => {
    const octets = axis({ ...integers, min: 8, max: 24, step: 8, scale: "log" });
    // 8, 16 and 24 reach from log 4 to log 12, log 20 and log 28.
    expect(toUnit(octets, 8)).toBeCloseTo(Math.log(12 / 4) / Math.log(28 / 4) / 2, 12);
    expect([0, 0.56, 0.57, 0.82, 0.83, 1].map((u) => fromUnit(octets, u))).toEqual([8, 8, 16, 16, 24, 24]);
    const rates = axis({ ...tenths, min: 0.001, max: 0.1, step: 0.01, scale: "log" });
    expect([0, 0.5, 1].map((u) => fromUnit(rates, u))).toEqual([0.001, 0.011, 0.091]);
  });

  it("gives the quantiles of a normal and of a log-normal distribution", () => {
    const range = { type: "float", name: "a", scale: "linear", step: null, when: {} } as const;
    const normal = axis({ ...range, min: -6, max: 10, distribution: { kind: "normal", mu: 2, sigma: 2 } });
    // scipy.stats.norm(2, 2).ppf([0.025, 0.5, 0.8413447])
    const quantiles = [0.025, 0.5, 0.8413447].map((u) => fromUnit(normal, u) as number);
    for (const [index, value] of [-1.9199, 2, 4].entries()) expect(quantiles[index]).toBeCloseTo(value, 2);
    const wide = { kind: "logNormal", mu: Math.log(1e-3), sigma: 1 } as const;
    const logNormal = axis({ ...range, min: 1e-5, max: 1e-1, scale: "log", distribution: wide });
    expect(fromUnit(logNormal, 0.5)).toBeCloseTo(1e-3, 6);
    expect(toUnit(logNormal, fromUnit(logNormal, 0.9))).toBeCloseTo(0.9, 5);
    expect(fromUnit(logNormal, 0)).toBeCloseTo(1e-5, 7);
    expect(fromUnit(logNormal, 1)).toBeCloseTo(1e-1, 4);
  });

  it("reaches the end of a range that binary steps fall just short of, in the digits that people write", () => {
    expect([0.1, 0.3, 0.6, 0.9].map((u) => fromUnit(axis(tenths), u))).toEqual([0, 0.1, 0.2, 0.3]);
    expect(fromUnit(axis({ ...tenths, min: 0.1, max: 0.5 }), 0.5)).toBe(0.3);
  });

  it("keeps integers exact up to the largest", () => {
    const wide = axis({ ...integers, min: 1, max: Number.MAX_SAFE_INTEGER - 1 });
    expect(fromUnit(wide, 1)).toBe(9007199254740990);
  });

  it("ends before max when the steps do not meet it", () => {
    expect(fromUnit(axis({ ...integers, step: 2 }), 1)).toBe(3);
  });

  it("gives back every value that it was asked for", () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(spaces({ finite: true }), unit, (space, u) => {
        for (const each of axesOf(space))
          expect(fromUnit(each, toUnit(each, fromUnit(each, u)))).toBe(fromUnit(each, u));
      }),
    );
  });

  it("keeps to the range at both ends, whatever the rounding of logarithms", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-300, max: 1, noNaN: true }),
        fc.double({ min: 1.5, max: 1e300, noNaN: true }),
        (min, max) => {
          const log = axis({ type: "float", name: "a", min, max, scale: "log", step: null, when: {} });
          expect(Number(fromUnit(log, 0))).toBeGreaterThanOrEqual(min);
          expect(Number(fromUnit(log, 1))).toBeLessThanOrEqual(max);
        },
      ),
    );
  });
});

function axis(parameter: Parameter): Axis {
  return axesOf([parameter])[0];
}
