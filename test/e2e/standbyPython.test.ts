import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { noNats } from "../natsServer.ts";
import { hasPython, packageDir } from "../python/python3.ts";
import { trained } from "./diary.ts";
import { expectAllCounted, openReplicas, writeBeats } from "./replicas.ts";
import type { Stage } from "./stage.ts";

// A dozen processes.
vi.setConfig({ testTimeout: 120_000 });

const skipped = hasPython ? noNats : " (skipped: no python3 >= 3.9)";

const SCRIPT = `
import sys, macrosweep
client = macrosweep.Client()
sweep = client.submit(sys.argv[1])
print("submitted", client.url, flush=True)
for watched in sweep.watch():
    state = watched.sweep.state
print(state, client.url, sweep.get().trials.completed)
`;

describe.skipIf(skipped !== "")(`a Python client that knows two controllers${skipped}`, () => {
  it.each(["SIGKILL", "SIGSTOP"] as const)(
    "finds the one that leads, and goes on at the next after %s, its stream too",
    async (signal) => {
      const { stage, server, leader, other } = await openReplicas();
      const script = python(stage, `${other.url},${leader.url}`, writeBeats(stage));

      await trained(stage, 6);
      process.kill(leader.command.pid, signal);
      const { code, stdout, stderr } = await script;

      expect(stderr).toBe("");
      expect(stdout).toBe(`submitted ${leader.url}\ncompleted ${other.url} 6\n`);
      expect(code).toBe(0);
      await expectAllCounted(stage, server);
    },
  );
});

async function python(stage: Stage, urls: string, document: string) {
  const child = spawn("python3", ["-c", SCRIPT, document], {
    cwd: stage.folder,
    env: { ...process.env, PYTHONPATH: join(packageDir, "src"), MACROSWEEP_URL: urls },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}
