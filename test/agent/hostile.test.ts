import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Containment } from "../../src/gen/macrosweep/v1/agent.ts";
import { processesWith } from "../e2e/processes.ts";
import { TestController } from "./controller.ts";
import { runs } from "./processes.ts";
import { report, shellTrainer, startedAgent, temporaryFolder } from "./scene.ts";

const lease = { sweep: "beats", trial: 4, attempt: 1 };

/** An agent with one slot and an open stream. */
async function opened(options = {}, terms = {}) {
  const controller = await TestController.start();
  const scene = startedAgent(controller, options);
  return { ...scene, stream: await controller.welcomed(terms) };
}

/** The finish of a trainer under these limits. */
async function finishOf(argv: readonly string[], limits: Partial<Containment>, options = {}) {
  const { stream, work } = await opened(options);
  stream.assign(lease, argv, {}, limits);
  const { finish } = await stream.next("finish");
  return { ...finish, work, stream };
}

/** Python as a trainer, with `report()` and `trial`. */
function pythonTrainer(body: string): string[] {
  const prelude = `import json, os, resource, sys, time\ntrial = json.loads(os.environ["MACROSWEEP_TRIAL"])`;
  return ["python3", "-c", `${prelude}\ndef report(): print('${report(1)}')\n${body}`];
}

describe("a trainer that takes more than it may", () => {
  // No real bomb: the system's own bound of processes is not to be found out here, and does not hold for root.
  it("of processes is ended with all of them, a session each or not, and the bound named", async () => {
    const bomb = `
for i in range(50):
    if os.fork() == 0:
        if i % 2: os.setsid()
        time.sleep(60)
        os._exit(0)
time.sleep(60)`;
    const { outcome, reason, work } = await finishOf(pythonTrainer(bomb), { processes: 20 });
    expect(outcome).toBe("OUTCOME_FAILED");
    expect(reason).toMatch(/^it ran (2[1-9]|[345]\d) processes, over its bound of 20 \(trainer\.limits\.processes\)$/);
    // The path of the trial's checkpoints is in the environment of each.
    expect(processesWith(work)).toEqual([]);
  });

  it("of the disk is ended, long before it has filled it", async () => {
    // A gigabyte, were it let: in steps, as downloads and checkpoints come.
    const filling = `
with open(trial["checkpointDir"] + "/model", "wb") as file:
    for _ in range(1000):
        file.write(bytes(1_000_000))
        file.flush()
        time.sleep(0.02)`;
    const { outcome, reason, work } = await finishOf(pythonTrainer(filling), { diskBytes: 2_000_000 });
    expect(outcome).toBe("OUTCOME_FAILED");
    expect(reason).toMatch(/^its folder took \d+ bytes, over its bound of 2000000 bytes \(trainer\.limits\.disk\)$/);
    expect(statSync(join(work, "beats", "4", "checkpoint", "model")).size).toBeLessThan(500_000_000);
  });

  it("of time is told to stop, and may save its work", async () => {
    const { stream, work } = await opened({ graceMs: 5_000 });
    const saving = "trap 'echo saved; exit 0' TERM; REPORT; while :; do sleep 0.05; done";
    stream.assign(lease, shellTrainer(saving), {}, { runTimeMs: 1_500 });
    expect((await stream.next("finish")).finish).toMatchObject({
      outcome: "OUTCOME_FAILED",
      reason: "it ran over its bound of 1.5 s (trainer.limits.runTime)",
    });
    // The shell may have a word on its `sleep` before.
    expect(readFileSync(join(work, "beats", "4", "attempt-1.log"), "utf8")).toMatch(/saved\n$/);
  });

  it("of open files is refused them by the system, and its failure names the bound", async () => {
    const opening = `
while resource.getrlimit(resource.RLIMIT_NOFILE) != (64, 64): pass
files = [open("/dev/null") for _ in range(100)]`;
    const { outcome, reason } = await finishOf(pythonTrainer(opening), { openFiles: 64 });
    expect(outcome).toBe("OUTCOME_FAILED");
    expect(reason).toMatch(
      /^too many open files: exit code 1; a process may have 64 \(trainer\.limits\.openFiles\):\n/,
    );
    expect(reason).toContain("OSError: [Errno 24] Too many open files");
  });

  it("of memory fails with that as its reason", async () => {
    const growing = "resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\nbytearray(2**40)";
    const { outcome, reason } = await finishOf(pythonTrainer(growing), {});
    expect(outcome).toBe("OUTCOME_FAILED");
    expect(reason).toMatch(/^out of memory: exit code 1:\nTraceback[\s\S]*MemoryError$/);
  });
});

describe("a trainer that prints a gigabyte", () => {
  it.each([
    ["in lines", "yes $(head -c 999 /dev/zero | tr '\\0' x)"],
    ["in one line", "cat /dev/zero | tr '\\0' x"],
  ])(
    "%s is heard to its end, with little memory and a log of its bound",
    async (_, endless) => {
      const controller = await TestController.start();
      const work = temporaryFolder();
      const program = fileURLToPath(new URL("./agent-process.ts", import.meta.url));
      const agent = spawn(process.execPath, [program, controller.address, work], { stdio: "inherit" });
      onTestFinished(async () => {
        agent.kill("SIGKILL");
        await once(agent, "exit");
      });
      const stream = await controller.welcomed({ leaseMs: 120_000 });
      stream.assign(lease, shellTrainer(`${endless} | head -c 1000000000; echo; REPORT`), {}, { logBytes: 100_000 });
      await stream.inbox.take(({ $case }) => $case === "finish", 60_000);
      const [, peakKiB = ""] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${agent.pid}/status`, "utf8")) ?? [];
      expect(Number(peakKiB)).toBeGreaterThan(10_000);
      expect(Number(peakKiB)).toBeLessThan(300_000);
      const log = readFileSync(join(work, "beats", "4", "attempt-1.log"), "utf8");
      expect(log.length).toBeLessThan(100_200);
      expect(stream.inbox.waiting.filter(({ $case }) => $case === "report")).toHaveLength(1);
    },
    70_000,
  );
});

describe("a trainer that", () => {
  it("closes its output is waited for, and completed by its exit code", async () => {
    const gate = join(temporaryFolder(), "gate");
    const { stream } = await opened({}, { heartbeatMs: 50 });
    const closing = `REPORT; exec >&- 2>&-; touch ${gate}.closed; while ! test -e ${gate}; do sleep 0.01; done`;
    stream.assign(lease, shellTrainer(closing));
    await stream.next("report");
    await expect.poll(() => existsSync(`${gate}.closed`)).toBe(true);
    await stream.twoHeartbeats();
    expect(stream.inbox.waiting.filter(({ $case }) => $case === "finish")).toEqual([]);
    writeFileSync(gate, "");
    expect((await stream.next("finish")).finish.outcome).toBe("OUTCOME_COMPLETED");
  });

  it("ignores SIGTERM in a session of its own is killed after the grace time, and all that it started there", async () => {
    const { stream, work } = await opened({ graceMs: 200 });
    await stream.next("credit");
    const stubborn = `trap '' TERM; sleep 60 & echo '@macrosweep {"epoch": 1, "value": '$!'}'; while :; do sleep 0.05; done`;
    writeFileSync(join(work, "stubborn.sh"), stubborn);
    stream.assign(lease, ["sh", "-c", `trap '' TERM; setsid sh ${join(work, "stubborn.sh")} & wait; wait`]);
    const grandchild = (await stream.next("report")).report.value!;
    expect(runs(grandchild)).toBe(true);
    stream.stop(lease);
    await stream.next("credit");
    expect(runs(grandchild)).toBe(false);
  });
});
