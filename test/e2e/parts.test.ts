import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { SweepShape } from "../../src/shapes/sweep.ts";
import type { ExplanationShape, TrialShape } from "../../src/shapes/trial.ts";
import { openGate, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { runs } from "./processes.ts";
import { right } from "./right.ts";
import { openStage } from "./stage.ts";
import { until } from "./until.ts";

/** Macro-F1 of the steady trainer, as it is before any of this project's arithmetic. */
function f1Of({ params, seed }: TrialShape, epoch: number): number {
  return right(params, seed, epoch) / 100;
}

const EXAMPLES = join(import.meta.dirname, "../../examples");

it("gives its work to agents that were started before it", async () => {
  const stage = openStage(onTestFinished);
  const agent = await stage.agent(2);
  await agent.said(/no session with the controller/);
  await stage.controller();
  const file = writeSweep(stage, "early", { trials: 2, parallel: 2, epochs: 2 });
  const [sweep] = await stage.ask<SweepShape>("submit", file, "--watch");
  expect(sweep).toMatchObject({ sweep: "early", state: "completed", trials: { completed: 2 } });
  await stage.stop();
});

describe("an ended sweep", () => {
  const stage = openStage(afterAll);
  let trials: TrialShape[];
  let best: TrialShape;
  let file: string;

  beforeAll(async () => {
    await stage.controller();
    await stage.agent(2);
    file = writeSweep(stage, "beats", { trials: 6, parallel: 2, epochs: 3, options: ["--pace", "5"] });
    await stage.ask("submit", file);
    await stage.ask("watch", "beats");
    trials = await stage.ask<TrialShape>("trials", "beats");
    best = trials.reduce((a, b) => (f1Of(b, 3) > f1Of(a, 3) ? b : a));
  });

  /** The public shape of a sweep, in every particular. */
  function expected(): SweepShape {
    const f1 = f1Of(best, 3);
    const perClass = { precision: f1, recall: f1, f1, support: 100 };
    return {
      sweep: "beats",
      state: "completed",
      reason: "every trial of the budget is done",
      objective: { metric: "macroF1", direction: "maximize" },
      best: {
        trial: best.trial,
        params: best.params,
        value: f1,
        interval: [expect.any(Number), expect.any(Number)],
        step: 3,
        perClass: [
          { class: "beat", ...perClass },
          { class: "noise", ...perClass },
        ],
        testValue: null,
        constraints: null,
        estimate: { value: expect.any(Number), interval: [expect.any(Number), expect.any(Number)] },
        confirmation: null,
        training: { argv: expect.arrayContaining([process.execPath]), env: expect.anything(), seed: best.seed },
      },
      trials: { completed: 6, pruned: 0, failed: 0, preempted: 0, cancelled: 0, running: 0, waiting: 0 },
      epochs: { run: 18, full: 18, saved: 0 },
    };
  }

  it("is shown in the same public shape by get, best, watch, list and a second submit", async () => {
    for (const args of [["get", "beats"], ["best", "beats"], ["watch", "beats"], ["list"], ["submit", file]]) {
      expect(await stage.ask(...args)).toEqual([expected()]);
    }
    const [low, high] = (await stage.ask<SweepShape>("get", "beats"))[0]!.best!.interval!;
    expect(low).toBeLessThan(f1Of(best, 3));
    expect(high).toBeGreaterThan(f1Of(best, 3));
  });

  it("shows every trial with its whole curve", () => {
    expect(trials.map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const shown of trials) {
      expect(shown).toEqual({
        trial: shown.trial,
        state: "completed",
        params: shown.params,
        seed: shown.seed,
        attempt: 1,
        value: f1Of(shown, 3),
        steps: 3,
        reason: null,
        curve: [1, 2, 3].map((epoch) => [epoch, f1Of(shown, epoch)]),
        violation: null,
        replicateOf: null,
        testValue: null,
      });
    }
    expect(trials.filter(({ params }) => "gamma" in params).every(({ params }) => params.loss === "focal")).toBe(true);
  });

  it("explains a trial", async () => {
    const [told] = await stage.ask<ExplanationShape>("explain", "beats", String(best.trial));
    expect(told).toEqual({
      sweep: "beats",
      trial: best,
      suggested: "random",
      verdicts: [],
      attempts: [expect.stringMatching(/^attempt 1 on agent \S+: epochs 1 to 3, finished$/)],
      perClass: expected().best?.perClass,
      testValue: null,
    });
  });

  it("is exported as JSON lines and as a table", async () => {
    expect(await stage.ask("export", "beats", "--format", "jsonl")).toEqual(trials);
    const { code, stdout } = await stage.macrosweep("export", "beats", "--format", "csv");
    expect(code).toBe(0);
    const [titles, ...rows] = stdout
      .trimEnd()
      .split("\r\n")
      .map((line) => line.split(","));
    expect(titles?.slice(0, 9)).toEqual([
      "trial",
      "state",
      "value",
      "steps",
      "attempt",
      "seed",
      "reason",
      "replicateOf",
      "testValue",
    ]);
    expect(titles?.slice(9).sort()).toEqual(["param.gamma", "param.loss", "param.rate"]);
    const told = rows.map((cells) => Object.fromEntries(cells.map((cell, i) => [titles?.[i], cell])));
    expect(told).toEqual(
      trials.map(({ trial, state, value, steps, attempt, seed, params }) => ({
        ...{
          trial: `${trial}`,
          state,
          value: `${value}`,
          steps: `${steps}`,
          attempt: `${attempt}`,
          seed: `${seed}`,
          reason: "",
          replicateOf: "",
          testValue: "",
        },
        ...{ "param.loss": params.loss, "param.rate": `${params.rate}`, "param.gamma": `${params.gamma ?? ""}` },
      })),
    );
  });

  it("keeps its name: a document whose trials mean something else is refused under it", async () => {
    const other = JSON.parse(readFileSync(stage.path(file), "utf8"));
    const { epochsPerTrial } = other.spec.budget;
    other.spec.budget.epochsPerTrial = 50;
    const changed = stage.write("changed.yaml", JSON.stringify(other));
    const { code, stderr } = await stage.macrosweep("submit", changed);
    expect(code).toBe(2);
    expect(stderr).toContain(`\n  spec.budget.epochsPerTrial: ${epochsPerTrial} -> 50\n`);
    expect(stderr).toContain("warmStart: { from: [beats] }");
    expect(await stage.ask("get", "beats")).toEqual([expected()]);
  });

  it.each(["pause", "resume", "cancel"])("can no longer be told to %s", async (command) => {
    const { code, stderr } = await stage.macrosweep(command, "beats");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('sweep "beats" has ended (completed)'),
    });
  });

  it.each([
    ["get", "nobody"],
    ["best", "nobody"],
    ["trials", "nobody"],
    ["watch", "nobody"],
    ["cancel", "nobody"],
    ["export", "nobody"],
    ["explain", "nobody", "0"],
  ])("does not hide that there is no other: %s %s", async (...args) => {
    const { code, stdout, stderr } = await stage.macrosweep(...args, "--json");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(JSON.parse(stderr)).toEqual({
      error: { code: "notFound", message: expect.stringMatching(/there is no (such )?sweep/) },
    });
  });

  it("has no trial beyond its last", async () => {
    const { code, stderr } = await stage.macrosweep("explain", "beats", "6");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'macrosweep: sweep "beats" has no trial 6; it has 6 so far\n',
    });
  });
});

describe("a sweep that runs", () => {
  async function running(trials: number) {
    const stage = openStage(onTestFinished);
    await stage.controller();
    await stage.agent(1);
    await stage.ask("submit", writeSweep(stage, "beats", { trials, parallel: 1, epochs: 3, options: ["--gate", "3"] }));
    const [{ pid } = { pid: 0 }] = await trained(stage, 2);
    return { stage, pid };
  }

  it("starts no new trial while it is paused, lets the running one end, and goes on when it is resumed", async () => {
    const { stage } = await running(3);
    expect(await stage.ask("pause", "beats")).toMatchObject([{ state: "paused", trials: { running: 1 } }]);
    const watching = stage.start("watch", "beats", "--json");
    await watching.said(/Sweep beats/);
    openGate(stage);
    await watching.said(/trial 0 {2}completed/);
    const paused = { state: "paused", trials: { completed: 1, running: 0, waiting: 0 } };
    expect(await stage.ask("get", "beats")).toMatchObject([paused]);
    expect(await stage.ask("resume", "beats")).toMatchObject([{ state: "running" }]);
    expect(await watching.exited).toMatchObject({ code: 0 });
    expect(JSON.parse(watching.stdout)).toMatchObject({ state: "completed", trials: { completed: 3 } });
    await stage.stop();
  });

  it("ends its trainers when it is cancelled, and has no winner", async () => {
    const { stage, pid } = await running(3);
    const watching = stage.start("watch", "beats", "--json");
    await watching.said(/Sweep beats/);
    const cancelled = { state: "cancelled", best: null, trials: { cancelled: 1, running: 0, waiting: 0 } };

    expect(await stage.ask("cancel", "beats")).toMatchObject([cancelled]);

    await until("the trainer to end", () => !runs(pid));
    expect(await watching.exited).toMatchObject({ code: 1 });
    expect(JSON.parse(watching.stdout)).toMatchObject(cancelled);
    expect(await stage.macrosweep("best", "beats")).toMatchObject({ code: 1 });
    expect(await stage.ask("cancel", "beats")).toMatchObject([cancelled]);
    await stage.stop();
  });

  it("has no best trial before one is complete, and no fault in that", async () => {
    const { stage } = await running(1);
    const { code, stdout } = await stage.macrosweep("best", "beats");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "No trial is complete yet.\n" });
    expect(await stage.ask("best", "beats")).toMatchObject([{ state: "running", best: null }]);
    await stage.stop();
  });
});

describe("without a controller", () => {
  it.each([["list"], ["get", "beats"], ["watch", "beats"], ["trials", "beats"]])(
    "%s says where it looked for one",
    async (...args) => {
      const stage = openStage(onTestFinished);
      const url = await stage.url();
      const { code, stderr } = await stage.macrosweep(...args, "--url", url);
      expect({ code, stderr }).toEqual({
        code: 3,
        stderr: expect.stringContaining(`the controller at ${url} cannot be reached`),
      });
    },
  );

  it.each(readdirSync(EXAMPLES).filter((name) => name.endsWith(".yaml")))(
    "the example %s can be checked, and is valid",
    async (name) => {
      const stage = openStage(onTestFinished);
      expect(await stage.macrosweep("validate", join(EXAMPLES, name))).toMatchObject({ code: 0, stderr: "" });
    },
  );

  it("every mistake of a document is named", async () => {
    const stage = openStage(onTestFinished);
    const wrong = writeSweep(stage, "wrong", {
      trials: 0,
      parallel: 1,
      epochs: 1,
      pruner: { name: "asha", minResource: -1 },
    });
    const { code, stderr } = await stage.macrosweep("validate", wrong);
    expect(code).toBe(2);
    expect(stderr).toContain("spec.budget.trials: 0 must be");
    expect(stderr).toContain("spec.pruner.minResource: -1 must be");
  });
});
