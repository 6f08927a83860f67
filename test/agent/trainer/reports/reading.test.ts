import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  FileFormat,
  type PrintedReports,
  type ReportFile,
  type Reports,
  Stream,
} from "../../../../src/gen/macrosweep/v1/agent.ts";
import { TestController } from "../../controller.ts";
import { nodeTrainer, startedAgent } from "../../scene.ts";
import { printedReports } from "./heard.ts";

const lease = { sweep: "beats", trial: 4, attempt: 1 };

/** An agent whose trainer runs `body`, and reports as `reports` says of a file in its folder. */
async function training(body: string, reports: (file: string) => Reports | undefined) {
  const controller = await TestController.start();
  const { work } = startedAgent(controller);
  const stream = await controller.welcomed();
  const file = join(work, "metrics.jsonl");
  const argv = nodeTrainer(
    work,
    `import { appendFileSync } from "node:fs";\nconst file = ${JSON.stringify(file)};\n${body}`,
  );
  const trainer = { kind: { $case: "command" as const, command: { argv, reports: reports(file) } }, files: {} };
  stream.assign(lease, argv, { trainer });
  return stream;
}

const inFormat = (place: { path: string; value?: string }): ReportFile => {
  return { ...place, format: FileFormat.UNSPECIFIED, decimalComma: false, only: {} };
};
const inFile = (path: string): Reports => ({ source: { $case: "file", file: inFormat({ path }) }, firstEpoch: 1 });

it("relays what a trainer writes while it trains", async () => {
  const stream = await training(`appendFileSync(file, '{"epoch": 1, "value": 0.5}\\n'); await sleep(60_000);`, inFile);
  expect((await stream.next("report")).report).toMatchObject({ step: 1, value: 0.5 });
});

it("relays what a trainer has written last, before it says how it ended", async () => {
  const stream = await training(
    `for (const epoch of [1, 2, 3]) appendFileSync(file, JSON.stringify({ epoch, value: 0 }) + "\\n");`,
    inFile,
  );
  const { finish } = await stream.next("finish");
  expect(finish).toMatchObject({ seq: 4, outcome: "OUTCOME_COMPLETED" });
});

it("ends a trainer that writes what is no report, and says what that was", async () => {
  const stream = await training(`appendFileSync(file, "epoch 1\\n"); await sleep(60_000);`, inFile);
  const { finish } = await stream.next("finish");
  expect(finish).toMatchObject({
    outcome: "OUTCOME_FAILED",
    reason: expect.stringContaining("metrics.jsonl, line 1: is no JSON: epoch 1"),
  });
});

it("gives a trial back whose reports the machine cannot read, ends its trainer, and lives on", async () => {
  // Reading it from its beginning is an input/output error, as on a disk that is breaking.
  const stream = await training(
    `import { symlinkSync } from "node:fs"; symlinkSync("/proc/self/mem", file); await sleep(60_000);`,
    inFile,
  );
  const { finish } = await stream.next("finish");
  expect(finish).toMatchObject({ outcome: "OUTCOME_PREEMPTED", reason: expect.stringContaining("EIO") });
  expect(finish.unstarted).toBeUndefined();
  await stream.next("withdraw");
});

it("takes no lines of the protocol where the document names another place", async () => {
  const stream = await training("report(1);", inFile);
  const { finish } = await stream.next("finish");
  expect(finish).toMatchObject({ seq: 1, outcome: "OUTCOME_FAILED" });
  expect(finish.reason).toMatch(
    /^the trainer ended without a report; .*metrics.jsonl is not there:\n@macrosweep {"epoch": 1/,
  );
});

const printed = printedReports({ epoch: "Epoch (\\d+)", section: "Val", confusion: "Confusion" });
const inPrint = (): Reports => ({ source: { $case: "printed", printed }, firstEpoch: 1 });
const inKeys = (path: string): Reports => ({ source: { $case: "file", file: inFormat({ path, value: "f1" }) } });
const inEvents = (path: string): Reports => ({
  source: { $case: "tensorboard", tensorboard: { folder: `${path}-events`, tag: "f1" } },
});

it.each([
  ["epoch 1", inPrint, "no line where it counts has Epoch (\\d+)"],
  ["Epoch 1\\nTrain\\nConfusion", inPrint, "no line where it counts has Val"],
  ["Epoch 1\\nVal\\nConfusion\\n1 2", inPrint, "no matrix of counts follows"],
  ["", inKeys, 'metrics.jsonl has "f1"'],
  ["", inEvents, "metrics.jsonl-events has no event files"],
])("says what is missing of a trainer that prints %j without any report", async (text, reports, missing) => {
  const stream = await training(`appendFileSync(file, '{"F1": 0.5}\\n'); console.log("${text}");`, reports);
  const { finish } = await stream.next("finish");
  expect(finish.reason.split("\n")[0]).toContain(missing);
});

it.each([
  [
    "behind a bar on the same line",
    `process.stdout.write('\\r 10/10 [====]\\r@macrosweep {"epoch": 1, "value": 0.5}\\n');`,
  ],
  ["in colour", `console.log('\\x1b[0m@macrosweep {"epoch": 1, "value": 0.5}');`],
  ["behind the prefix of a logger", `console.log('INFO:root:@macrosweep {"epoch": 1, "value": 0.5}');`],
  ["on stderr", `console.error('@macrosweep {"epoch": 1, "value": 0.5}');`],
  [
    "on both",
    `const said = '@macrosweep {"epoch": 1, "value": 0.5}'; console.log(said); console.error("INFO " + said);`,
  ],
  [
    "before a bar is drawn over it",
    `process.stdout.write('@macrosweep {"epoch": 1, "value": 0.5}\\r 10/10 [====]\\n');`,
  ],
])("hears a report %s, once", async (_, body) => {
  const stream = await training(body, () => undefined);
  expect((await stream.next("report")).report).toMatchObject({ step: 1, value: 0.5 });
  expect((await stream.next("finish")).finish).toMatchObject({ seq: 2, outcome: "OUTCOME_COMPLETED" });
});

it("says where it has seen half a report when there was no whole one", async () => {
  const stream = await training(`console.log('INFO @macrosweep {"epoch": 1, "value"');`, () => undefined);
  expect((await stream.next("finish")).finish.reason).toContain(
    "the trainer ended without a report; line 1 of stdout has @macrosweep, but no JSON object from there to its end",
  );
});

it("does not let two trials report in one file, and says how they can", async () => {
  const controller = await TestController.start();
  const { work } = startedAgent(controller, { slots: 2 });
  const stream = await controller.welcomed();
  const argv = nodeTrainer(work, "report(1); await sleep(60_000);");
  const reports = inFile(join(work, "metrics.jsonl"));
  const trainer = { kind: { $case: "command" as const, command: { argv, reports } }, files: {} };
  stream.assign(lease, argv, { trainer });
  stream.assign({ ...lease, trial: 5 }, argv, { trainer });
  const { finish } = await stream.next("finish");
  expect(finish).toMatchObject({ outcome: "OUTCOME_FAILED" });
  expect(finish.reason).toMatch(/metrics.jsonl is where trial [45] of sweep beats reports now/);
});

describe("what a script prints on stderr", () => {
  const patterns = { epoch: "Epoch (\\d+)", value: "f1: ([0-9.]+)" };
  const printing = (body: string, given: Partial<PrintedReports> = {}) => {
    const printed = printedReports({ ...patterns, ...given });
    return training(body, () => ({ source: { $case: "printed", printed }, firstEpoch: 1 }));
  };
  const log = (epoch: number, f1: number) =>
    `console.error("INFO:root:Epoch ${epoch}/3"); console.error("INFO:root:f1: ${f1}");`;

  it("is read as what it prints on stdout", async () => {
    const stream = await printing(`console.log("starting"); ${log(1, 0.5)} ${log(2, 0.6)}`);
    expect((await stream.next("report")).report).toMatchObject({ step: 1, value: 0.5 });
    expect((await stream.next("report")).report).toMatchObject({ step: 2, value: 0.6 });
    expect((await stream.next("finish")).finish.outcome).toBe("OUTCOME_COMPLETED");
  });

  it("counts once when it is on both, and is refused when they differ", async () => {
    const same = await printing(`console.log("Epoch 1 f1: 0.5"); ${log(1, 0.5)}`);
    expect((await same.next("finish")).finish).toMatchObject({ seq: 2, outcome: "OUTCOME_COMPLETED" });
    const other = await printing(`console.log("Epoch 1 f1: 0.5"); await sleep(200); ${log(1, 0.6)}`);
    expect((await other.next("finish")).finish.reason).toContain(
      "epoch 1 has one result on stdout and another on stderr; say which counts: stream: stdout or stderr",
    );
  });

  it("is one text with stdout, in the order of writing, where the document says so", async () => {
    const body = Array.from(
      { length: 20 },
      (_, i) => `console.log("Epoch ${i + 1}"); console.error("f1: 0.${i + 10}");`,
    );
    const stream = await printing(body.join("\n"), { stream: Stream.BOTH });
    for (let epoch = 1; epoch <= 20; epoch++) {
      const { report } = await stream.next("report");
      expect(report).toMatchObject({ step: epoch, value: Number(`0.${epoch + 9}`) });
      stream.ack(report.lease!, report.seq);
    }
  });

  it("is named when the results are spread over the two", async () => {
    const stream = await printing(`console.log("Epoch 1"); console.error("f1: 0.5");`);
    expect((await stream.next("finish")).finish.reason).toContain(
      "no line where it counts has f1: ([0-9.]+) on stdout, but stderr has f1: ([0-9.]+): stream: both reads the two as one text",
    );
  });

  it("is left alone where the document names the other", async () => {
    const stream = await printing(log(1, 0.5), { stream: Stream.STDOUT });
    expect((await stream.next("finish")).finish.reason).toContain("no line where it counts has Epoch (\\d+) on stdout");
  });
});

it("completes a table when nothing follows it for a while", async () => {
  const printed = printedReports({ epoch: "Epoch (\\d+)", confusion: "cm" });
  const table = "Epoch 1\\ncm\\npred 0 1\\ntrue\\n0 250 30\\n1 58 12";
  const body = `console.log("${table}"); await sleep(60_000);`;
  const stream = await training(body, () => ({ source: { $case: "printed", printed }, firstEpoch: 1 }));
  expect((await stream.next("report")).report).toMatchObject({
    counts: { kind: { confusion: { classes: 2, cells: [250, 30, 58, 12] } } },
  });
});
