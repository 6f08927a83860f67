import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { heard, macrosweep, objects, type Said, startInTest } from "../cli/command.ts";
import { documentOf, openScene, type Scene, tellLogs, train } from "./api/scene.ts";
import { openLaterController } from "./later/laterController.ts";
import { withoutMore } from "./later/withMore.ts";

// The command line of this version at a controller to come, which says more in each answer.

/** A controller of this version, and the same one as of a later version. */
interface Stage {
  readonly scene: Scene;
  readonly later: string;
  close(): Promise<void>;
}

async function openStage(): Promise<Stage> {
  const scene = await openScene();
  const later = await openLaterController(scene.url);
  return {
    scene,
    later: later.url,
    close: async () => {
      later.close();
      await scene.close();
    },
  };
}

describe("what the command line asks a controller of a later version", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    const { scene } = stage;
    const baseline = { params: { x: 0.5, kind: "a" } };
    const constraints = [{ metric: "recall:N", min: 0.72 }];
    await scene.create("ended", {}, { confirm: { top: 2, seeds: 2 }, baseline, constraints });
    // Five of the search, and two seeds each of the best two and the baseline.
    await train(scene, 11);
    await vi.waitFor(async () => expect(await stateOf(scene, "ended")).toBe("completed"), 30_000);
    const nightly = {
      ...documentOf("nightly", {}, { schedule: { cron: "0 2 * * *" } }),
      metadata: { name: "nightly" },
    };
    await scene.ask("POST", "/api/v1/schedules", { body: nightly });
  });
  afterAll(() => stage.close());

  const ASKED = [
    "list",
    "get ended",
    "best ended",
    "trials ended",
    "explain ended 0",
    "replay ended --pruner asha",
    "nights ecg-nights",
    "schedules",
    "export ended",
    "watch ended",
    "get none",
  ];

  it.each(ASKED)("%s: prints what it prints of one of this version", async (command) => {
    const [said, known] = await atBoth(command);
    expect(said).toEqual(known);
  });

  it.each(ASKED.filter((command) => !command.startsWith("export")))("%s --json: prints no less", async (command) => {
    const [said, known] = await atBoth(`${command} --json`);
    expect(said.code).toBe(known.code);
    expect(jsonIn(known)).not.toEqual([]);
    expect(withoutMore(jsonIn(said))).toEqual(jsonIn(known));
  });

  /** What a command says at the later one, and at the one of this version. */
  function atBoth(command: string): Promise<[Said, Said]> {
    const ask = (url: string) => macrosweep(...command.split(" "), "--url", url);
    return Promise.all([ask(stage.later), ask(stage.scene.url)]);
  }

  it("report ended: writes a report", async () => {
    const file = join(stage.scene.state, "report.html");
    const { code, stderr } = await macrosweep("report", "ended", "--output", file, "--url", stage.later);
    expect(code, stderr).toBe(0);
    expect(readFileSync(file, "utf8")).toContain('"ended"');
  });
});

describe("the command line goes on with a controller of a later version", () => {
  it("where it follows a sweep to its end, with events that it does not know between those that it does", async () => {
    const { scene, later } = await stageInTest();
    const file = join(scene.state, "followed.json");
    writeFileSync(file, JSON.stringify(documentOf("followed", { trials: 4 })));
    const watching = startInTest("submit", file, "--watch", "--url", later);
    await heard(watching.process.stdout, /Sweep followed:/);
    await train(scene, 4);
    const { code, stdout, stderr } = await watching.said;
    const retried = await macrosweep("retry", "followed", "--json", "--url", later);

    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/trial 3 .*completed/);
    expect(stdout).toContain("3 completed, 0 pruned, 1 failed");
    expect(jsonIn(retried)).toMatchObject([{ sweep: "followed", trials: { waiting: 1 } }]);
  });

  it("where it orders something", async () => {
    const { scene, later } = await stageInTest();
    const file = join(scene.state, "ordered.json");
    writeFileSync(file, JSON.stringify(documentOf("ordered")));
    const order = async (...words: string[]) => jsonIn(await macrosweep(...words, "--json", "--url", later));

    expect(await order("submit", file)).toMatchObject([{ sweep: "ordered", state: "running" }]);
    expect(await order("pause", "ordered")).toMatchObject([{ state: "paused" }]);
    expect(await order("resume", "ordered")).toMatchObject([{ state: "running" }]);
    expect(await order("cancel", "ordered")).toMatchObject([{ state: "cancelled" }]);
    expect(await order("delete", "ordered")).toMatchObject([{ sweep: "ordered", deleted: true }]);
  });

  it("where it asks for agents, their logs and how the controller fares", async () => {
    const { scene, later } = await stageInTest();
    await scene.create("ended", { trials: 1 });
    await train(scene, 1);
    void tellLogs(scene);
    const log = await macrosweep("logs", "ended", "0", "--url", later);
    const agents = await macrosweep("agents", "--url", later);
    const doctor = await macrosweep("doctor", "--json", "--url", later);

    expect(log.stdout, log.stderr).toBe("epoch 3\n");
    expect(agents.stdout, agents.stderr).toMatch(/^box /m);
    expect(jsonIn(doctor)).toMatchObject([{ findings: expect.any(Array) }]);
  });
});

async function stageInTest(): Promise<Stage> {
  const stage = await openStage();
  onTestFinished(stage.close);
  return stage;
}

async function stateOf(scene: Scene, name: string): Promise<string | undefined> {
  const { state } = JSON.parse((await scene.ask("GET", `/api/v1/sweeps/${name}`)).text) as { state?: string };
  return state;
}

/** All that a command has said as JSON, a refusal too. */
function jsonIn({ stdout, stderr }: Said): unknown[] {
  return objects(stdout === "" ? stderr : stdout);
}
