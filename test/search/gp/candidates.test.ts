import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { drawAnywhere, drawNear } from "../../../src/search/gp/candidates.ts";
import { History } from "../../../src/search/history/history.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import { checkParams } from "../../../src/search/space/space.ts";
import { spaces } from "../arbitrary.ts";
import { imb } from "../functions.ts";

describe("candidates", () => {
  it("are configurations of the space, with the coordinates that a history gives them", () => {
    fc.assert(
      fc.property(
        spaces({ finite: false }),
        fc.nat(),
        fc.double({ min: 0.001, max: 2, noNaN: true }),
        (space, seed, spread) => {
          const random = stream(seed);
          const axes = axesOf(space);
          const anywhere = drawAnywhere(axes, random);
          for (const { params, point } of [anywhere, drawNear(axes, anywhere.point, spread, random)]) {
            expect(checkParams(space, params, "params")).toEqual([]);
            const history = new History({ space, direction: "maximize", maxStep: 1, rungs: [] });
            history.add(params);
            const known = [...history.points.subarray(0, space.length)];
            expect([...point].map(Number.isNaN)).toEqual(known.map(Number.isNaN));
            expect(Math.max(...known.map((u, i) => Math.abs(u - point[i]) || 0))).toBeLessThan(1e-6);
          }
        },
      ),
    );
  });

  it("near a configuration change about two of its parameters, to another category or a little", () => {
    const axes = axesOf(imb.space);
    const random = stream(3);
    const { params, point } = drawAnywhere(axes, random);
    const neighbours = Array.from({ length: 2_000 }, () => drawNear(axes, point, 0.01, random));
    const changes = neighbours.map((near) => imb.space.filter(({ name }) => near.params[name] !== params[name]).length);
    const mean = changes.reduce((sum, n) => sum + n, 0) / changes.length;
    expect(mean).toBeGreaterThan(1.5);
    expect(mean).toBeLessThan(2.2);
    const losses = new Set(neighbours.map((near) => near.params.loss));
    expect(losses.size).toBe(4);
    const rates = neighbours.map((near) => Math.abs(near.point[5] - point[5]));
    expect(Math.max(...rates)).toBeLessThan(0.05);
  });
});
