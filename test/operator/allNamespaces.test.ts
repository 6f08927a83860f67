import { expect, it, onTestFinished } from "vitest";
import { isReal } from "./cluster.ts";
import { PATIENCE_MS, Scene, specOf } from "./scene.ts";

// As the install `cluster-wide` has it, which on a real cluster needs the rights of that install.

it.skipIf(isReal)(
  "an operator of all namespaces trains a sweep, which has NAMESPACE.NAME in the journal",
  { timeout: 4 * PATIENCE_MS },
  async () => {
    const scene = await Scene.open(["--all-namespaces"]);
    onTestFinished(() => scene.close(), 4 * PATIENCE_MS);
    await scene.apply("beats", specOf({ trials: 2 }));
    await scene.condition("beats", "Complete", "True");
    const name = `${scene.cluster.namespace}.beats`;
    expect(await scene.detail(name)).toMatchObject({ state: "completed", trials: { completed: 2, failed: 0 } });
  },
);
