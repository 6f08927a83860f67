import { describe, expect, it } from "vitest";
import { nightsOf } from "../../../src/controller/nights/nights.ts";
import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import { nightsReport } from "../../../src/words/nightsReport.ts";

interface Found {
  readonly mean?: number;
  /** Of the winner less the baseline. */
  readonly difference?: readonly [number, number];
  readonly production?: string;
  readonly direction?: "maximize" | "minimize";
  readonly series?: string;
}

/** A night that found something, as the API shows its sweep. */
function night(
  day: number,
  { mean = 0.8, difference, production = "a", direction = "maximize", series = "beats" }: Found,
): SweepDetail {
  const baseline = difference && {
    params: { c: production },
    seeds: 3,
    mean: 0.7,
    interval: [0.6, 0.8],
    difference: (difference[0] + difference[1]) / 2,
    differenceInterval: difference,
    probabilityBetter: 0.9,
  };
  return {
    sweep: `beats-${day}`,
    labels: { "macrosweep.dev/series": series, "macrosweep.dev/scheduled": `202611${10 + day}T0200Z` },
    state: "completed",
    objective: { metric: "macroF1", direction },
    best: {
      params: { c: `found-${day}` },
      value: 0.99,
      interval: null,
      estimate: null,
      confirmation: { state: "ended", mean, interval: [mean - 0.02, mean + 0.02], baseline: baseline ?? null },
    },
  } as unknown as SweepDetail;
}

describe("the nights of a series", () => {
  it("are those with its label, and none is null", () => {
    const sweeps = [night(1, {}), night(2, { series: "other" }), night(3, {})];
    expect(nightsOf("beats", sweeps)?.nights.map(({ sweep }) => sweep)).toEqual(["beats-1", "beats-3"]);
    expect(nightsOf("none", sweeps)).toBeNull();
  });

  it("count by their mean over fresh seeds, not by the lucky run", () => {
    expect(nightsOf("beats", [night(1, { mean: 0.8 })])?.nights[0]).toMatchObject({
      value: 0.8,
      confirmed: true,
      scheduled: "2026-11-11T02:00:00Z",
    });
  });

  it("advise nothing where nothing was compared", () => {
    expect(nightsOf("beats", [night(1, {})])?.advice).toMatchObject({ kind: "unknown", sweep: null });
  });

  it("advise to keep what is better only perhaps", () => {
    expect(nightsOf("beats", [night(1, { difference: [-0.01, 0.2] })])?.advice).toMatchObject({ kind: "keep" });
  });

  it("advise to roll out what is surely better, the surest of the nights since production changed", () => {
    const nights = nightsOf("beats", [
      night(1, { difference: [0.3, 0.4], production: "older" }),
      night(2, { difference: [0.02, 0.1] }),
      night(3, { difference: [0.05, 0.1] }),
      night(4, { difference: [-0.1, 0.1] }),
    ]);
    expect(nights?.advice).toMatchObject({ kind: "rollOut", sweep: "beats-3" });
    expect(nights?.nights.map(({ surelyBetter }) => surelyBetter)).toEqual([true, true, true, false]);
  });

  it("know that less may be better", () => {
    const less = nightsOf("beats", [night(1, { difference: [-0.2, -0.1], direction: "minimize" })]);
    const more = nightsOf("beats", [night(1, { difference: [0.1, 0.2], direction: "minimize" })]);
    expect([less?.advice.kind, more?.advice.kind]).toEqual(["rollOut", "keep"]);
  });
});

describe("the report of a series", () => {
  const report = (...sweeps: SweepDetail[]) => nightsReport(nightsOf("beats", sweeps)!);

  it("says what to roll out, with its params, and how the objective moved", () => {
    const text = report(
      night(1, { mean: 0.7, difference: [0.01, 0.1] }),
      night(2, { mean: 0.8, difference: [0.02, 0.1] }),
    );
    expect(text).toContain(
      "**Roll out beats-2**: its best trial is better with a probability of 90.0 % than production.",
    );
    expect(text).toContain("\n    c=found-2\n");
    expect(text).toContain("| 2026-11-12 02:00 beats-2 | completed | 0.8000 [0.7800, 0.8200] | 0.7000 |");
    expect(text).toContain(
      "Over 2 nights macro-F1 moved by +0.1000, from 0.7000 to 0.8000; their intervals do not overlap.",
    );
  });

  it("calls what may be chance by its name", () => {
    expect(report(night(1, { mean: 0.7 }), night(2, { mean: 0.71 }))).toContain("so this may be chance");
  });

  it("has a row of as many cells for a night that found nothing", () => {
    const empty = { ...night(2, {}), state: "failed", best: null } as SweepDetail;
    const rows = report(night(1, {}), empty)
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(new Set(rows.map((line) => line.split("|").length)).size).toBe(1);
  });
});
