import { expect, it } from "vitest";
import { explanationShape, sweepShape, trialShape } from "../../src/cli/shapes.ts";
import { type Constraints, SweepState, TrialState } from "../../src/gen/macrosweep/v1/sweep.ts";
import { CONFIRMED, sweep, trial } from "./wire.ts";

// These texts are public: scripts of users read them.

it("the JSON of a sweep has its keys in the documented order", () => {
  expect(JSON.stringify(sweepShape(sweep()))).toBe(
    '{"sweep":"beats","state":"running","reason":null,"objective":{"metric":"macroF1","direction":"maximize"},"best":{"trial":7,"params":{"loss":"focal","focal_gamma":2.125,"augment":false},' +
      '"value":0.7312,"interval":[0.69,0.77],"step":27,"perClass":[' +
      '{"class":"N","precision":0.98,"recall":0.97,"f1":0.975,"support":900},' +
      '{"class":"V","precision":0,"recall":0,"f1":0,"support":12},' +
      '{"class":"Q","precision":0,"recall":0,"f1":0,"support":0}],"testValue":null,"constraints":null,"estimate":null,"confirmation":null,' +
      '"training":{"argv":["python3","train.py","--loss=focal","--note=it\'s 2.125"],"env":{},"seed":42}},' +
      '"trials":{"completed":5,"pruned":6,"failed":1,"preempted":0,"cancelled":0,"running":2,"waiting":0},' +
      '"epochs":{"run":201,"full":378,"saved":144}}',
  );
});

it("a sweep without a best trial says null, and a best trial without counts has a null interval", () => {
  const { best, ...rest } = sweep();
  expect(sweepShape(rest)).toMatchObject({ best: null });
  expect(sweepShape({ ...rest, best: { ...best!, interval: undefined, perClass: [] } })).toMatchObject({
    best: { interval: null, perClass: [] },
  });
});

it("the JSON of constraints has its keys in the documented order", () => {
  const { best, ...rest } = sweep();
  const constraints: Constraints = {
    feasible: false,
    violations: [{ metric: "recall:V", bound: { $case: "min", min: 0.8 }, value: 0.71, by: 0.09 }],
    unconstrainedTrial: 3,
    unconstrainedValue: 0.75,
  };
  const shape = sweepShape({ ...rest, best: { ...best!, constraints } }).best?.constraints;
  expect(JSON.stringify(shape)).toBe(
    '{"feasible":false,"violations":[{"metric":"recall:V","min":0.8,"max":null,"value":0.71,"by":0.09}],' +
      '"cost":null,"unconstrained":{"trial":3,"value":0.75}}',
  );
});

it("the JSON of a confirmation has its keys in the documented order", () => {
  const shape = sweepShape(sweep({ best: CONFIRMED })).best!;
  expect(JSON.stringify(shape.estimate)).toBe('{"value":0.7125,"interval":[0.67,0.755]}');
  expect(JSON.stringify(shape.confirmation)).toBe(
    '{"state":"ended","seeds":5,"mean":0.7205,"interval":[0.67,0.755],"probabilityBest":0.83,"finalists":[' +
      '{"trial":3,"params":{"loss":"focal","focal_gamma":2.125,"augment":false},"seeds":5,"mean":0.701,"interval":[0.66,0.74],' +
      '"probabilityBest":0.17,"state":"confirmed","reason":null},' +
      '{"trial":7,"params":{"loss":"focal","focal_gamma":2.125,"augment":false},"seeds":5,"mean":0.7205,"interval":[0.67,0.755],' +
      '"probabilityBest":0.83,"state":"confirmed","reason":null},' +
      '{"trial":9,"params":{"loss":"focal","focal_gamma":2.125,"augment":false},"seeds":1,"mean":0.65,"interval":null,' +
      '"probabilityBest":0,"state":"failed","reason":"seed 2 failed: exit code 1"}],"indistinguishable":[3],' +
      '"baseline":{"params":{"loss":"focal","focal_gamma":2.125,"augment":false},"seeds":5,"mean":0.6805,"interval":[0.64,0.72],' +
      '"difference":0.0325,"differenceInterval":[0.004,0.061],"probabilityBetter":0.986}}',
  );
});

it.each([
  [SweepState.RUNNING, "running"],
  [SweepState.PAUSED, "paused"],
  [SweepState.COMPLETED, "completed"],
  [SweepState.FAILED, "failed"],
  [SweepState.CANCELLED, "cancelled"],
])("the state %s is called %s", (state, name) => {
  expect(sweepShape(sweep({ state })).state).toBe(name);
});

it("the JSON of a trial has its keys in the documented order", () => {
  expect(JSON.stringify(trialShape(trial()))).toBe(
    '{"trial":12,"state":"running","params":{"loss":"focal","focal_gamma":2.125,"augment":false},"seed":809971599,' +
      '"attempt":1,"value":0.625,"steps":3,"reason":null,"curve":[[1,0.25],[2,0.5],[3,0.625]],"violation":null,"replicateOf":null,"testValue":null}',
  );
});

it("a trial before its first report has no value, step 0 and an empty curve", () => {
  const waiting = trial({ state: TrialState.WAITING, attempt: 0, value: undefined, steps: [], values: [] });
  expect(trialShape(waiting)).toMatchObject({ state: "waiting", value: null, steps: 0, curve: [] });
});

it("a resumed trial counts its last step, not its reports", () => {
  expect(trialShape(trial({ steps: [4, 5], values: [0.5, 0.6] }))).toMatchObject({
    steps: 5,
    curve: [
      [4, 0.5],
      [5, 0.6],
    ],
  });
});

it("a parameter called __proto__ stays a parameter", () => {
  const odd = trial({ params: [{ name: "__proto__", value: { $case: "number", number: 1 } }] });
  expect(JSON.stringify(trialShape(odd).params)).toBe('{"__proto__":1}');
});

it("the JSON of an explanation has its keys in the documented order", () => {
  const told = { trial: trial(), suggested: "random", verdicts: ["rung 3"], attempts: ["attempt 1"], perClass: [] };
  expect(Object.keys(explanationShape("beats", told))).toEqual([
    "sweep",
    "trial",
    "suggested",
    "verdicts",
    "attempts",
    "perClass",
    "testValue",
  ]);
  expect(explanationShape("beats", told)).toMatchObject({ sweep: "beats", trial: { trial: 12 }, testValue: null });
});

it("an answer without its parts is called one of another version", () => {
  expect(() => explanationShape("beats", { suggested: "", verdicts: [], attempts: [], perClass: [] })).toThrow(
    'the controller\'s answer has no "trial"',
  );
});
