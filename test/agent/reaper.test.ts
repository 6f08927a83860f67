import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { TestController } from "./controller.ts";
import { childrenOf, ended, runs } from "./processes.ts";
import { temporaryFolder } from "./scene.ts";

describe("the trainers of an agent that is killed with SIGKILL", () => {
  it("are ended, also one that ignores SIGTERM and what has left its group, and so is the reaper", async () => {
    const controller = await TestController.start();
    const program = fileURLToPath(new URL("./agent-process.ts", import.meta.url));
    const agent = spawn(process.execPath, [program, controller.address, temporaryFolder()], { stdio: "inherit" });
    onTestFinished(() => {
      agent.kill("SIGKILL");
    });
    const stream = await controller.welcomed();
    const saysItsPid = "echo '@macrosweep {\"epoch\": 1, \"value\": '$$'}'; while :; do sleep 0.05; done";
    stream.assign({ sweep: "beats", trial: 1, attempt: 1 }, ["sh", "-c", saysItsPid]);
    stream.assign({ sweep: "beats", trial: 2, attempt: 1 }, ["sh", "-c", `trap '' TERM; ${saysItsPid}`]);
    const trainers = [(await stream.next("report")).report.value!, (await stream.next("report")).report.value!];
    stream.assign({ sweep: "beats", trial: 3, attempt: 1 }, ["sh", "-c", `setsid sh -c "$0" & sleep 60`, saysItsPid]);
    const runaway = (await stream.next("report")).report.value!;
    const children = childrenOf(agent.pid!);
    // Three trainers and the reaper.
    expect(children).toHaveLength(4);
    expect(children).not.toContain(runaway);
    expect(children).toEqual(expect.arrayContaining(trainers));
    expect(children.every(runs)).toBe(true);

    agent.kill("SIGKILL");
    await once(agent, "exit");
    await Promise.all([...children, runaway].map(ended));
  });
});
