import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { BOUNDS } from "../../src/agent/bounds.ts";
import { signalGroup } from "../../src/agent/trainer/group.ts";
import { TestController } from "./controller.ts";
import { runs } from "./processes.ts";
import { nodeTrainer, report, shellTrainer, startedAgent } from "./scene.ts";

const lease = { sweep: "beats", trial: 4, attempt: 1 };

/** An agent with one slot and an open stream. */
async function opened(terms = {}, options = {}) {
  const controller = await TestController.start();
  const scene = startedAgent(controller, options);
  return { ...scene, controller, stream: await controller.welcomed(terms) };
}

/** The finish of a trainer, run by itself. */
async function finishOf(argv: readonly string[], rest = {}) {
  const { stream, work } = await opened();
  stream.assign(lease, argv, rest);
  const { finish } = await stream.next("finish");
  return { ...finish, work, stream };
}

describe("a trainer", () => {
  it("finds its trial in the environment, and its checkpoint folder made", async () => {
    const { stream, work } = await opened();
    stream.assign(lease, nodeTrainer(work, "console.log(JSON.stringify(trial)); report(1);"), {
      seed: 7,
      replicate: 2,
      epochs: 27,
      params: [
        { name: "loss", value: { $case: "text", text: "focal" } },
        { name: "focal_gamma", value: { $case: "number", number: 2.5 } },
        { name: "nesterov", value: { $case: "flag", flag: true } },
      ],
    });
    await stream.next("finish");
    const checkpointDir = join(work, "beats", "4", "checkpoint");
    expect(JSON.parse(readFileSync(join(work, "beats", "4", "attempt-1.log"), "utf8"))).toEqual({
      ...lease,
      seed: 7,
      replicate: 2,
      epochs: 27,
      params: { loss: "focal", focal_gamma: 2.5, nesterov: true },
      checkpointDir,
      reported: 0,
    });
    expect(existsSync(checkpointDir)).toBe(true);
  });

  it("gets no token of the agent, but what the document passes on and sets", async () => {
    const env = { ...process.env, GITHUB_TOKEN: "ghp", HF_TOKEN: "hf", CUDA_VISIBLE_DEVICES: "3" };
    const { stream, work } = await opened({}, { env });
    stream.assign(lease, ["env"], {}, { env: { STAGE: "dev" }, passEnv: ["HF_TOKEN"] });
    await stream.next("finish");
    const lines = readFileSync(join(work, "beats", "4", "attempt-1.log"), "utf8").split("\n");
    expect(lines).toEqual(expect.arrayContaining([`HOME=${process.env.HOME}`, "CUDA_VISIBLE_DEVICES=3"]));
    expect(lines).toEqual(expect.arrayContaining(["STAGE=dev", "HF_TOKEN=hf"]));
    expect(lines.filter((line) => line.includes("GITHUB_TOKEN"))).toEqual([]);
  });

  it("need not flush when it is Python", async () => {
    const { stream } = await opened();
    stream.assign(lease, ["python3", "-c", `import time; print('${report(1)}'); time.sleep(60)`]);
    expect((await stream.next("report")).report.step).toBe(1);
  });

  it("leaves its other output in the attempt's log", async () => {
    const { work } = await finishOf(shellTrainer("echo reading; echo careful >&2; REPORT; echo bye"));
    const log = readFileSync(join(work, "beats", "4", "attempt-1.log"), "utf8");
    expect(log.split("\n").sort()).toEqual(["", "bye", "careful", "reading"]);
  });

  it("is completed with exit code 0 and a report", async () => {
    expect(await finishOf(shellTrainer("REPORT"))).toMatchObject({ outcome: "OUTCOME_COMPLETED", reason: "" });
  });

  it("is completed without a report when an earlier attempt has reported: it had nothing left to do", async () => {
    expect(await finishOf(["true"], { reported: 3 })).toMatchObject({ outcome: "OUTCOME_COMPLETED", seq: 1 });
  });

  it("has reported also with a last line that does not end", async () => {
    const { stream, outcome } = await finishOf(["printf", report(1)]);
    expect(outcome).toBe("OUTCOME_COMPLETED");
    expect((await stream.next("report")).report.step).toBe(1);
  });

  it.each([
    [["pyton3", "train.py"], "trainer: `pyton3` was not found on PATH"],
    [["./train-nothing"], "trainer: `./train-nothing` was not found"],
    [["/"], "trainer: `/` cannot be started: spawn / EACCES"],
    [["true", "a\0b"], "trainer: `true` cannot be started: The argument"],
    [[], "trainer: `` cannot be started"],
  ])("fails when %j cannot be started, and says why", async (argv, reason) => {
    const finish = await finishOf(argv);
    expect(finish.outcome).toBe("OUTCOME_FAILED");
    expect(finish.reason).toContain(reason);
  });

  it.each([
    ["exits at once", "exit 0", "the trainer ended without a report"],
    ["exits at once with a word", "echo 'usage: ...' >&2", "the trainer ended without a report:\nusage: ..."],
    ["breaks", "REPORT; echo Traceback >&2; exit 3", "exit code 3:\nTraceback"],
    ["is killed", "REPORT; kill -9 $$", expect.stringMatching(/^killed by SIGKILL( \(out of memory\?\))?$/)],
    ["crashes", "REPORT; kill -SEGV $$", "killed by SIGSEGV"],
  ])("fails when it %s", async (_, script, reason) => {
    expect(await finishOf(shellTrainer(script))).toMatchObject({ outcome: "OUTCOME_FAILED", reason });
  });

  it("fails with the last lines of a long output, not with all of it", async () => {
    const { reason } = await finishOf(shellTrainer("seq 100000 >&2; exit 1"));
    expect(reason).toMatch(/^exit code 1:\n/);
    expect(reason).toMatch(/99999\n100000$/);
    expect(reason.length).toBeLessThanOrEqual(BOUNDS.tailChars + 20);
  });

  it("fails with its first bad report, after the good ones", async () => {
    const bad = `echo '@macrosweep {"epoch": 2, "confusion": [[2, 1], [0, 1, 4]]}'`;
    const { stream, ...finish } = await finishOf(shellTrainer(`echo hello; REPORT; ${bad}; sleep 60`));
    expect(finish).toMatchObject({
      seq: 2,
      outcome: "OUTCOME_FAILED",
      reason: "report at line 3: report.confusion: row 1 has 3 counts, must have 2",
    });
    expect((await stream.next("report")).report.seq).toBe(1);
  });

  it("survives a line of 10 MB, garbage and invalid UTF-8, which are log", async () => {
    const garbage = "head -c 10000000 /dev/zero | tr '\\0' x; echo; printf '\\377\\376\\000@macrosweep {\\n'";
    const { outcome, work } = await finishOf(shellTrainer(`${garbage}; REPORT`));
    expect(outcome).toBe("OUTCOME_COMPLETED");
    const log = readFileSync(join(work, "beats", "4", "attempt-1.log"), "utf8");
    expect(log).toContain("[... a line of 10000000 bytes]");
    expect(log.length).toBeLessThan(2 * BOUNDS.logLineBytes);
  });

  it("fails when the sweep's name could lead out of the folder", async () => {
    const { stream } = await opened();
    stream.assign({ ...lease, sweep: "../.." }, shellTrainer("REPORT"));
    const { finish } = await stream.next("finish");
    expect(finish.outcome).toBe("OUTCOME_FAILED");
    expect(finish.reason).toBe('sweep: "../.." must be lower-case letters, digits and dashes');
  });

  it("waits, and loses nothing, when the controller does not acknowledge", async () => {
    const count = BOUNDS.spoolMessages + 50;
    const { stream, work } = await opened({ heartbeatMs: 50 });
    stream.assign(lease, nodeTrainer(work, `for (let epoch = 1; epoch <= ${count}; epoch++) report(epoch);`));
    const { messages } = BOUNDS.sentAtFirst;
    for (let seq = 1; seq <= messages; seq++) expect((await stream.next("report")).report.seq).toBe(seq);
    await stream.twoHeartbeats();
    expect(stream.inbox.waiting.filter(({ $case }) => $case === "report")).toEqual([]);
    stream.ack(lease, messages);
    for (let seq = messages + 1; seq <= count; seq++) {
      expect((await stream.next("report")).report.seq).toBe(seq);
      stream.ack(lease, seq);
    }
    expect((await stream.next("finish")).finish).toMatchObject({ seq: count + 1, outcome: "OUTCOME_COMPLETED" });
  });
});

describe("a stopped trainer", () => {
  it("gets SIGTERM, says nothing more but that it is gone, and gives its slot back", async () => {
    const { stream, work } = await opened();
    await stream.next("credit");
    const saving = "process.on('SIGTERM', () => { console.log('saved'); process.exit(0); });";
    stream.assign(lease, nodeTrainer(work, `${saving} report(1); await sleep(60_000);`));
    await stream.next("report");
    stream.stop(lease);
    expect(await stream.next("credit")).toMatchObject({ credit: { slots: 1 } });
    expect(readFileSync(join(work, "beats", "4", "attempt-1.log"), "utf8")).toBe("saved\n");
    expect((await stream.next("finish")).finish).toMatchObject({ lease, outcome: "OUTCOME_STOPPED", epochs: 1 });
  });

  it("is killed after the grace time when it ignores SIGTERM, with its grandchildren", async () => {
    const { stream } = await opened({}, { graceMs: 200 });
    await stream.next("credit");
    const stubborn =
      "trap '' TERM; sleep 60 & echo '@macrosweep {\"epoch\": 1, \"value\": '$!'}'; wait; wait; sleep 60";
    stream.assign(lease, ["sh", "-c", stubborn]);
    const { report } = await stream.next("report");
    const grandchild = report.value!;
    expect(runs(grandchild)).toBe(true);
    const before = performance.now();
    stream.stop(lease);
    await stream.next("credit");
    expect(performance.now() - before).toBeGreaterThanOrEqual(190);
    expect(runs(grandchild)).toBe(false);
  });

  it("ends by itself when the lease ends without an acknowledgement, and is not held on the next stream", async () => {
    const { stream, controller, entries } = await opened({ leaseMs: 300, heartbeatMs: 100 });
    await stream.next("credit");
    stream.assign(lease, shellTrainer("REPORT; sleep 60"));
    await stream.next("report");
    await entries.take(
      ({ message, fields }) => message === "trial stopped" && "reason" in fields && fields.reason === "lease ended",
    );
    expect(await stream.next("credit")).toMatchObject({ credit: { slots: 1 } });
    stream.end();
    const next = await controller.stream();
    expect((await next.next("hello")).hello.held).toEqual([]);
  });

  it("trains on as long as its heartbeats are acknowledged", async () => {
    const { stream } = await opened({ leaseMs: 300, heartbeatMs: 60 });
    stream.assign(lease, shellTrainer("REPORT; sleep 1"));
    await stream.next("report");
    // The number of the last message: nothing new, so it answers the heartbeat.
    const renewing = setInterval(() => stream.ack(lease, 1), 60);
    const { finish } = await stream.next("finish");
    clearInterval(renewing);
    expect(finish.outcome).toBe("OUTCOME_COMPLETED");
  });

  it("gives its slot back also while its reports wait for room", async () => {
    const { stream, work } = await opened();
    await stream.next("credit");
    stream.assign(
      lease,
      nodeTrainer(work, `for (let epoch = 1; epoch <= ${3 * BOUNDS.spoolMessages}; epoch++) report(epoch);`),
    );
    for (let seq = 1; seq <= BOUNDS.sentAtFirst.messages; seq++) await stream.next("report");
    stream.stop(lease);
    expect(await stream.next("credit")).toMatchObject({ credit: { slots: 1 } });
  });

  it("makes room for a newer attempt of its trial, which starts when it has gone", async () => {
    const { stream, work } = await opened({}, { slots: 2 });
    const slow = "process.on('SIGTERM', async () => { await sleep(200); console.log('gone'); process.exit(0); });";
    stream.assign(lease, nodeTrainer(work, `${slow} report(1); await sleep(60_000);`));
    await stream.next("report");
    const newer = { ...lease, attempt: 2 };
    const log = join(work, "beats", "4", "attempt-1.log");
    stream.assign(newer, ["sh", "-c", `grep -q gone ${log} && echo '${report(2)}'`]);
    expect((await stream.next("report")).report).toMatchObject({ lease: newer, seq: 1 });
    expect((await stream.next("finish")).finish).toMatchObject({ lease, outcome: "OUTCOME_STOPPED" });
    expect((await stream.next("finish")).finish).toMatchObject({ lease: newer, outcome: "OUTCOME_COMPLETED" });
  });

  it("is not started when no slot is free: the lease goes back", async () => {
    const { stream } = await opened();
    const other = { ...lease, trial: 5 };
    stream.assign(lease, ["sleep", "60"]);
    stream.assign(other, ["sleep", "60"]);
    expect((await stream.next("finish")).finish).toMatchObject({
      lease: other,
      seq: 1,
      outcome: "OUTCOME_PREEMPTED",
      reason: "no slot is free",
    });
  });
});

describe("a trainer that has ended", () => {
  it("leaves no grandchild behind", async () => {
    const { stream } = await opened();
    stream.assign(lease, ["sh", "-c", "sleep 60 & echo '@macrosweep {\"epoch\": 1, \"value\": '$!'}'"]);
    const grandchild = (await stream.next("report")).report.value!;
    expect((await stream.next("finish")).finish.outcome).toBe("OUTCOME_COMPLETED");
    expect(runs(grandchild)).toBe(false);
  });

  it.each([
    ["in a session of its own", "setsid"],
    ["after a double fork", "setsid sh -c '( \"$@\" & )' sh setsid"],
  ])("leaves nobody behind who has left its group, %s", async (_, way) => {
    const { stream, work } = await opened();
    stream.assign(lease, ["sh", "-c", escaping(way, "sleep 60", join(work, "escaped"))]);
    const escaped = (await stream.next("report")).report.value!;
    expect((await stream.next("finish")).finish.outcome).toBe("OUTCOME_COMPLETED");
    expect(runs(escaped)).toBe(false);
  });

  it.each(["sleep 60", "yes"])(
    "is not waited for when `%s` has left its group and its environment and keeps the output open",
    async (command) => {
      const { stream, work } = await opened();
      stream.assign(lease, ["sh", "-c", escaping("setsid env -i", command, join(work, "escaped"))]);
      const escaped = (await stream.next("report")).report.value!;
      onTestFinished(() => signalGroup(escaped, "SIGKILL"));
      expect((await stream.next("finish")).finish.outcome).toBe("OUTCOME_COMPLETED");
    },
  );
});

/** Reports the process id of a command that has left the group, makes the file, and ends while the command goes on. */
function escaping(way: string, command: string, file: string): string {
  const saysItsPid = `echo "@macrosweep {\\"epoch\\": 1, \\"value\\": $$}"`;
  return `${way} sh -c '${saysItsPid}; touch ${file}; exec ${command}' & while ! test -e ${file}; do sleep 0.01; done`;
}
