import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { History } from "../../../src/search/history/history.ts";
import { type Belief, beliefOf } from "../../../src/search/learning/belief.ts";
import { tiltOf, trustIn } from "../../../src/search/learning/trust.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import type { Space } from "../../../src/search/space/space.ts";

const prior = { center: 0.1, confidence: "medium" } as const;
const space: Space = [{ type: "float", name: "x", min: 0, max: 1, scale: "linear", step: null, when: {}, prior }];
const belief = beliefOf(axesOf(space))!;

describe("the trust in a belief", () => {
  it("is between a half and two thirds while there is nothing to judge by", () => {
    expect(
      trustIn(
        belief,
        trained([], (x) => x),
      ),
    ).toBeGreaterThan(0.5);
    expect(
      trustIn(
        belief,
        trained([], (x) => x),
      ),
    ).toBeLessThan(2 / 3);
  });

  it("rises to three quarters and no further where the best trials are what the belief expects", () => {
    const right = (x: number) => -Math.abs(x - 0.1);
    expect(trustIn(belief, trained(mixed(40), right))).toBe(0.75);
    expect(trustIn(belief, trained(mixed(400), right))).toBe(0.75);
  });

  it("falls by trials that show the belief to be wrong, the more the more there are", () => {
    const wrong = (x: number) => -Math.abs(x - 0.9);
    const trusts = [0, 12, 25, 100].map((count) => trustIn(belief, trained(mixed(count), wrong)));
    expect(trusts.toSorted((a, b) => b - a)).toEqual(trusts);
    expect(trusts[1]).toBeLessThan(0.35);
    expect(trusts[3]).toBeLessThan(0.1);
  });

  it("gains nothing by the belief's draws being many where they are no better than others", () => {
    const trusts = Array.from({ length: 200 }, (_, seed) => {
      const luck = stream(seed, 9);
      return trustIn(
        belief,
        trained(mixed(60, seed), () => luck.next()),
      );
    });
    const mean = trusts.reduce((sum, trust) => sum + trust, 0) / trusts.length;
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.6);
  });
});

describe("the tilt by a belief", () => {
  const right = trained(mixed(40), (x) => -Math.abs(x - 0.1));

  it("is the log of the belief to the power of 10 / n at the highest trust", () => {
    for (const x of [0.1, 0.5, 0.95]) {
      const point = Float64Array.of(x);
      expect(tiltOf(belief, right, 40)(point)).toBeCloseTo(belief.logDensity(point) / 4, 12);
      expect(tiltOf(belief, right, 400)(point)).toBeCloseTo(belief.logDensity(point) / 40, 12);
    }
  });

  it.each<[string, Belief | null, History]>([
    ["a belief", null, right],
    ["reason to trust it", belief, trained(mixed(40), (x) => -Math.abs(x - 0.9))],
  ])("is none without %s", (_what, of, history) => {
    expect(tiltOf(of, history, 40)(Float64Array.of(0.95))).toBeCloseTo(0, 12);
  });
});

/** Coordinates of which every other one comes from the belief and the rest from anywhere. */
function mixed(count: number, seed = 1): number[] {
  const random = stream(seed);
  return Array.from({ length: count }, (_, index) => (index % 2 === 0 ? Number(belief.draw(random).x) : random.next()));
}

function trained(xs: readonly number[], value: (x: number) => number): History {
  const history = new History({ space, direction: "maximize", maxStep: 1, rungs: [] });
  for (const x of xs) {
    const trial = history.add({ x });
    history.report(trial, 1, value(x), null);
    history.setState(trial, "completed");
  }
  return history;
}
