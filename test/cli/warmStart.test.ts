import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { macrosweep, newFolder, objects } from "./command.ts";
import { writeSweep } from "./script.ts";

it("a sweep starts from the best trial of an earlier one in the same state folder, once", async () => {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  const state = join(path, "state");
  const run = (name: string, more = "") =>
    macrosweep("run", writeSweep(path, name, ["poor", "good"], 3, more), "--state", state, "--json");
  const warm = "  warmStart: { from: [monday], trials: 1 }\n";

  const refused = await run("tuesday", warm);
  expect(JSON.parse(refused.stderr)).toEqual({
    error: { code: "invalid", message: 'spec.warmStart.from[0]: "monday" is not the name of a sweep here' },
  });
  expect(refused.code).toBe(2);

  expect(objects((await run("monday")).stdout)).toMatchObject([{ best: { trial: 1, params: { kind: "good" } } }]);
  // The grid alone would begin with "poor".
  const tuesday = { sweep: "tuesday", best: { trial: 0, params: { kind: "good" } }, trials: { completed: 2 } };
  expect(objects((await run("tuesday", warm)).stdout)).toMatchObject([tuesday]);
  const again = await run("tuesday", warm);
  expect(objects(again.stdout)).toMatchObject([tuesday]);
  expect(again.code).toBe(0);
});

it("what an earlier sweep has finished counts where the document trusts it, and is not trained again", async () => {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  const state = join(path, "state");
  const run = (file: string, ...more: string[]) => macrosweep("run", file, "--state", state, ...more);
  await run(writeSweep(path, "monday", ["poor", "good"]));
  const warm = "  warmStart: { from: [monday], trust: same }\n";
  const { code, stdout } = await run(writeSweep(path, "tuesday", ["poor", "good", "fair"], 3, warm));
  expect(stdout).toContain("3 trials, 2 of earlier sweeps count, 2 at a time");
  expect(stdout).toContain("  Trials  1 completed, 0 pruned, 0 failed\n");
  expect(stdout).toContain("  Epochs  3 run");
  expect(stdout).toContain("Winner: trial 1 with macro-F1 0.8496");
  expect(stdout).toMatch(
    /Train the winner anew, here:\n {2}.*MACROSWEEP_TRIAL='.*"epochs":3,.*' \S+ \S+train\.mjs good\n/,
  );
  expect(code).toBe(0);
}, 60_000);
