import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { attemptLog } from "./attemptLog.ts";
import { heard, macrosweep, newFolder, objects, startInTest } from "./command.ts";
import { GOOD, writeSweep } from "./script.ts";

function folderOfTest(): string {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  return path;
}

/** Resolves when the first trainer of the sweep has got so far as to say something. */
async function trainerSpoke(state: string, sweep: string): Promise<void> {
  const said = () => {
    const log = attemptLog(join(state, "trials"), sweep, 0);
    return existsSync(log) && readFileSync(log, "utf8");
  };
  await expect.poll(said, { timeout: 20_000 }).toContain("attempt 1");
}

/** Command lines of the running trainers whose script stands in this folder. */
function trainersOf(folder: string): string[] {
  const commands = execFileSync("ps", ["-A", "-o", "args"], { encoding: "utf8" }).split("\n");
  return commands.filter((command) => command.includes(join(folder, "train.mjs")));
}

describe("macrosweep run", () => {
  it("names the winner, tells why trials failed and where their logs are, and exits with 0", async () => {
    const folder = folderOfTest();
    const state = join(folder, "state");
    const { code, stdout, stderr } = await macrosweep(
      "run",
      writeSweep(folder, "kinds", ["poor", "good", "broken"]),
      "--state",
      state,
    );
    expect(stderr).toBe("");
    expect(stdout).toContain("Sweep kinds: maximize macro-F1; 3 trials, 2 at a time, 3 epochs each\n");
    expect(stdout).toMatch(/\n +0:\d\d {2}trial 1 {2}completed at epoch 3 with 0.8496\n/);
    expect(stdout).toContain("  Trials  2 completed, 0 pruned, 1 failed\n");
    const log = attemptLog(join(state, "trials"), "kinds", 2);
    expect(stdout).toContain(`trial 2  exit code 3: no such table\n    log: ${log}\n`);
    expect(stdout).toContain("Winner: trial 1 with macro-F1 0.8496 (95 % interval 0.");
    expect(stdout).toContain(
      "  no     0.842      0.889   0.800       10\n  yes    0.857      0.818   0.900       10\n",
    );
    expect(stdout).toContain(`  npx macrosweep trials kinds --state ${state} `);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: there shall be none.
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
    expect(readFileSync(log, "utf8")).toContain("no such table");
    expect(code).toBe(0);
  });

  it("trains here where a document speaks of a cluster too, and says so", async () => {
    const folder = folderOfTest();
    const more = "  placement: { image: train:1 }\n  suspend: true\n";
    const path = writeSweep(folder, "placed", ["good"], 3, more);
    const { code, stdout, stderr } = await macrosweep("run", path, "--state", join(folder, "state"));
    expect(stderr).toBe("");
    expect(stdout).toContain("spec.placement is for a cluster: this run trains here, and leaves it out of account.\n");
    expect(stdout).toContain("spec.suspend is for a cluster: ");
    expect(stdout).toContain("  Trials  1 completed");
    expect(code).toBe(0);
  });

  it("keeps stdout for one JSON object with --json and tells the progress on stderr", async () => {
    const folder = folderOfTest();
    const file = writeSweep(folder, "kinds", ["good"]);
    const { code, stdout, stderr } = await macrosweep("run", file, "--state", join(folder, "state"), "--json");
    const [sweep, ...rest] = objects(stdout);
    expect(rest).toEqual([]);
    expect(sweep).toMatchObject({ sweep: "kinds", state: "completed", epochs: { run: 3, full: 3, saved: 0 } });
    expect(sweep).toMatchObject({ best: { trial: 0, params: { kind: "good" }, step: 3 } });
    expect((sweep as { best: { value: number } }).best.value).toBeCloseTo(GOOD, 12);
    expect(stderr).toContain("trial 0  completed at epoch 3 with 0.8496\n");
    expect(code).toBe(0);
  });

  it("exits with 1 and says why when no trial completes", async () => {
    const folder = folderOfTest();
    const file = writeSweep(folder, "kinds", ["broken"]);
    const { code, stdout } = await macrosweep("run", file, "--state", join(folder, "state"));
    expect(stdout).toContain("Sweep kinds failed: no trial completed");
    expect(stdout).toContain("There is no winner: no trial completed.\n");
    expect(stdout).toContain("trial 0  exit code 3: no such table\n");
    expect(code).toBe(1);
  });

  it("stops at Ctrl-C saying how to go on, and goes on with the same command without repeating what is done", async () => {
    const folder = folderOfTest();
    const state = join(folder, "state");
    const file = writeSweep(folder, "long", ["good", "poor", "fair"], 40);
    const first = startInTest("run", file, "--state", state, "--agents", "1");
    await heard(first.process.stdout, /trial 0 {2}completed/);
    // As it comes when npm passes on what the terminal has sent already.
    first.process.kill("SIGINT");
    first.process.kill("SIGINT");
    const stopped = await first.said;
    expect(stopped.stdout).toContain("\nStopping the trainers; Ctrl-C again exits at once.\n");
    expect(stopped.stdout).toContain(`Stopped. Sweep long is kept in ${state}; the same command goes on with it:\n`);
    expect(stopped.stdout).toContain(`  npx macrosweep run ${file} --state ${state}\n`);
    expect(stopped.code).toBe(130);

    const second = await macrosweep("run", file, "--state", state);
    expect(second.stdout).toMatch(/3 trials \([12] are over\)/);
    expect(second.stdout).toContain("Winner: trial 0 with macro-F1 0.8496");
    expect(second.code).toBe(0);
    expect(readFileSync(attemptLog(join(state, "trials"), "long", 0), "utf8")).toBe("attempt 1\n");
  });

  it("leaves no trainer behind when it is stopped", async () => {
    const folder = folderOfTest();
    const file = writeSweep(folder, "endless", ["endless"]);
    const { process: run, said } = startInTest("run", file, "--state", join(folder, "state"));
    await trainerSpoke(join(folder, "state"), "endless");
    run.kill("SIGTERM");
    expect((await said).code).toBe(130);
    expect(trainersOf(folder)).toEqual([]);
  });

  it("exits at once at a second Ctrl-C, and no trainer outlives it for long", async () => {
    const folder = folderOfTest();
    const file = writeSweep(folder, "stubborn", ["stubborn"]);
    const { process: run, said } = startInTest("run", file, "--state", join(folder, "state"));
    await trainerSpoke(join(folder, "state"), "stubborn");
    const startMs = performance.now();
    const impatience = setInterval(() => run.kill("SIGINT"), 100);
    onTestFinished(() => clearInterval(impatience));
    expect((await said).code).toBe(130);
    // Its agents would give the trainer 10 s.
    expect(performance.now() - startMs).toBeLessThan(10_000);
    await expect.poll(() => trainersOf(folder), { timeout: 20_000 }).toEqual([]);
  });

  it("beside another run on its folder hands its sweep to that one, and takes the folder over when it ends", async () => {
    const folder = folderOfTest();
    const state = join(folder, "state");
    const endless = writeSweep(folder, "endless", ["endless"]);
    const first = startInTest("run", endless, "--state", state);
    await trainerSpoke(state, "endless");
    const second = startInTest("run", writeSweep(folder, "kinds", ["good"]), "--state", state);
    await heard(
      second.process.stdout,
      /A controller holds .* already; the sweep goes to it: http:[\s\S]*completed at epoch 3/,
    );
    const third = startInTest("run", writeSweep(folder, "more", ["endless", "good"], 1), "--state", state);
    await heard(third.process.stdout, /Sweep more/);
    first.process.kill("SIGTERM");
    await first.said;
    // Nobody holds the folder any more: the third run goes on with its own agents.
    await heard(third.process.stdout, /Runs \d trials? at a time/);
    expect((await second.said).code).toBe(0);
    third.process.kill("SIGTERM");
    expect((await third.said).code).toBe(130);
  }, 90_000);

  it("refuses a port that is taken", async () => {
    const folder = folderOfTest();
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const file = writeSweep(folder, "kinds", ["good"]);
    const run = await macrosweep("run", file, "--state", join(folder, "state"), "--http", `127.0.0.1:${port}`);
    expect(run.stderr).toContain(`127.0.0.1:${port}: cannot be listened on (EADDRINUSE)`);
    expect(run.code).toBe(2);
  });
});
