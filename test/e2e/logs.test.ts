import { describe, expect, it, onTestFinished } from "vitest";
import type { AgentShape } from "../../src/shapes/agent.ts";
import type { LogTail } from "../../src/shapes/logTail.ts";
import { openGate } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { openStage } from "./stage.ts";

const report = (epoch: number) => `echo '@macrosweep {"epoch": ${epoch}, "value": 0.5}'`;

/** A trainer that prints, waits for the gate and prints again. */
const talkative = (end: string) => [
  "sh",
  "-c",
  `echo begins; ${report(1)}; until [ -e gate ]; do sleep 0.05; done; printf 'odd \\033[2J\\n'; ${report(2)}; ${end}`,
];

describe("logs and agents", () => {
  it("show what a trial prints while it runs, follow it to its end, and who trains it", async () => {
    const stage = openStage(onTestFinished);
    await stage.controller();
    await stage.agent(2, "--label", "zone=eu");
    await stage.ask(
      "submit",
      writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 2, command: talkative("echo ends") }),
    );
    const follower = stage.start("logs", "beats", "0", "--follow", "--url", await stage.url());
    await stage.until("the log to be followed", () => follower.stdout.includes("begins"));

    const [seen] = await stage.ask<AgentShape>("agents");
    expect(seen).toMatchObject({
      state: "connected",
      slots: 2,
      busy: 1,
      labels: { zone: "eu" },
      leases: [{ trial: 0 }],
    });
    const table = await stage.macrosweep("agents", "--url", await stage.url());
    expect(table.stdout).toMatch(/connected +1\/2 .* zone=eu .* beats\/0/);
    const [tail] = await stage.ask<LogTail>("logs", "beats", "0");
    expect(tail).toMatchObject({ text: "begins\n", live: true, over: false, attempt: 1 });

    openGate(stage);
    expect((await follower.exited).code).toBe(0);
    // What would clear a terminal is no part of it.
    expect(follower.stdout).toBe("begins\nodd\nends\n");
    expect(follower.stderr).toMatch(/^--- trial 0 of beats, attempt 1 on agent \S+\n$/);
    await stage.stop();
  });

  it("show the last words of a trial that has failed when its agent has gone", async () => {
    const stage = openStage(onTestFinished);
    await stage.controller();
    const agent = await stage.agent(1);
    openGate(stage);
    const command = talkative("echo it was the learning rate; exit 9");
    await stage.ask("submit", writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 2, command }));
    await stage.recorded("the failure", (event) => event.kind === "trialEnded");
    await agent.kill("SIGTERM");
    const [tail] = await stage.ask<LogTail>("logs", "beats", "0");
    expect(tail).toMatchObject({ live: false, over: true });
    expect(tail?.text).toBe("begins\nodd \nit was the learning rate\n");
    const missing = await stage.macrosweep("logs", "beats", "7", "--url", await stage.url());
    expect(missing).toMatchObject({ code: 2, stderr: 'macrosweep: sweep "beats" has no trial 7\n' });
    await stage.stop();
  });

  it("show what a trial of a run has printed that is over", async () => {
    const stage = openStage(onTestFinished);
    openGate(stage);
    const file = writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 2, command: talkative("echo ends") });
    expect(await stage.macrosweep("run", file)).toMatchObject({ code: 0 });
    expect(await stage.macrosweep("logs", "beats", "0")).toMatchObject({ code: 0, stdout: "begins\nodd\nends\n" });
    expect((await stage.macrosweep("agents")).stdout).toMatch(/^No agent is connected/);
    await stage.stop();
  });

  it("doctor says what is wrong with a controller, and that it is well", async () => {
    const stage = openStage(onTestFinished);
    await stage.controller();
    const well = await stage.macrosweep("doctor", "--url", await stage.url());
    expect(well).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The controller \(macrosweep \S+\) is well\.\n$/),
    });
    await stage.ask("submit", writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 1, command: ["true"] }));
    const sick = await stage.macrosweep("doctor", "--url", await stage.url());
    expect(sick.code).toBe(1);
    expect(sick.stdout).toMatch(/^error {4}no agent is connected, and 1 sweep would train\n {9}start one with/);
    await stage.stop();
  });
});
