import { describe, expect, it } from "vitest";
import { invalid, type Mistake } from "../../../src/error.ts";
import { readPruner } from "../../../src/search/pruners/index.ts";

describe("the pruner of a document", () => {
  it.each([
    [undefined, { name: "asha", minResource: 1, reductionFactor: 3 }],
    [{ name: "none" }, { name: "none" }],
    [
      { name: "asha", minResource: 3, reductionFactor: 4 },
      { name: "asha", minResource: 3, reductionFactor: 4 },
    ],
    [{ name: "median" }, { name: "median", startupTrials: 5, warmupSteps: 0, intervalSteps: 1 }],
  ])("%j is read with its defaults", (raw, spec) => {
    expect(read(raw, 27)).toEqual({ spec, mistakes: [] });
  });

  it("looks at most a thousand times at a curve of a million steps", () => {
    expect(read({ name: "median" }, 1_000_000).spec).toMatchObject({ intervalSteps: 1_000 });
  });

  it.each([
    [{ name: "halving" }, 'p.name: "halving" must be "none" or "median" or "asha"'],
    [
      { minResource: 1 },
      'p.name: is missing; it must be "none" or "median" or "asha"\np.minResource: unknown key; known here: name',
    ],
    [{ name: "asha", reductionFactor: 1 }, "p.reductionFactor: 1 must be a whole number of at least 2"],
    [{ name: "asha", minResource: 28 }, "p.minResource: 28 must be a whole number from 1 to 27"],
    [{ name: "asha", eta: 3 }, "p.eta: unknown key; known here: name, minResource, reductionFactor"],
    [{ name: "none", minResource: 1 }, "p.minResource: unknown key; known here: name"],
    [{ name: "median", warmupSteps: -1 }, "p.warmupSteps: -1 must be a whole number from 0 to 27"],
    ["asha", 'p: "asha" must be an object'],
  ])("%j is refused", (raw, message) => {
    expect(invalid(read(raw, 27).mistakes).message).toBe(message);
  });
});

function read(raw: unknown, epochs: number) {
  const mistakes: Mistake[] = [];
  return { spec: readPruner(raw, epochs, "p", mistakes), mistakes };
}
