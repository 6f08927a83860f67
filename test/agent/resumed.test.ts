import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FileFormat, type Reports } from "../../src/gen/macrosweep/v1/agent.ts";
import { TestController } from "./controller.ts";
import { nodeTrainer, startedAgent } from "./scene.ts";
import { printedReports } from "./trainer/reports/heard.ts";

const lease = { sweep: "beats", trial: 4, attempt: 1 };
const second = { ...lease, attempt: 2 };

async function opened(terms = {}) {
  const controller = await TestController.start();
  const scene = startedAgent(controller, { slots: 2 });
  return { ...scene, stream: await controller.welcomed(terms) };
}

/** Reports up to epoch `last`, each after its checkpoint is written; goes on from that. Then it does `then`. */
const resuming = (last: number, then = "") => `
  import { existsSync, readFileSync, writeFileSync } from "node:fs";
  const file = trial.checkpointDir + "/epoch";
  console.log("reported " + trial.reported);
  for (let epoch = existsSync(file) ? Number(readFileSync(file, "utf8")) + 1 : 1; epoch <= ${last}; epoch++) {
    writeFileSync(file, String(epoch));
    report(epoch);
  }
  ${then}`;

describe("an attempt after one whose reports did not all arrive", () => {
  it("says those first that were kept, and its trainer is told of them", async () => {
    const { stream, work } = await opened();
    stream.assign(lease, nodeTrainer(work, resuming(3, "await sleep(60_000);")));
    for (let i = 0; i < 3; i++) await stream.next("report");
    stream.ack(lease, 1);
    stream.assign(second, nodeTrainer(work, resuming(4)), { reported: 1, epochs: 4 });
    const said = [await stream.next("report"), await stream.next("report"), await stream.next("report")];
    expect(said.map(({ report: { lease, seq, step, kept } }) => [lease?.attempt, seq, step, kept])).toEqual([
      [2, 1, 2, true],
      [2, 2, 3, true],
      [2, 3, 4, undefined],
    ]);
    expect((await stream.next("finish")).finish.lease).toEqual(lease);
    expect((await stream.next("finish")).finish).toMatchObject({
      lease: second,
      outcome: "OUTCOME_COMPLETED",
      epochs: 1,
    });
    expect(readFileSync(join(work, "beats", "4", "attempt-2.log"), "utf8")).toContain("reported 3");
  });

  it("is completed by what was kept when nothing is left to train", async () => {
    const { stream, work } = await opened();
    stream.assign(lease, nodeTrainer(work, resuming(3, "await sleep(60_000);")));
    for (let i = 0; i < 3; i++) await stream.next("report");
    stream.assign(second, nodeTrainer(work, resuming(3)), { reported: 0 });
    for (let i = 0; i < 3; i++) expect((await stream.next("report")).report.kept).toBe(true);
    await stream.next("finish");
    expect((await stream.next("finish")).finish).toMatchObject({
      lease: second,
      outcome: "OUTCOME_COMPLETED",
      epochs: 0,
    });
  });

  it("goes on with nothing that a trial of other params has left under its number", async () => {
    const { stream, work } = await opened();
    const other = [{ name: "rate", value: { $case: "number" as const, number: 0.5 } }];
    stream.assign(lease, nodeTrainer(work, resuming(3)), { params: other });
    await stream.next("finish");
    for (let i = 0; i < 3; i++) await stream.next("report");
    const again = { ...lease, attempt: 2 };
    stream.assign(again, nodeTrainer(work, resuming(3)), { params: [] });
    const said = [await stream.next("report"), await stream.next("report"), await stream.next("report")];
    expect(said.map(({ report: { step, kept } }) => [step, kept])).toEqual([1, 2, 3].map((step) => [step, undefined]));
  });

  it("keeps nothing on disk once all is acknowledged", async () => {
    const { stream, work } = await opened({ heartbeatMs: 100 });
    const file = join(work, "beats", "4", "reports");
    stream.assign(lease, nodeTrainer(work, resuming(3)));
    await stream.next("finish");
    expect(existsSync(file)).toBe(true);
    stream.ack(lease, 4);
    await stream.twoHeartbeats();
    expect(existsSync(file)).toBe(false);
  });
});

describe("rows that a killed attempt has written to a file in the trial's folder, and nobody has read", () => {
  it("are said first by the next one, those that are whole", async () => {
    const { stream, work } = await opened();
    const folder = join(work, "beats", "4", "checkpoint");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "log.csv"), "epoch,f1\n1,0.1\n2,0.2\n3,0.3\n4,0.4");
    const place = { path: "\0checkpointDir\0/log.csv", epoch: "epoch", value: "f1", format: FileFormat.UNSPECIFIED };
    const file = { ...place, decimalComma: false, only: {} };
    const append = `
      import { appendFileSync } from "node:fs";
      console.log("reported " + trial.reported);
      appendFileSync(trial.checkpointDir + "/log.csv", "\\n4,0.45\\n5,0.5\\n");`;
    const argv = nodeTrainer(work, append);
    const reports: Reports = { source: { $case: "file", file }, firstEpoch: 1 };
    const trainer = {
      kind: { $case: "command" as const, command: { argv, reports } },
      files: {},
      containment: undefined,
    };
    stream.assign(second, [], { reported: 1, epochs: 5, trainer });
    const said = [];
    for (let i = 0; i < 4; i++) said.push((await stream.next("report")).report);
    expect(said.map(({ step, value, kept }) => [step, value, kept])).toEqual([
      [2, 0.2, true],
      [3, 0.3, true],
      [4, 0.45, undefined],
      [5, 0.5, undefined],
    ]);
    expect((await stream.next("finish")).finish).toMatchObject({ outcome: "OUTCOME_COMPLETED", epochs: 2 });
    expect(readFileSync(join(work, "beats", "4", "attempt-2.log"), "utf8")).toContain("reported 3");
  });
});

describe("a later attempt of a script that gives its epochs no numbers", () => {
  /** Prints its results up to the third and goes on from the checkpoint in `folder`; then it does `then`. */
  const counting = (work: string, folder: string, then = "") =>
    nodeTrainer(
      work,
      `
      import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
      const folder = ${folder};
      mkdirSync(folder, { recursive: true });
      const file = folder + "/epoch";
      for (let epoch = existsSync(file) ? Number(readFileSync(file, "utf8")) + 1 : 1; epoch <= 3; epoch++) {
        writeFileSync(file, String(epoch));
        console.log("f1 0." + epoch);
        ${then}
      }`,
    );
  const reports: Reports = { source: { $case: "printed", printed: printedReports({ value: "f1 (\\S+)" }) } };
  const printing = (argv: readonly string[], reported: number) => ({
    reported,
    trainer: {
      kind: { $case: "command" as const, command: { argv: [...argv], reports } },
      files: {},
      containment: undefined,
    },
  });
  const stopped = "if (epoch === 2) await sleep(60_000);";

  it("finds no checkpoint, so that it begins at the first epoch, where its counting begins", async () => {
    const { stream, work } = await opened();
    const inFolder = "trial.checkpointDir";
    stream.assign(lease, [], printing(counting(work, inFolder, stopped), 0));
    await stream.next("report");
    await stream.next("report");
    stream.ack(lease, 2);
    stream.assign(second, [], printing(counting(work, inFolder), 2));
    const said = [await stream.next("report"), await stream.next("report"), await stream.next("report")];
    expect(said.map(({ report: { lease, step, value } }) => [lease?.attempt, step, value])).toEqual([
      [2, 1, 0.1],
      [2, 2, 0.2],
      [2, 3, 0.3],
    ]);
    await stream.next("finish");
    expect((await stream.next("finish")).finish).toMatchObject({ outcome: "OUTCOME_COMPLETED", epochs: 3 });
  });

  it("fails when it has fewer results than epochs: it has gone on from a checkpoint of its own", async () => {
    const { stream, work } = await opened();
    const elsewhere = JSON.stringify(join(work, "elsewhere"));
    stream.assign(lease, [], printing(counting(work, elsewhere, stopped), 0));
    await stream.next("report");
    await stream.next("report");
    stream.ack(lease, 2);
    stream.assign(second, [], printing(counting(work, elsewhere), 2));
    await stream.next("finish");
    expect((await stream.next("finish")).finish).toMatchObject({
      outcome: "OUTCOME_FAILED",
      reason: expect.stringMatching(/^1 results came after 2 of an earlier attempt, and which epochs they are is not/),
    });
  });
});

describe("a trainer that goes on at its end and says nothing, while its last epoch was never reported", () => {
  // A checkpoint that was written before its report, which never left the trainer.
  const silent = `
    import { writeFileSync } from "node:fs";
    writeFileSync(trial.checkpointDir + "/epoch", "3");
    report(1);
    await sleep(60_000);`;

  it("is trained again from the start", async () => {
    const { stream, work } = await opened();
    stream.assign(lease, nodeTrainer(work, silent));
    await stream.next("report");
    stream.assign(second, nodeTrainer(work, resuming(3)), { reported: 1 });
    const steps = [await stream.next("report"), await stream.next("report"), await stream.next("report")];
    expect(steps.map(({ report }) => [report.lease?.attempt, report.step])).toEqual([
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
    await stream.next("finish");
    expect((await stream.next("finish")).finish).toMatchObject({ outcome: "OUTCOME_COMPLETED", epochs: 3 });
  });

  it("fails when it has nothing to say then either", async () => {
    const { stream } = await opened();
    stream.assign(second, ["true"], { reported: 1 });
    expect((await stream.next("finish")).finish).toMatchObject({
      outcome: "OUTCOME_FAILED",
      reason: "the trainer ended without a report",
    });
  });

  it("is told from one that ends early, which has reported", async () => {
    const { stream, work } = await opened();
    stream.assign(second, nodeTrainer(work, resuming(2)), { reported: 1 });
    expect((await stream.next("finish")).finish).toMatchObject({ outcome: "OUTCOME_COMPLETED", epochs: 2 });
  });
});
