import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isReal } from "./cluster.ts";
import { PATIENCE_MS, sharedScene, slowly, specOf } from "./scene.ts";

// What goes wrong between the operator and its API server: only the one of the tests does that on demand.

describe.skipIf(isReal)(`where the API server fails${isReal ? " (not on demand in a real cluster)" : ""}`, () => {
  const scene = sharedScene();

  const server = () => {
    const { server: small } = scene.cluster;
    if (small === null) throw new Error("a real server does not fail on demand");
    return small;
  };

  it("hears of a new sweep after its streams were cut", slowly, async () => {
    server().cutWatches();
    await scene.apply("cut", specOf({ trials: 1 }));
    server().cutWatches();
    await scene.condition("cut", "Complete", "True");
  });

  it("lists anew where the server has forgotten what happened meanwhile (410)", slowly, async () => {
    await scene.apply("old", specOf({ trainer: "endless" }));
    await scene.statusLike("old", { trials: { running: 1 } });
    await server().goAway();
    server().store.merge("sweeps", scene.cluster.namespace, "old", null, { spec: { suspend: true } });
    server().store.forgetChanges();
    await server().comeBack();
    await scene.condition("old", "Suspended", "True");
    await scene.delete("old");
  });

  it("hears of a sweep that was deleted while nobody heard the server", slowly, async () => {
    await scene.apply("gone", specOf({ trainer: "endless" }));
    await scene.statusLike("gone", { trials: { running: 1 } });
    await server().goAway();
    const { store } = server();
    store.merge("sweeps", scene.cluster.namespace, "gone", null, { metadata: { finalizers: null } });
    store.delete("sweeps", scene.cluster.namespace, "gone");
    store.forgetChanges();
    await server().comeBack();
    await expect.poll(() => scene.ask("get", "gone"), { timeout: PATIENCE_MS }).toContain("there is no sweep");
  });

  it.each([
    ["rights that it has not read yet after its start (403)", 403, null],
    ["conflicts (409)", 409, null],
    ["too many requests (429)", 429, 1],
    ["its own failure (500)", 500, null],
    ["an overload (503)", 503, 1],
  ])("says again what was refused for %s", slowly, async (_what, code, retryAfter) => {
    const name = `refused-${code}`;
    await scene.apply(name, specOf({ trials: 1 }));
    server().refuseNext(3, code, /^(PATCH|POST)$/, retryAfter);
    await scene.condition(name, "Complete", "True");
  });

  it("trains on while the server is away, and says how it stands when it is back", slowly, async () => {
    const after = join(scene.folder, "away");
    await scene.apply("alone", specOf({ trials: 4, after }));
    await scene.statusLike("alone", { phase: "Running" });
    await server().goAway();
    writeFileSync(after, "");
    const done = async () => (await scene.detail("alone")).state;
    await expect.poll(done, { timeout: PATIENCE_MS }).toBe("completed");
    await server().comeBack();
    await scene.statusLike("alone", { phase: "Complete", trials: { completed: 4 } });
  });

  it(
    "is right again after the controller was killed and started anew, with the trials that it had",
    slowly,
    async () => {
      await scene.apply("killed", specOf({ trials: 2, trainer: "endless" }));
      await scene.statusLike("killed", { trials: { running: 1 } });
      const before = await scene.detail("killed");
      await scene.restart();
      await scene.patch("killed", { spec: { suspend: true } });
      await scene.condition("killed", "Suspended", "True");
      const after = await scene.detail("killed");
      expect(after.id).toBe(before.id);
      // The agents of the controller before look for it in vain, and would end only with their grace time.
      for (const pod of scene.kubelet.names) scene.kubelet.kill(pod);
      await scene.delete("killed");
      await expect.poll(() => scene.sweep("killed"), { timeout: PATIENCE_MS }).toBeNull();
    },
  );
});
