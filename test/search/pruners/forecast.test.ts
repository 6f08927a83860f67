import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { forecast, type KnownCurve } from "../../../src/search/pruners/forecast.ts";

describe("a forecast", () => {
  it("finds the line that curves follow", () => {
    // last = now + 0.3 - 0.4 now + 0.2 before, and of 400 curves the prior is worth one.
    const { mean, deviation } = forecast(curvesOf(400, 0), { now: 0.5, before: 0.8 });
    expect(mean).toBeCloseTo(0.5 + 0.3 - 0.2 + 0.16, 2);
    expect(deviation).toBeLessThan(0.002);
  });

  it("knows how far it may be off: 95 % of the ends lie within two deviations", () => {
    let inside = 0;
    for (let run = 0; run < 2_000; run++) {
      const [own, ...known] = curvesOf(13, 0.1, run);
      const { mean, deviation } = forecast(known, own);
      if (Math.abs(own.last - mean) < 1.96 * deviation) inside++;
    }
    expect(inside / 2_000).toBeGreaterThan(0.93);
    expect(inside / 2_000).toBeLessThan(0.98);
  });

  it("tells families that cross by how they move: the ones that lead have risen, the others rise", () => {
    const random = stream(5);
    // Losses: the early ones go from 0.6 to 0.55, the late ones from 0.7 through 0.65 down to 0.45.
    const early = Array.from({ length: 6 }, () => ({ before: 0.61, now: 0.6 + 0.01 * random.normal(), last: 0.55 }));
    const late = Array.from({ length: 6 }, () => ({ before: 0.7, now: 0.65 + 0.01 * random.normal(), last: 0.45 }));
    const known = [...early, ...late];
    expect(forecast(known, { before: 0.7, now: 0.65 }).mean).toBeLessThan(
      forecast(known, { before: 0.61, now: 0.6 }).mean - 0.05,
    );
  });

  it("is the mean change of all where there is nothing to tell them by", () => {
    const known = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((last) => ({ before: 0, now: 0.9, last }));
    const { mean, deviation } = forecast(known, { before: 0, now: 0.9 });
    expect(mean).toBeCloseTo(0.35, 12);
    // Squares sum to 0.175, over 3 - 2 degrees of freedom, times 1 + 3 / 6.
    expect(deviation).toBeCloseTo(Math.sqrt(0.175 * 1.5), 12);
  });

  it("never gets worse for a better value now, even where the better ones end worse", () => {
    const known = Array.from({ length: 9 }, (_, i) => ({ before: (i * 5) % 3, now: i / 10, last: 1 - i / 5 }));
    const [low, high] = [0.2, 0.3].map((now) => forecast(known, { before: 1, now }).mean);
    expect(low).toBeLessThanOrEqual(high + 1e-12);
  });
});

function curvesOf(count: number, noise: number, key = 0): KnownCurve[] {
  const random = stream(7, key);
  return Array.from({ length: count }, () => {
    const [before, now] = [random.normal(), random.normal()];
    return { before, now, last: now + 0.3 - 0.4 * now + 0.2 * before + noise * random.normal() };
  });
}
