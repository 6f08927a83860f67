import { expect, it, onTestFinished } from "vitest";
import { isReal } from "./cluster.ts";
import { Scene, slowly, specOf, TIMEOUT_MS } from "./scene.ts";

// As the install `cluster-wide` has it, which on a real cluster needs the rights of that install.

it.skipIf(isReal)(
  "an operator of all namespaces trains a sweep, which has NAMESPACE.NAME in the journal",
  slowly,
  async () => {
    const scene = new Scene(["--all-namespaces"]);
    onTestFinished(() => scene.close(), TIMEOUT_MS);
    await scene.open();
    await scene.apply("beats", specOf({ trials: 2 }));
    await scene.condition("beats", "Complete", "True");
    const name = `${scene.cluster.namespace}.beats`;
    expect(await scene.detail(name)).toMatchObject({ state: "completed", trials: { completed: 2, failed: 0 } });
  },
);
