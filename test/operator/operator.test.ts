import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isReal } from "./cluster.ts";
import { MACRO_F1, PATIENCE_MS, Scene, specOf } from "./scene.ts";

// The operator as a process of its own, in front of the API server of the tests, or of $KUBECONFIG: npm run test:cluster.

const TIMEOUT_MS = 4 * PATIENCE_MS;

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open();
}, TIMEOUT_MS);

afterAll(() => scene.close(), TIMEOUT_MS);

describe("a sweep that is applied", () => {
  it("is trained by pods of its own, and says so to its end", { timeout: TIMEOUT_MS }, async () => {
    await scene.apply("beats", specOf({ trials: 3, parallel: 2 }));
    await scene.condition("beats", "Complete", "True");
    const { phase, trials, best, top, observedGeneration } = await scene.statusLike("beats", { phase: "Complete" });
    expect(phase).toBe("Complete");
    expect(observedGeneration).toBe(1);
    expect(trials).toMatchObject({ completed: 3, running: 0, failed: 0 });
    expect(best?.value).toBeCloseTo(MACRO_F1, 10);
    expect(best?.shown).toMatch(/^0\.850 \(0\.\d{3}-0\.\d{3}\)$/);
    expect(best?.perClass.map(({ class: name, support }) => [name, support])).toEqual([
      ["no", 10],
      ["yes", 10],
    ]);
    expect(top?.map(({ trial }) => trial)).toHaveLength(3);
    await expect.poll(() => scene.pods("beats"), { timeout: PATIENCE_MS }).toEqual([]);
    expect(await scene.events("beats")).toEqual(expect.arrayContaining(["Accepted", "Completed"]));
  });

  it.skipIf(isReal)("needs the rights that it says it needs, and no others", () => {
    expect(scene.cluster.server?.forbidden).toEqual([]);
  });
});
