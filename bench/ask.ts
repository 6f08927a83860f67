import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { stream } from "../src/search/chance/stream.ts";
import { History } from "../src/search/history/history.ts";
import { createSampler, suggestNow } from "../src/search/samplers/index.ts";
import { axesOf } from "../src/search/space/axis.ts";
import { randomParams } from "../src/search/space/configuration.ts";
import { imb } from "../test/search/functions.ts";
import { atLeast, atMost, type Bar, median } from "./bar.ts";

const SIZES = [100, 1_000, 10_000] as const;
const LIMIT_MS: Record<number, number> = { 1000: 1, 10000: 5 };
const TIMES_FASTER = 10;
// The clock of the CPU is too coarse for one call.
const ASKS_A_BLOCK = 4;

/**
 * CPU of one ask and tell of TPE, every one guided by the model, over 8 mixed and conditional parameters; beside Optuna 5 on the same space and
 * with as many random trials behind it, where a Python with Optuna is found.
 */
export async function bench(): Promise<Bar[]> {
  const optuna = askOptuna();
  // Until the compiler has nothing left to do, as in a controller that runs all day.
  askMs(100, 500);
  return SIZES.flatMap((size) => {
    const ms = askMs(size, 15);
    const bars: Bar[] = [];
    const limit = LIMIT_MS[size];
    if (limit !== undefined) bars.push(atMost(`ask and tell at ${size} trials`, ms, "ms", limit));
    const theirs = optuna.get(size);
    if (theirs !== undefined) {
      bars.push(atLeast(`times faster than Optuna at ${size} trials`, theirs / ms, "x", TIMES_FASTER));
    }
    console.log(`${size} trials: ${ms.toFixed(3)} ms${theirs === undefined ? "" : `, Optuna ${theirs.toFixed(1)} ms`}`);
    return bars;
  }).concat(atMost("the default's model with 200 trials open and 120 values", modelMs(120, 200), "ms", 60));
}

// Median CPU of a suggestion of the default search, worked out on the spot.
function modelMs(values: number, open: number): number {
  const history = new History({ space: imb.space, direction: "minimize", maxStep: 1, rungs: [] });
  const axes = axesOf(imb.space);
  for (let trial = 0; trial < values + open; trial++) {
    const params = randomParams(axes, stream(1, trial));
    history.add(params);
    history.setState(trial, "running");
    if (trial >= values) continue;
    history.report(trial, 1, imb.evaluate(params), null);
    history.setState(trial, "completed");
  }
  const sampler = createSampler({ name: "auto", seed: 1 }, imb.space);
  const times = Array.from({ length: 12 }, (_, ask) => {
    const start = process.cpuUsage();
    suggestNow(sampler, history, stream(2, ask));
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  return median(times);
}

// Median over blocks of asks. Each ask makes the history longer by one, so it takes few blocks to stay at a size.
function askMs(size: number, blockCount: number): number {
  const history = new History({ space: imb.space, direction: "minimize", maxStep: 1, rungs: [] });
  const axes = axesOf(imb.space);
  const tell = (params: ReturnType<typeof randomParams>) => {
    const trial = history.add(params);
    history.setState(trial, "running");
    history.report(trial, 1, imb.evaluate(params), null);
    history.setState(trial, "completed");
  };
  for (let trial = 0; trial < size; trial++) tell(randomParams(axes, stream(1, trial)));
  const sampler = createSampler({ name: "tpe", seed: 1, randomShare: 0, startupTrials: 10, candidates: 24 }, imb.space);
  const blocks: number[] = [];
  for (let block = 0; block < blockCount; block++) {
    const start = process.cpuUsage();
    for (let ask = 0; ask < ASKS_A_BLOCK; ask++) {
      const suggestion = suggestNow(sampler, history, stream(1, history.trials.length));
      if (suggestion.kind === "params") tell(suggestion.params);
    }
    const { user, system } = process.cpuUsage(start);
    blocks.push((user + system) / 1_000 / ASKS_A_BLOCK);
  }
  return median(blocks);
}

// Size of the history -> CPU ms of one ask and tell; empty, with a word on how to get it, where Optuna is not installed.
function askOptuna(): Map<number, number> {
  const python = process.env.PYTHON ?? "python3";
  const script = join(import.meta.dirname, "peers", "ask_optuna.py");
  const { status, stdout, stderr } = spawnSync(python, [script, ...SIZES.map(String)], { encoding: "utf8" });
  if (status === 0) return new Map<number, number>(JSON.parse(stdout));
  console.log(
    `No comparison with Optuna: ${python} cannot run it${stderr ? ` (${stderr.trim().split("\n").at(-1)})` : ""}.\n` +
      "To have one: python3 -m venv VENV && VENV/bin/pip install 'optuna>=5', then PYTHON=VENV/bin/python npm run bench -- ask",
  );
  return new Map();
}
