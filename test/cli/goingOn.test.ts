import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { controllerInTest, macrosweep, newFolder, start } from "./command.ts";
import { writeSweep } from "./script.ts";

// What a sweep's name is good for after the first run: the document is edited, the script is mended, everything begins again.

function scene() {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  const state = join(path, "state");
  const run = (file: string, ...more: string[]) => macrosweep("run", file, "--state", state, ...more);
  return { path, state, run };
}

function edit(file: string, from: string, to: string): string {
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
  return file;
}

describe("run with an edited document", () => {
  it("goes on with a larger budget, and trains nothing again", async () => {
    const { path, run } = scene();
    const file = writeSweep(path, "kinds", ["poor", "good", "fair"]);
    await run(edit(file, "trials: 3", "trials: 2"));
    const { code, stdout } = await run(edit(file, "trials: 2", "trials: 3"));
    expect(stdout).toContain("Edited. Sweep kinds goes on with:\n  spec.budget.trials: 2 -> 3\n");
    expect(stdout).toContain("3 trials (2 are over)");
    expect(stdout).not.toMatch(/trial [01] {2}/);
    expect(stdout).toContain("  Trials  3 completed, 0 pruned, 0 failed\n");
    expect(code).toBe(0);
  });

  it("takes what it took for new constraints and another number of trials at a time", async () => {
    const { path, run } = scene();
    const file = writeSweep(path, "kinds", ["poor", "good"]);
    await run(file);
    edit(file, "parallel: 2", "parallel: 1");
    edit(file, "  trainer:", '  constraints: [{ metric: "recall:yes", min: 0.95 }]\n  trainer:');
    const { code, stdout } = await run(file);
    expect(stdout).toContain("spec.budget.parallel: 2 -> 1\n");
    expect(stdout).toContain("no trial satisfied the constraints, nearest is trial 1: recall:yes 0.900 is below 0.95");
    expect(code).toBe(1);
  });

  it("goes on where its trainer is only found elsewhere, and trains nothing again", async () => {
    const { path, run } = scene();
    const file = writeSweep(path, "kinds", ["good"]);
    await run(edit(file, JSON.stringify(process.execPath), "node"));
    const { code, stdout } = await run(edit(file, "[node,", `[${JSON.stringify(process.execPath)},`));
    expect(stdout).toContain('spec.trainer.command: ["node","');
    expect(stdout).toContain("1 trials (1 are over)");
    expect(code).toBe(0);
  });

  it("refuses what gives its trials another meaning, with path, old, new and the way on, and exit code 2", async () => {
    const { path, run } = scene();
    await run(writeSweep(path, "kinds", ["good"]));
    const { code, stderr } = await run(writeSweep(path, "kinds", ["poor"], 5));
    expect(stderr).toContain('\n  spec.parameters.kind.values: ["good"] -> ["poor"]\n');
    expect(stderr).toContain("\n  spec.budget.epochsPerTrial: 3 -> 5\n");
    expect(stderr).toContain("warmStart: { from: [kinds] }");
    expect(stderr).toContain("run --fresh, or delete kinds");
    expect(code).toBe(2);
  });
});

describe("a sweep that failed", () => {
  it("is tried again with the mended script under the same document, when asked", async () => {
    const { path, state, run } = scene();
    const file = writeSweep(path, "kinds", ["broken", "good"]);
    const first = await run(file);
    expect(first.stdout).toContain("--retry-failed");
    expect((await run(file)).stdout).toContain("1 completed, 0 pruned, 1 failed");
    edit(join(path, "train.mjs"), 'kind === "broken"', 'kind === "mended"');
    const { code, stdout } = await run(file, "--retry-failed");
    expect(stdout).toContain("Sweep kinds: trial 0 runs again.\n");
    expect(stdout).toContain("  Trials  2 completed, 0 pruned, 0 failed\n");
    expect(code).toBe(0);
    const id = readdirSync(join(state, "trials/kinds"))[0]!;
    expect(existsSync(join(state, "trials/kinds", id, "0/attempt-2.log"))).toBe(true);
    expect((await run(file, "--retry-failed")).stdout).toContain("Sweep kinds has no failed trials to try again.\n");
  });

  it("starts over with --fresh, whatever the document is then, and nothing of the old one is left", async () => {
    const { path, state, run } = scene();
    await run(writeSweep(path, "kinds", ["broken"]));
    const before = readdirSync(join(state, "trials/kinds"));
    const { code, stdout } = await run(writeSweep(path, "kinds", ["good", "poor"], 5), "--fresh");
    expect(stdout).toContain("Started over. The sweep kinds that was here is removed, with 1 trial that was over.\n");
    expect(stdout).toContain("  Trials  2 completed, 0 pruned, 0 failed\n");
    expect(code).toBe(0);
    const after = readdirSync(join(state, "trials/kinds"));
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
  });

  it("--fresh is a first run where there is nothing yet", async () => {
    const { path, run } = scene();
    const { code, stdout } = await run(writeSweep(path, "kinds", ["good"]), "--fresh");
    expect(stdout).not.toContain("Started over");
    expect(code).toBe(0);
  });
});

describe("asking a controller", () => {
  it("retry lets a trial run again, delete removes an ended sweep and says where its trials' files are", async () => {
    const { path, state } = scene();
    const address = await controllerInTest(state);
    const agent = start(["agent", "--controller", address, "--work", join(path, "work")]);
    onTestFinished(() => void agent.process.kill("SIGKILL"));
    const ask = (...args: string[]) => macrosweep(...args, "--state", state);

    const file = writeSweep(path, "kinds", ["broken", "good"]);
    await ask("submit", file, "--watch");
    expect(await ask("retry", "kinds", "1")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("trial 1 is completed"),
    });
    expect(await ask("retry", "kinds", "0")).toMatchObject({ code: 0, stdout: "Sweep kinds: trial 0 runs again.\n" });
    await ask("watch", "kinds");
    const again = await ask("submit", edit(file, "epochsPerTrial: 3", "epochsPerTrial: 3, totalEpochs: 90"));
    expect(again.stdout).toContain("spec.budget.totalEpochs: nothing -> 90\n");
    await ask("watch", "kinds");

    const deleted = await ask("delete", "kinds");
    expect(deleted.stdout).toMatch(
      /^Sweep kinds is deleted\.\n {2}What its trials have left stays on the agent \S+:\n {2}kinds\/[0-9a-f]{8} in the folder/,
    );
    expect((await ask("list", "--json")).stdout).toBe("");
    expect(await ask("get", "kinds")).toMatchObject({ code: 2 });
    await ask("submit", writeSweep(path, "kinds", ["endless"]));
    expect(await ask("delete", "kinds")).toMatchObject({ code: 2, stderr: expect.stringContaining("cancel it first") });
  }, 120_000);
});
