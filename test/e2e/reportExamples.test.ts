import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import type { SweepShape } from "../../src/shapes/sweep.ts";
import { missing } from "../python/python3.ts";
import { openStage } from "./stage.ts";

const examples = join(import.meta.dirname, "../../examples");

// What each example imports, and how many of the classes its reports name.
describe.each([
  ["pandas_table", ["numpy", "pandas"], ["fault", "normal", "warning"]],
  ["tensorboard_runs", ["numpy", "tensorboardX"], []],
  ["keras_csv", ["numpy", "keras", "jax"], []],
  ["lightning_csv", ["numpy", "torch", "lightning", "torchmetrics"], []],
  ["transformers_state", ["numpy", "torch", "transformers", "accelerate"], []],
])("the example reports/%s", (name, modules, classes) => {
  const lacking = missing(modules);

  it.skipIf(lacking.length > 0)(
    `is read from what the real library writes (pip install ${modules.join(" ")})`,
    { timeout: 300_000 },
    async () => {
      const stage = openStage(onTestFinished);
      cpSync(join(examples, "reports"), stage.path("examples/reports"), { recursive: true });
      const document = parse(readFileSync(join(examples, "reports", `${name}.yaml`), "utf8"));
      // What is asked is how reports are read; each further trial would import the library once more, 5 to 8 s of CPU.
      document.spec.budget.trials = 1;
      document.spec.pruner = { name: "none" };
      document.spec.trainer.env = { KERAS_BACKEND: "jax" };
      const file = stage.write("it.yaml", JSON.stringify(document));
      const { code, stdout, stderr } = await stage.macrosweep("run", file, "--json");
      await stage.isEmpty();
      expect(code, stderr).toBe(0);
      const { best, trials }: SweepShape = JSON.parse(stdout);
      expect(trials.completed, stderr).toBe(1);
      expect(best).toMatchObject({ step: 3, perClass: classes.map((one) => ({ class: one })) });
    },
  );
});
