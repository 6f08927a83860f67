import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { commandLine, controllerInTest, heard, macrosweep, newFolder, start } from "./command.ts";

// The first trial is good, so that the second one is pruned at its first epoch.
const SCRIPT = `
import { setTimeout } from "node:timers/promises";
const good = process.argv[2] === "good";
for (let epoch = 1; epoch <= 9; epoch++) {
  await setTimeout(good ? 5 : 200);
  console.log("@macrosweep " + JSON.stringify({ epoch, confusion: good ? [[9, 1], [1, 9]] : [[5, 5], [5, 5]] }));
}
`;

const sweep = (folder: string) => `
apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: two }
spec:
  parameters: [{ name: kind, type: categorical, values: [good, poor] }]
  sampler: { name: grid }
  pruner: { name: asha, minResource: 1, reductionFactor: 3 }
  budget: { trials: 2, parallel: 1, epochsPerTrial: 9 }
  trainer: { command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(join(folder, "train.mjs"))}], args: ["{{ params.kind }}"] }
`;

it("an agent's log is lines for people on a terminal and JSON elsewhere, and calls a pruned trial pruned in both", async () => {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  writeFileSync(join(path, "train.mjs"), SCRIPT);
  writeFileSync(join(path, "two.yaml"), sweep(path));
  const address = await controllerInTest(join(path, "state"));
  await macrosweep("submit", join(path, "two.yaml"), "--state", join(path, "state"));

  const command = commandLine("agent", "--controller", address, "--work", join(path, "work"));
  const terminal = spawn("script", ["-qefc", command, "/dev/null"], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void terminal.kill("SIGKILL"));
  const people = await heard(
    terminal.stdout,
    /\d\d:\d\d:\d\d {2}two trial 0 {2}completed[\s\S]*two trial 1 {2}pruned: rung 1: /,
  );
  expect(people[0]).not.toContain('{"level"');
  terminal.stdin.write("\x03");

  await macrosweep("submit", join(path, "two.yaml"), "--state", join(path, "state"));
  await macrosweep("delete", "two", "--state", join(path, "state"));
  await macrosweep("submit", join(path, "two.yaml"), "--state", join(path, "state"));
  const agent = start(["agent", "--controller", address, "--work", join(path, "work")]);
  onTestFinished(() => void agent.process.kill("SIGKILL"));
  const [line] = await heard(agent.process.stderr, /\{.*"msg":"trial pruned"\}/);
  expect(JSON.parse(line)).toMatchObject({
    lease: { sweep: "two", trial: 1 },
    reason: expect.stringContaining("rung 1"),
  });
}, 120_000);
