import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { writeSweep } from "./document.ts";
import { expectPromisesKept } from "./promises.ts";
import { openStage } from "./stage.ts";

const SLOW = fileURLToPath(new URL("./slowCommits.ts", import.meta.url));

it("a run on a disk that takes 7 s for its first commits says so, waits and trains", async () => {
  const stage = openStage(onTestFinished);
  const file = writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 2, options: ["--pace", "1"] });
  // The first makes the tables, the second the sweep.
  const slow = { NODE_OPTIONS: `--import=${SLOW}`, MACROSWEEP_SLOW_COMMITS: "2 7000" };
  const run = stage.startWith(slow, "run", file);
  expect(await run.exited).toMatchObject({ code: 0 });
  expect(run.stderr).toMatch(/^macrosweep: the controller at http:\S+ is there, but has not answered yet; .*\n/m);
  expect(run.stderr).not.toContain("cannot be reached");
  expectPromisesKept(await stage.events("beats"));
});
