import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { processesWith } from "../../src/agent/trainer/mark.ts";
import { TestController } from "./controller.ts";
import { childrenOf, ended, runs } from "./processes.ts";
import { temporaryFolder } from "./scene.ts";

const program = fileURLToPath(new URL("./agent-process.ts", import.meta.url));

const saysItsPid = "echo '@macrosweep {\"epoch\": 1, \"value\": '$$'}'; while :; do sleep 0.05; done";
const lease = { sweep: "beats", trial: 1, attempt: 1 };

/** An agent in a process of its own, which ends with the test. */
function startAgentOn(work: string, { address }: TestController): ChildProcess {
  const agent = spawn(process.execPath, [program, address, work], { stdio: "inherit" });
  onTestFinished(() => {
    agent.kill("SIGKILL");
  });
  return agent;
}

/** Resolves when the agent has a reaper, other than this one, that hears signals: the bit of SIGHUP, the first, is set. */
async function reaperOf(agent: ChildProcess, other = 0): Promise<number> {
  const hears = (pid: number) => {
    const caught = /^SigCgt:\s*(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0";
    return (BigInt(`0x${caught}`) & 1n) !== 0n;
  };
  const found = () => {
    const reapers = childrenOf(agent.pid!).filter((pid) => {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("/reaper/main") && pid !== other;
    });
    return reapers.find(hears) ?? 0;
  };
  await expect.poll(found, { timeout: 20_000 }).toBeGreaterThan(0);
  return found();
}

async function killed(agent: ChildProcess): Promise<void> {
  agent.kill("SIGKILL");
  if (agent.exitCode === null && agent.signalCode === null) await once(agent, "exit");
}

describe("the trainers of an agent that is killed with SIGKILL", () => {
  it("are ended, also one that ignores SIGTERM and what has left its group, and so is the reaper", async () => {
    const controller = await TestController.start();
    const agent = startAgentOn(temporaryFolder(), controller);
    const stream = await controller.welcomed();
    stream.assign(lease, ["sh", "-c", saysItsPid]);
    stream.assign({ ...lease, trial: 2 }, ["sh", "-c", `trap '' TERM; ${saysItsPid}`]);
    const trainers = [(await stream.next("report")).report.value!, (await stream.next("report")).report.value!];
    stream.assign({ ...lease, trial: 3 }, ["sh", "-c", `setsid sh -c "$0" & sleep 60`, saysItsPid]);
    const runaway = (await stream.next("report")).report.value!;
    const children = childrenOf(agent.pid!);
    // Three trainers and the reaper.
    expect(children).toHaveLength(4);
    expect(children).not.toContain(runaway);
    expect(children).toEqual(expect.arrayContaining(trainers));
    expect(children.every(runs)).toBe(true);

    await killed(agent);
    await Promise.all([...children, runaway].map(ended));
  });

  it("may save their work, and are ended by a reaper that was told to go itself", async () => {
    const controller = await TestController.start();
    const work = temporaryFolder();
    const agent = startAgentOn(work, controller);
    const stream = await controller.welcomed();
    const saved = join(work, "saved");
    // Its output goes nowhere by then: the shell's own word on the signal would end it before it has saved.
    stream.assign(lease, ["sh", "-c", `exec 2>/dev/null; trap 'touch ${saved}; exit 0' TERM; ${saysItsPid}`]);
    const trainer = (await stream.next("report")).report.value!;
    const reaper = await reaperOf(agent);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.kill(reaper, signal);

    await killed(agent);
    await Promise.all([trainer, reaper].map(ended));
    expect(existsSync(saved)).toBe(true);
  });

  it("are ended by the reaper that came for one that was killed before", async () => {
    const controller = await TestController.start();
    const agent = startAgentOn(temporaryFolder(), controller);
    const stream = await controller.welcomed();
    stream.assign(lease, ["sh", "-c", saysItsPid]);
    const trainer = (await stream.next("report")).report.value!;
    const first = await reaperOf(agent);
    process.kill(first, "SIGKILL");
    await reaperOf(agent, first);
    expect(runs(trainer)).toBe(true);

    await killed(agent);
    await ended(trainer);
  });

  it("are ended when the agent died between their start and a word of it", async () => {
    const controller = await TestController.start();
    const work = temporaryFolder();
    const agent = startAgentOn(work, controller);
    const stream = await controller.welcomed();
    // What the agent does next when its trainer runs is to be killed by it.
    const killer = `kill -9 ${agent.pid}; echo $$ > ${join(work, "pid")}; exec sleep 60`;
    stream.assign(lease, ["sh", "-c", killer]);
    await once(agent, "exit");
    const pid = () => (existsSync(join(work, "pid")) ? Number(readFileSync(join(work, "pid"), "utf8")) : 0);
    await expect.poll(pid).toBeGreaterThan(0);
    await ended(pid());
  });
});

describe.each([
  ["one that ends at SIGTERM", "sh SCRIPT; :"],
  ["one that ignores SIGTERM", "trap '' TERM; sh SCRIPT; :"],
  ["one in a session of its own", "setsid sh SCRIPT & wait"],
])("a trainer whose agent was killed together with its reaper: %s", (_, how) => {
  it("is ended by the next agent of that folder before it starts another, and by no agent of another folder", async () => {
    const controller = await TestController.start();
    const work = temporaryFolder();
    const agent = startAgentOn(work, controller);
    const stream = await controller.welcomed();
    const script = join(work, "orphan.sh");
    writeFileSync(script, saysItsPid);
    stream.assign(lease, ["sh", "-c", how.replace("SCRIPT", script)]);
    const orphan = (await stream.next("report")).report.value!;
    process.kill(await reaperOf(agent), "SIGKILL");
    await killed(agent);
    expect(runs(orphan)).toBe(true);

    startAgentOn(temporaryFolder(), controller);
    const elsewhere = await controller.welcomed();
    elsewhere.assign({ ...lease, trial: 5 }, ["sh", "-c", saysItsPid]);
    await elsewhere.next("report");
    expect(runs(orphan)).toBe(true);

    startAgentOn(work, controller);
    const next = await controller.welcomed();
    const looks = `grep -qs . /proc/${orphan}/cmdline && value=1 || value=0; echo '@macrosweep {"epoch": 1, "value": '$value'}'`;
    next.assign({ ...lease, trial: 6 }, ["sh", "-c", looks]);
    expect((await next.next("report")).report.value).toBe(0);
    expect(runs(orphan)).toBe(false);
  });
});

it("an agent ends no trainer of another agent of its folder that lives", async () => {
  const controller = await TestController.start();
  const work = temporaryFolder();
  startAgentOn(work, controller);
  const first = await controller.welcomed();
  first.assign(lease, ["sh", "-c", saysItsPid]);
  const trainer = (await first.next("report")).report.value!;
  startAgentOn(work, controller);
  const second = await controller.welcomed();
  second.assign({ ...lease, trial: 2 }, ["sh", "-c", saysItsPid]);
  await second.next("report");
  expect(runs(trainer)).toBe(true);
  expect(processesWith("MACROSWEEP_LEASE", "nobody's")).toEqual([]);
});
