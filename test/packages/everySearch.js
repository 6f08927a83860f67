import {
  createSearch,
  imbalance,
  importance,
  optimize,
  readPruner,
  replay,
  SweepError,
  simulate,
} from "@macrosweep/search";

// A program of a user that touches all that the library has. Plain JavaScript for Node 18 and browsers.

const SAMPLERS = ["auto", "tpe", "gp", "random", "sobol", "grid"].map((name) => ({ name }));
const PRUNERS = [
  ...["auto", "none", "median", "asha", "hyperband", "patience", "oneEpoch"].map((name) => ({ name })),
  { name: "curve", startupTrials: 6 },
  { name: "percentile", percentile: 30, startupTrials: 2 },
  { name: "threshold", bounds: [{ step: 2, lower: -3 }] },
];
const STEPS = 9;
const TRIALS = 24;

/** Each sampler and each pruner on a bowl with a conditional and a categorical parameter, and what is beside them. */
export async function everySearch() {
  const searches = {};
  for (const sampler of SAMPLERS) searches[sampler.name] = await search({ sampler });
  for (const pruner of PRUNERS)
    searches[`random, ${pruner.name}`] = await search({ sampler: { name: "random" }, pruner });
  searches["random, two at a time"] = await search({ sampler: { name: "random" }, parallel: 2 });
  return {
    searches,
    stopped: await stopped(),
    replayed: replayed(),
    simulated: simulated(),
    weighed: weighed(),
    refused: refused(),
  };
}

const SPACE = [
  { name: "x", type: "float", min: -2, max: 2, step: 0.25, prior: { center: 1 } },
  { name: "shape", type: "categorical", values: ["bowl", "cone"] },
  { name: "tilt", type: "int", min: 0, max: 3, when: { shape: ["cone"] } },
];

async function search(settings) {
  const enqueue = [{ x: 2, shape: "bowl" }];
  const { best, trials } = await optimize({
    space: SPACE,
    steps: STEPS,
    trials: TRIALS,
    seed: 1,
    enqueue,
    objective,
    ...settings,
  });
  return { value: best.value, trials: trials.length, pruned: trials.filter(({ state }) => state === "pruned").length };
}

function objective({ params: { x, shape, tilt = 0 }, report, signal }) {
  let value = 0;
  for (let step = 1; step <= STEPS && !signal.aborted; step++) {
    value = -(shape === "bowl" ? (x - 1) ** 2 : 1 + Math.abs(x) + tilt) - 4 / step;
    report(step, value);
  }
  return value;
}

/** How many trials were asked for by a search that is stopped from outside during its third. */
async function stopped() {
  const stop = new AbortController();
  const { trials } = await optimize({
    space: SPACE,
    steps: 1,
    trials: TRIALS,
    signal: stop.signal,
    objective: ({ trial }) => {
      if (trial === 2) stop.abort();
      return 0;
    },
  });
  return trials.map(({ state }) => state);
}

const ASHA = readPruner({ name: "asha", reductionFactor: 3, minResource: 1 }, STEPS, "pruner", []);

function replayed() {
  const curves = [0.9, 0.1, 0.5, 0.3].map((end) => {
    const steps = Array.from({ length: STEPS }, (_, at) => at + 1);
    return { steps, values: steps.map((step) => (end * step) / STEPS), completed: true };
  });
  return replay(curves, ASHA, { maxStep: STEPS, direction: "maximize" });
}

function simulated() {
  const space = [{ name: "x", type: "float", min: 0, max: 1, scale: "linear", step: null, when: {} }];
  const plan = {
    space,
    direction: "maximize",
    sampler: { name: "random", seed: 1 },
    pruner: ASHA,
    trials: 9,
    parallel: 3,
  };
  return simulate({ ...plan, epochsPerTrial: STEPS, totalEpochs: null, rounds: null }, 2).steps;
}

function weighed() {
  const trials = Array.from({ length: 60 }, (_, i) => {
    const params = {
      x: (i % 17) / 4 - 2,
      shape: i % 2 === 0 ? "bowl" : "cone",
      ...(i % 2 === 0 ? {} : { tilt: i % 4 }),
    };
    return { params, state: "completed", steps: [1], values: [params.x + (params.tilt ?? 0)] };
  });
  return importance(SPACE, trials).params.map(({ importance: share }) => share?.toFixed(9));
}

function refused() {
  try {
    createSearch({ space: [...imbalance, { name: "loss", type: "float", min: 1, max: 0 }], steps: 1 });
    return null;
  } catch (error) {
    return error instanceof SweepError ? error.code : error;
  }
}
