import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { controllerInTest, heard, macrosweep, newFolder, start, startInTest } from "./command.ts";
import { writeSweep } from "./script.ts";

it("list, get and watch say that no agent is connected and how to start one, until one is", async () => {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  const address = await controllerInTest(join(path, "state"));
  const ask = (...args: string[]) => macrosweep(...args, "--state", join(path, "state"));
  await ask("submit", writeSweep(path, "kinds", ["endless"]));
  const hint = `No agent is connected. Start one, on this machine or another: npx macrosweep agent --controller ${address}\n`;

  // It is told without being asked again: an agent that was only slow would have been here by then.
  const watch = startInTest("watch", "kinds", "--state", join(path, "state"));
  await heard(watch.process.stdout, /waits for an agent; none is connected\n.*npx macrosweep agent/);
  expect((await ask("get", "kinds")).stdout).toContain(hint);
  expect((await ask("list")).stdout).toMatch(/kinds .* waits for an agent; none is connected\n/);
  expect((await ask("list")).stdout).toContain(hint);
  expect(JSON.parse((await ask("get", "kinds", "--json")).stdout)).toMatchObject({
    reason: "waits for an agent; none is connected",
  });

  const agent = start(["agent", "--controller", address, "--work", join(path, "work")]);
  onTestFinished(() => void agent.process.kill("SIGKILL"));
  await expect.poll(async () => (await ask("get", "kinds")).stdout, { timeout: 20_000 }).toMatch(/1 running/);
  expect((await ask("get", "kinds")).stdout).not.toContain("No agent is connected");
}, 120_000);
