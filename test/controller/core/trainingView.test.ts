import { expect, it } from "vitest";
import { viewRunning } from "../../../src/controller/core/views/runningView.ts";
import { viewTraining } from "../../../src/controller/core/views/trainingView.ts";
import { created, document, given, reported, running } from "./given.ts";

const training = (trainer: object) => {
  const { sweep } = given(created(document({}, { trainer })), running(0, 1));
  return viewTraining(sweep!, sweep!.trials[1]!);
};

it("a trial is trained anew by the command line that it had, where that says every param", () => {
  const args = ["--x={{ params.x }}", "--seed", "{{ seed }}", "--epochs={{ epochs }}"];
  const env = { OMP_NUM_THREADS: "1" };
  expect(training({ command: ["python3", "train.py"], args, env })).toEqual({
    argv: ["python3", "train.py", "--x=0.1", "--seed", "101", "--epochs=3"],
    env,
    seed: 101,
  });
});

it("finds its params in MACROSWEEP_TRIAL where nothing else says them", () => {
  const { argv, env } = training({ command: ["python3", "train.py"] });
  expect(argv).toEqual(["python3", "train.py"]);
  expect(JSON.parse(env.MACROSWEEP_TRIAL!)).toMatchObject({
    sweep: "small",
    params: { x: 0.1 },
    seed: 101,
    epochs: 3,
    checkpointDir: "{{ checkpointDir }}",
  });
});

it.each([
  ["the seed", ["--x={{ params.x }}", "--epochs={{ epochs }}"]],
  ["the epochs", ["--x={{ params.x }}", "--seed={{ seed }}"]],
])("finds %s there too, where its arguments say every param and no more", (_, args) => {
  const { env } = training({ command: ["python3", "train.py"], args });
  expect(JSON.parse(env.MACROSWEEP_TRIAL!)).toMatchObject({ params: { x: 0.1 }, seed: 101, epochs: 3 });
});

it("is told no such thing where it reports in its own words", () => {
  const args = ["--x={{ params.x }}"];
  expect(training({ command: ["python3", "train.py"], args, reports: { value: "f1 (\\S+)" } }).env).toEqual({});
});

it("names the places that only its agent knows", () => {
  const { argv } = training({
    command: ["train"],
    args: ["{{ params.x }}", "--out={{ checkpointDir }}", "{{ workdir }}"],
  });
  expect(argv).toEqual(["train", "0.1", "--out={{ checkpointDir }}", "{{ workdir }}"]);
});

it("of the trials that run the first sixteen are shown, a long curve by some points and its last one", () => {
  const steps = Array.from({ length: 500 }, (_, i) => i + 1);
  const { sweep } = given(
    created(document({ trials: 40, parallel: 40, epochsPerTrial: 500 }, { pruner: { name: "none" } })),
    running(...Array(20).keys()),
    steps.map((step) => reported(3, step, step / 1000)),
  );
  const shown = viewRunning(sweep!);
  expect(shown.map(({ trial }) => trial)).toEqual([...Array(16).keys()]);
  expect(shown[3]!.curve.length).toBeLessThanOrEqual(64);
  expect(shown[3]).toMatchObject({ value: 0.5 });
  expect(shown[3]!.curve.at(-1)).toEqual([500, 0.5]);
});
