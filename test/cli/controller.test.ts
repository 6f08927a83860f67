import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  commandLine,
  heard,
  macrosweep,
  newFolder,
  objects,
  type Said,
  type Started,
  start,
  startInTest,
} from "./command.ts";
import { GOOD, writeSweep } from "./script.ts";

// One controller and one agent, as processes of their own, with one sweep that has ended and one that is paused.

const folder = newFolder();
const state = join(folder.path, "state");
const work = join(folder.path, "trials");
let controller: Started;
let agent: Started;
let address: string;
let submitted: Said;

const execFileAsync = promisify(execFile);

function ask(...args: readonly string[]): Promise<Said> {
  return macrosweep(...args, "--state", state);
}

beforeAll(async () => {
  controller = start(["controller", "--state", state, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"]);
  [, address = ""] = await heard(controller.process.stdout, /listens on ([^;]+);/);
  agent = start(["agent", "--controller", address, "--work", work]);
  submitted = await ask("submit", writeSweep(folder.path, "kinds", ["poor", "good", "broken"]), "--watch");
  await ask("submit", writeSweep(folder.path, "later", ["endless", "good"]));
  await ask("pause", "later");
});

afterAll(async () => {
  agent.process.kill("SIGKILL");
  controller.process.kill("SIGKILL");
  await Promise.all([agent.said, controller.said]);
  folder.remove();
});

const KINDS = expect.objectContaining({
  sweep: "kinds",
  state: "completed",
  trials: { completed: 2, pruned: 0, failed: 1, preempted: 0, cancelled: 0, running: 0, waiting: 0 },
  epochs: { run: 6, full: 9, saved: 0 },
});

describe("asking a controller", () => {
  it("submit --watch follows the sweep to its end", () => {
    expect(submitted.stderr).toBe("");
    expect(submitted.stdout).toContain("When what failed is mended: npx macrosweep retry kinds\n");
    expect(submitted.stdout).toMatch(/trial 2 {2}failed: exit code 3: no such table\n/);
    expect(submitted.stdout).toContain("Winner: trial 1 with macro-F1 0.8496");
    expect(submitted.code).toBe(0);
  });

  it("submit of the same document finds the sweep there", async () => {
    const again = await ask("submit", join(folder.path, "kinds.yaml"));
    expect(again).toMatchObject({ code: 0, stderr: "" });
    expect(again.stdout).toContain("Sweep kinds is there already");
    expect(objects((await ask("submit", join(folder.path, "kinds.yaml"), "--json")).stdout)).toEqual([KINDS]);
  });

  it("list shows all sweeps, with --json one object a line", async () => {
    const { stdout } = await ask("list");
    expect(stdout).toMatch(
      /^name +state +metric +best +trials +epochs +time\nkinds +completed +max macro-F1 +0.8496 +3\/3/,
    );
    const sweeps = objects((await ask("list", "--json")).stdout);
    expect(sweeps).toEqual([KINDS, expect.objectContaining({ sweep: "later", state: "paused", best: null })]);
  });

  it.each(["get", "best"])("%s --json gives the sweep with its winner", async (command) => {
    const { code, stdout } = await ask(command, "kinds", "--json");
    const [sweep] = objects(stdout);
    expect(sweep).toEqual(KINDS);
    expect(sweep).toMatchObject({
      best: {
        trial: 1,
        params: { kind: "good" },
        value: expect.closeTo(GOOD, 12),
        interval: [expect.any(Number), expect.any(Number)],
        step: 3,
        perClass: [
          { class: "no", precision: 8 / 9, recall: 0.8, f1: expect.closeTo(16 / 19, 12), support: 10 },
          { class: "yes", precision: 9 / 11, recall: 0.9, f1: expect.closeTo(18 / 21, 12), support: 10 },
        ],
      },
    });
    expect(code).toBe(0);
  });

  it("best has exit code 0 while a sweep may yet have a winner", async () => {
    const { code, stdout } = await ask("best", "later");
    expect(stdout).toBe("No trial is complete yet.\n");
    expect(code).toBe(0);
  });

  it("replay tells what another pruner would have done, with settings as in a document", async () => {
    const settings = ["--pruner", "threshold", "--set", 'bounds=[{ "step": 1, "lower": 0.6 }]'];
    const { code, stdout } = await ask("replay", "kinds", ...settings, "--json");
    expect(objects(stdout)).toMatchObject([
      {
        trials: { completed: 2, pruned: 0, leftOut: 1 },
        recorded: { epochs: 6, stopped: 0 },
        replayed: { epochs: 4, stopped: 1, beyond: [], best: [1], lost: [], regret: 0 },
      },
    ]);
    expect(code).toBe(0);
    const refused = await ask("replay", "kinds", "--pruner", "asha", "--set", "reductionFactor=1");
    expect(refused).toMatchObject({
      code: 2,
      stderr: "macrosweep: pruner.reductionFactor: 1 must be a whole number of at least 2\n",
    });
  });

  it("trials lists every trial once, with its outcome and curve", async () => {
    const { stdout } = await ask("trials", "kinds", "--json");
    expect(objects(stdout)).toMatchObject([
      { trial: 0, state: "completed", params: { kind: "poor" }, value: 0.5, steps: 3, reason: null },
      { trial: 1, state: "completed", params: { kind: "good" }, attempt: 1, steps: 3, reason: null },
      { trial: 2, state: "failed", params: { kind: "broken" }, value: null, steps: 0, curve: [] },
    ]);
    expect(objects(stdout)[0]).toMatchObject({
      curve: [
        [1, 0.5],
        [2, 0.5],
        [3, 0.5],
      ],
    });
    expect((await ask("trials", "kinds")).stdout).toMatch(
      /^Sweep kinds: maximize macro-F1\n\n.*\n +0 {2}completed {2}0.5000 {7}3 {2}▁▁▁ {4}kind=poor\n/,
    );
  });

  it("explain tells how a trial came to its params and its end", async () => {
    const { stdout } = await ask("explain", "kinds", "2");
    expect(stdout).toMatch(
      /^Sweep kinds: maximize macro-F1\nTrial 2: failed: exit code 3: no such table\n\n {2}kind {2}broken\n\nHow they were chosen\n/,
    );
    const [told] = objects((await ask("explain", "kinds", "1", "--json")).stdout);
    expect(told).toMatchObject({ sweep: "kinds", trial: { trial: 1, state: "completed" }, testValue: null });
    expect(told).toMatchObject({ attempts: [expect.stringContaining("attempt 1 on agent")] });
  });

  it("best --save keeps params, scores, curve and what trains it anew of a script that leaves no checkpoint, and says so", async () => {
    const kept = join(folder.path, "kept");
    const { code, stdout } = await ask("best", "kinds", "--save", kept, "--work", work);
    expect(code).toBe(0);
    expect(stdout).toContain(`\nSaved in ${kept}:\n  ${work} holds no checkpoint of it: its script keeps none`);
    expect(stdout).toContain("\n  result.json, params.json, curve.csv, train.sh\n");
    const saved = (name: string) => readFileSync(join(kept, name), "utf8");
    expect(JSON.parse(saved("result.json"))).toEqual(KINDS);
    expect(JSON.parse(saved("params.json"))).toEqual({ kind: "good" });
    expect(saved("curve.csv")).toBe(`epoch,value\r\n${[1, 2, 3].map((epoch) => `${epoch},${GOOD}\r\n`).join("")}`);
  });

  it("export writes CSV that a spreadsheet reads, or the lines of trials --json", async () => {
    const { stdout } = await ask("export", "kinds", "--format", "csv");
    const [titles, first] = stdout.split("\r\n");
    expect(titles).toBe("trial,state,value,steps,attempt,seed,reason,replicateOf,testValue,param.kind");
    expect(first).toMatch(/^0,completed,0.5,3,1,\d+,,,,poor$/);
    expect((await ask("export", "kinds", "--format", "jsonl")).stdout).toBe(
      (await ask("trials", "kinds", "--json")).stdout,
    );
  });

  it("watch of a sweep that has ended tells its result at once", async () => {
    const { code, stdout, stderr } = await ask("watch", "kinds", "--json");
    expect(objects(stdout)).toEqual([KINDS]);
    expect(stderr).toContain("Sweep kinds: maximize macro-F1");
    expect(code).toBe(0);
  });

  it("pause, resume and cancel change the state, and watch ends with 1 at a cancelled sweep", async () => {
    await ask("submit", writeSweep(folder.path, "stopped", ["endless"]));
    expect(objects((await ask("pause", "stopped", "--json")).stdout)).toMatchObject([{ state: "paused" }]);
    expect(await ask("resume", "stopped")).toMatchObject({ code: 0, stdout: "Sweep stopped goes on.\n" });
    const watch = startInTest("watch", "stopped", "--state", state);
    await heard(watch.process.stdout, /Sweep stopped:/);
    expect(objects((await ask("cancel", "stopped", "--json")).stdout)).toMatchObject([{ state: "cancelled" }]);
    const { code, stdout } = await watch.said;
    expect(stdout).toContain("Sweep stopped was cancelled");
    expect(code).toBe(1);
  });

  it("says what is refused and exits with 2, as JSON where that was asked for", async () => {
    expect(await ask("get", "nobody")).toMatchObject({ code: 2, stdout: "" });
    const { code, stdout, stderr } = await ask("explain", "kinds", "7", "--json");
    expect(objects(stderr)).toEqual([
      { error: { code: "notFound", message: 'sweep "kinds" has no trial 7; it has 3 so far' } },
    ]);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("refuses an invalid document before it is sent", async () => {
    const file = join(folder.path, "invalid.yaml");
    writeFileSync(file, readFileSync(join(folder.path, "kinds.yaml"), "utf8").replace("trials: 3", "trials: .inf"));
    const { code, stderr } = await ask("submit", file);
    expect(stderr).toContain(`${file} is no valid sweep document\n  spec.budget.trials: Infinity must be`);
    expect(code).toBe(2);
  });

  it("ends quietly when the reader of a pipe has gone", async () => {
    const command = `(${commandLine("trials", "kinds", "--json", "--state", state)}; echo "code $?" >&2) | true`;
    const { stderr } = await execFileAsync("sh", ["-c", command]);
    expect(stderr).toBe("code 0\n");
  });
});

describe("the parts", () => {
  it("stop at SIGTERM with exit code 0, log JSON lines, and go on where they were", async () => {
    const own = join(folder.path, "own");
    const first = startInTest(
      "controller",
      "--state",
      own,
      "--listen",
      "127.0.0.1:0",
      "--http",
      "127.0.0.1:0",
      "--json",
    );
    const [, listening = ""] = await heard(first.process.stdout, /"address":"([^"]+)"/);
    await macrosweep("submit", writeSweep(folder.path, "waits", ["good"]), "--state", own);
    first.process.kill("SIGTERM");
    const { code, stderr } = await first.said;
    expect(objects(stderr)).toMatchObject([
      { msg: "controller started" },
      { msg: "sweep created", sweep: "waits" },
      { msg: "controller stopped" },
    ]);
    expect(code).toBe(0);

    const second = startInTest(
      "controller",
      "--state",
      own,
      "--listen",
      listening,
      "--http",
      "127.0.0.1:0",
      "--log-level",
      "error",
    );
    await heard(second.process.stdout, /listens on/);
    const late = startInTest("agent", "--controller", listening, "--work", join(own, "trials"), "--slots", "2");
    const { stdout } = await macrosweep("watch", "waits", "--state", own);
    expect(stdout).toContain("Winner: trial 0 with macro-F1 0.8496");
    late.process.kill("SIGTERM");
    expect((await late.said).code).toBe(0);
  });

  it("refuse a port in use with exit code 2", async () => {
    const { code, stderr } = await macrosweep("controller", "--state", join(folder.path, "other"), "--listen", address);
    expect(stderr).toMatch(/^macrosweep: --listen .* is the port in use\?.*\n$/);
    expect(code).toBe(2);
  });
});
