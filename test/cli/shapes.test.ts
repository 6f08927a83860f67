import { expect, it } from "vitest";
import { shown } from "../../src/cli/shown.ts";
import type { ConstraintsShape } from "../../src/shapes/best.ts";
import { CONFIRMED, sweep } from "./sweeps.ts";

// These texts are public: scripts of users read them.

it("the JSON of a sweep has its keys in the documented order", () => {
  expect(JSON.stringify(shown(sweep()))).toBe(
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

it("the JSON of constraints has its keys in the documented order", () => {
  const constraints: ConstraintsShape = {
    feasible: false,
    violations: [{ metric: "recall:V", min: 0.8, max: null, value: 0.71, by: 0.09 }],
    cost: null,
    unconstrained: { trial: 3, value: 0.75 },
  };
  const shape = shown(sweep({ best: { ...sweep().best!, constraints } })).best?.constraints;
  expect(JSON.stringify(shape)).toBe(
    '{"feasible":false,"violations":[{"metric":"recall:V","min":0.8,"max":null,"value":0.71,"by":0.09}],' +
      '"cost":null,"unconstrained":{"trial":3,"value":0.75}}',
  );
});

it("the JSON of a confirmation has its keys in the documented order", () => {
  const shape = shown(sweep({ best: CONFIRMED })).best!;
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
