import { statSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { attemptLog } from "../cli/attemptLog.ts";
import { writeSweep } from "./document.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { openStage } from "./stage.ts";

/** A trainer that runs this program, in which `say` prints one report. */
function program(body: string): string[] {
  return [process.execPath, "-e", `const say = (report) => console.log("@macrosweep " + report);\n${body}`];
}

/** A trainer that prints these reports, one a line, and ends well. */
function reports(...lines: string[]): string[] {
  return program(lines.map((line) => `say(${JSON.stringify(line)});`).join("\n"));
}

const good = (epoch: number) => `{"epoch": ${epoch}, "confusion": [[2, 1], [0, 1]]}`;
const counts = (confusion: string) => reports(`{"epoch": 1, "confusion": ${confusion}}`);

const BROKEN: readonly (readonly [what: string, command: readonly string[], reason: string])[] = [
  ["does not exist", ["./no-such-trainer"], "trainer: `./no-such-trainer` was not found"],
  ["is on no PATH", ["no-such-trainer"], "trainer: `no-such-trainer` was not found on PATH"],
  ["exits at once", program(`console.error("out of memory"); process.exit(3);`), "exit code 3: out of memory"],
  ["prints no report", program(`console.log("epoch 1: loss 0.3");`), "the trainer ended without a report"],
  [
    "prints bytes that are no text",
    program("process.stdout.write(Buffer.alloc(100000, 255));"),
    "the trainer ended without a report",
  ],
  ["prints half a report", reports('{"epoch": 1, "confu'), 'report at line 1: is no JSON: {"epoch": 1, "confu'],
  [
    "prints a report of 10 MB",
    program(`say("9".repeat(10_000_000));`),
    "report at line 1: 10000012 bytes are too long for a report; it may have 262144",
  ],
  ["reports epoch 0", reports(good(0)), "report at line 1: report.epoch: 0 must be a whole number from 1"],
  ["reports epoch -1", reports(good(-1)), "report at line 1: report.epoch: -1 must be a whole number from 1"],
  [
    "reports an epoch twice",
    reports(good(1), good(1)),
    "report for epoch 1: epoch: 1 repeats: epoch 2 is due; where several processes train one trial (torchrun, DDP), rank 0 alone reports",
  ],
  ["skips an epoch", reports(good(1), good(3)), "report for epoch 3: epoch: 3 skips: epoch 2 is due"],
  ["counts below zero", counts("[[5, -1], [1, 1]]"), "report.confusion[0][1]: -1 must be a whole number from 0"],
  ["counts halves", counts("[[5, 0.5], [1, 1]]"), "report.confusion[0][1]: 0.5 must be a whole number from 0"],
  ["has counts that are not square", counts("[[5, 1], [1]]"), "report.confusion: row 1 has 1 counts, must have 2"],
  [
    "changes the number of its classes",
    reports(good(1), '{"epoch": 2, "confusion": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}'),
    "report for epoch 2: counts: 3 classes after 2; they must stay the same in a sweep",
  ],
  [
    "changes the names of its classes",
    reports(
      '{"epoch": 1, "confusion": [[2, 1], [0, 1]], "classes": ["N", "V"]}',
      '{"epoch": 2, "confusion": [[2, 1], [0, 1]], "classes": ["V", "N"]}',
    ),
    "report for epoch 2: classes: were N, V, now V, N; they must stay the same in a sweep",
  ],
  ["reports NaN", reports('{"epoch": 1, "value": NaN}'), "report for epoch 1: macroF1: NaN must be a finite number"],
];

it.concurrent.for(BROKEN)(
  "a trainer that %s fails its trial, and the sweep says why",
  async ([_what, command, reason], { expect, onTestFinished }) => {
    const stage = openStage(onTestFinished);
    const file = writeSweep(stage, "bad", { trials: 1, parallel: 1, epochs: 3, command });

    const { code, stdout } = await stage.macrosweep("run", file, "--agents", "1");
    await stage.isEmpty();

    expect(code).toBe(1);
    const [, told] = /^Failed trials\n {2}trial 0 {2}(.*)$/m.exec(stdout) ?? [];
    expect(told).toContain(reason);
    const events = await stage.events("bad");
    expectPromisesKept(events);
    expect(those(events, "trialEnded")).toMatchObject([{ trial: 0, state: "failed" }]);
    expect(those(events, "sweepEnded")).toMatchObject([
      { state: "failed", reason: expect.stringContaining("no trial completed") },
    ]);
  },
);

it("takes a line of 10 MB that is no report for a line of the log, and goes on", async () => {
  const stage = openStage(onTestFinished);
  const command = program(`console.log("9".repeat(10_000_000)); say('${good(1)}');`);
  const file = writeSweep(stage, "chatty", { trials: 1, parallel: 1, epochs: 1, command });
  expect(await stage.macrosweep("run", file, "--agents", "1")).toMatchObject({ code: 0 });
  await stage.isEmpty();
  expect(statSync(attemptLog(stage.path(".macrosweep/trials"), "chatty", 0)).size).toBeLessThan(100_000);
});

it("gives up a sweep whose command breaks every time before it has reported anything", async () => {
  const stage = openStage(onTestFinished);
  const command = ["./no-such-trainer"];
  const file = writeSweep(stage, "hopeless", { trials: 50, parallel: 2, epochs: 3, command });
  const { code, stdout } = await stage.macrosweep("run", file);
  await stage.isEmpty();
  expect(code).toBe(1);
  expect(stdout).toContain(
    "Sweep hopeless failed: 3 trials failed before any had reported; the last: trainer: `./no-such-trainer`",
  );
});
