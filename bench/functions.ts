import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createSearch, type DeclaredParameter } from "../src/search/index.ts";
import type { Parameter, Params } from "../src/search/space/parameter.ts";
import { ackley5, branches, branin, hartmann6, imb, rosenbrock4, type TestFunction } from "../test/search/functions.ts";
import { atLeast, atMost, type Bar } from "./bar.ts";
import { mean, standardError } from "./mean.ts";

const FUNCTIONS: Readonly<Record<string, TestFunction>> = { branin, hartmann6, ackley5, rosenbrock4, imb, branches };
const PARALLEL = [1, 8];
// Trials after which the best is looked at, and the one that counts; the peer's kept results have the same.
const MARKS = [25, 50, 100, 150];
const MARK = 100;

/** A peer's runs on one function: a row a seed, the best value at each of the marks. */
interface PeerRuns {
  readonly function: string;
  readonly sampler: string;
  readonly parallel: number;
  readonly bests: readonly (readonly number[])[];
}

/**
 * The library's default search on the analytic functions that samplers are compared on (all minimized, without noise), one at a time and with
 * eight open trials, which finish in the order of their start. Beside it the default samplers of Optuna 5 and 4 over 20 seeds, kept with
 * their provenance in peers/functions.json; peers/functions_optuna.py makes them anew.
 * Options: --seeds 5, or --full for 20. A suggestion of the Gaussian process takes some 30 ms, so a seed takes about a minute.
 */
export async function bench(args: readonly string[]): Promise<Bar[]> {
  const { values } = parseArgs({
    args: [...args],
    options: { seeds: { type: "string" }, full: { type: "boolean", default: false } },
  });
  const seeds = Number(values.seeds ?? (values.full ? 20 : 5));
  const peers = readPeers();
  const bars: Bar[] = [];
  for (const parallel of PARALLEL) {
    let better = 0;
    for (const [name, testFunction] of Object.entries(FUNCTIONS)) {
      console.log(
        `\n${name}, minimum ${testFunction.minimum}, ${parallel} at once: best after ${MARKS.join(", ")} trials`,
      );
      const ours = Array.from({ length: seeds }, (_, seed) => bestsOf(testFunction, seed, parallel));
      printRow("auto", ours);
      const theirs = peers.filter((runs) => runs.function === name && runs.parallel === parallel);
      for (const { sampler, bests } of theirs) printRow(sampler, bests);
      const { difference, error } = behind(
        ours,
        theirs.map(({ bests }) => bests),
      );
      if (difference < 0) better++;
      const title = `${name}, ${parallel} at once: best after ${MARK} trials above the better of Optuna's`;
      bars.push(atMost(title, difference, "of the function", error));
    }
    const title = `functions on which the best after ${MARK} trials is better, ${parallel} at once`;
    bars.push(atLeast(title, better, `of ${Object.keys(FUNCTIONS).length}`, Object.keys(FUNCTIONS).length / 2 + 1));
  }
  return bars;
}

/** Best values at the marks of one search with `parallel` open trials. */
function bestsOf({ space, evaluate }: TestFunction, seed: number, parallel: number): number[] {
  const search = createSearch({ space: space.map(declared), direction: "minimize", seed });
  const open: { trial: number; params: Params }[] = [];
  const found: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (let ended = 1; ended <= Math.max(...MARKS); ended++) {
    while (open.length < parallel) {
      const asked = search.ask();
      if (asked === null) throw new Error("a continuous space is never used up");
      open.push(asked);
    }
    const [{ trial, params }] = open.splice(0, 1);
    const value = evaluate(params);
    search.tell(trial, value);
    best = Math.min(best, value);
    if (MARKS.includes(ended)) found.push(best);
  }
  return found;
}

/** Our mean at the mark less that of the better peer, and the standard error of the difference; the seeds of two programs make no pairs. */
function behind(ours: readonly (readonly number[])[], peers: readonly (readonly (readonly number[])[])[]) {
  const at = MARKS.indexOf(MARK);
  const own = ours.map((bests) => bests[at]);
  const theirs = peers.map((rows) => rows.map((bests) => bests[at]));
  const better = theirs.reduce((a, b) => (mean(b) < mean(a) ? b : a));
  return { difference: mean(own) - mean(better), error: Math.hypot(standardError(own), standardError(better)) };
}

function printRow(name: string, rows: readonly (readonly number[])[]): void {
  const cells = MARKS.map((_, i) => rows.map((bests) => bests[i]));
  const told = cells.map((cell) => `${mean(cell).toFixed(4)} ± ${standardError(cell).toFixed(4)}`.padEnd(18));
  console.log(`  ${name.padEnd(9)} ${told.join(" ")} (${rows.length} seeds)`);
}

function readPeers(): PeerRuns[] {
  const kept: { provenance: Record<string, unknown>; results: PeerRuns[] } = JSON.parse(
    readFileSync(join(import.meta.dirname, "peers", "functions.json"), "utf8"),
  );
  console.log(`kept: Optuna ${kept.provenance.optuna}, ${kept.provenance.command}, ${kept.provenance.date}`);
  return kept.results;
}

/** A parameter as a program declares it: a float without a step has none. */
function declared(parameter: Parameter): DeclaredParameter {
  if (parameter.type !== "float") return parameter;
  const { step, ...rest } = parameter;
  return step === null ? rest : { ...rest, step };
}
