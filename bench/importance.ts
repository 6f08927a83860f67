import { stream } from "../src/search/chance/stream.ts";
import { History } from "../src/search/history/history.ts";
import { poseImportance } from "../src/search/importance/problem.ts";
import { weigh } from "../src/search/importance/weigh.ts";
import { axesOf } from "../src/search/space/axis.ts";
import { randomParams } from "../src/search/space/configuration.ts";
import type { Space } from "../src/search/space/parameter.ts";
import { imb } from "../test/search/functions.ts";
import { atMost, type Bar, median } from "./bar.ts";

const TRIALS = 10_000;

/** CPU of saying how much each of 16 mixed and conditional parameters matters after 10,000 noisy trials. */
export async function bench(): Promise<Bar[]> {
  const history = trialsOf(space());
  const posed = Array.from({ length: 7 }, () => cpuMs(() => poseImportance(space(), history, 1)));
  const problem = poseImportance(space(), history, 1);
  // Until the compiler has nothing left to do.
  const weighed = Array.from({ length: 7 }, () => cpuMs(() => weigh(problem)));
  for (const { name, importance, interval } of weigh(problem).params) {
    console.log(`${name}: ${importance?.toFixed(3)} (${interval?.map((end) => end.toFixed(3)).join(" to ")})`);
  }
  return [
    atMost(`the engine's part at ${TRIALS} trials`, median(posed), "ms", 30),
    atMost(`the thread's part at ${TRIALS} trials of 16 parameters`, median(weighed), "ms", 300),
    atMost("the same for the first time", weighed[0] ?? Number.NaN, "ms", 600),
  ];
}

// The eight parameters of an imagined imbalanced task, and eight that do nothing.
function space(): Space {
  const idle = Array.from({ length: 8 }, (_, i) => {
    return { name: `idle${i}`, type: "float", min: 0, max: 1, scale: "linear", step: null, when: {} } as const;
  });
  return [...imb.space, ...idle];
}

function trialsOf(space: Space): History {
  const history = new History({ space, direction: "minimize", maxStep: 1, rungs: [] });
  const axes = axesOf(space);
  for (let i = 0; i < TRIALS; i++) {
    const random = stream(1, i);
    const params = randomParams(axes, random);
    const trial = history.add(params);
    history.setState(trial, "running");
    history.report(trial, 1, imb.evaluate(params) + 0.02 * random.normal(), null);
    history.setState(trial, "completed");
  }
  return history;
}

function cpuMs(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
