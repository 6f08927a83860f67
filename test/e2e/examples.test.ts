import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import type { SweepShape } from "../../src/shapes/sweep.ts";
import { openStage } from "./stage.ts";

const examples = join(import.meta.dirname, "../../examples");
const scripts = join(import.meta.dirname, "scripts");

it.each([
  ["speech-emotion", "emotion", ["angry", "happy", "neutral", "sad"]],
  ["heartbeat", "heartbeat", ["N", "S", "V", "F", "Q"]],
  ["gaze", "gaze", ["fixation", "saccade"]],
  ["hearing", "hearing", []],
])("the example %s runs, all but its budget as it stands, with a script of its kind", async (name, script, classes) => {
  const stage = openStage(onTestFinished);
  mkdirSync(stage.path("path/to"), { recursive: true });
  copyFileSync(join(scripts, `train_${script}.py`), stage.path(`path/to/train_${script}.py`));
  const document = parse(readFileSync(join(examples, `${name}.yaml`), "utf8"));
  document.spec.budget = { ...document.spec.budget, trials: 4, parallel: 2 };

  const file = stage.write("it.yaml", JSON.stringify(document));
  const { code, stdout, stderr } = await stage.macrosweep("run", file, "--json");
  await stage.isEmpty();
  expect(code, stderr).toBe(0);
  const { state, best, trials }: SweepShape = JSON.parse(stdout);
  expect(state).toBe("completed");
  expect(trials.completed + trials.pruned, stderr).toBe(4);
  expect(best?.perClass.map((one) => one.class)).toEqual(classes);
});

it("the example of the library runs as it stands, and finds what meets its constraint", async () => {
  // It imports @macrosweep/search as a user's program does: what `npm run build` has made.
  const { stdout } = await promisify(execFile)(process.execPath, [join(examples, "library.js")]);
  expect(stdout).toMatch(
    /^best of 40 \(\d+ pruned\): macro-F1 0\.7\d\d with \{ rate: 0\.\d+, rareWeight: \d+\.\d+ \}\n$/,
  );
});
