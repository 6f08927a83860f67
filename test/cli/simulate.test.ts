import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { macrosweep, newFolder, objects } from "./command.ts";

const folder = newFolder();
afterAll(() => folder.remove());

function write(pruner: string, budget: string): string {
  const path = join(folder.path, "sweep.yaml");
  writeFileSync(
    path,
    `apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: beats }
spec:
  parameters:
    - { name: lr, type: float, min: 1e-4, max: 1.0e-1, scale: log }
  pruner: ${pruner}
  budget: ${budget}
  trainer: { command: [never-started] }
`,
  );
  return path;
}

it("counts what is certain: without a pruner every trial takes all its epochs", async () => {
  const path = write("{ name: none }", "{ trials: 10, parallel: 5, epochsPerTrial: 9 }");
  const { code, stdout, stderr } = await macrosweep("simulate", path, "--epoch-time", "2m", "--runs", "3", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const same = (value: number) => ({ mean: value, low: value, high: value });
  expect(objects(stdout)).toEqual([
    {
      sweep: "beats",
      pruner: "none",
      runs: 3,
      trials: same(10),
      rungs: [{ step: 9, trials: 10 }],
      epochs: same(90),
      fullEpochs: 90,
      gpuHours: same(3),
      wallHours: same(0.6),
    },
  ]);
});

it("tells the wall time that a budget leaves, and no hours where an epoch's time is unknown", async () => {
  const path = write("{ name: none }", "{ trials: 10, parallel: 5, epochsPerTrial: 9, wallTime: 20m }");
  const limited = await macrosweep("simulate", path, "--epoch-time", "2m", "--json");
  expect(objects(limited.stdout)).toMatchObject([{ epochs: { mean: 50 }, runs: 20 }]);
  const { stdout } = await macrosweep("simulate", path);
  expect(stdout).toContain("  epochs     90, 100 % of the 90 without pruning\n");
  expect(stdout).not.toContain("GPU-hours");
});

it("refuses what is no sweep document", async () => {
  const { code, stderr } = await macrosweep("simulate", write("{ name: asha, minResource: 0 }", "{ trials: 1 }"));
  expect(stderr).toContain("spec.budget.epochsPerTrial: is missing");
  expect(code).toBe(2);
});
