import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeSweep } from "./document.ts";
import { openStage } from "./stage.ts";

it("commands that come at once to a folder without a controller take turns, and find who has it for longer", async () => {
  const stage = openStage(onTestFinished);
  const whereabouts = join(stage.state, "controller.json");
  await stage.ask("run", writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 1 }));

  const listed = await Promise.all([1, 2, 3].map(() => stage.macrosweep("list")));
  expect(listed.map(({ code, stderr }) => ({ code, stderr }))).toEqual(listed.map(() => ({ code: 0, stderr: "" })));

  const page = stage.start("ui", "--no-open");
  await stage.until("the page to say where it is", () => existsSync(whereabouts));
  expect((await stage.macrosweep("list")).stdout).toContain("beats");
  await page.kill("SIGTERM");
  expect(existsSync(whereabouts)).toBe(false);
});
