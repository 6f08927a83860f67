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
