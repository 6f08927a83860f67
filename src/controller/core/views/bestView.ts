import type { BestShape, ConstraintsShape, MissShape } from "../../../shapes/best.ts";
import { measuredBy } from "../confirmation/contenders.ts";
import { searched, signOf } from "../confirmation/evidence.ts";
import { lastInterval, lastStep, lastValue, lastViolation, levelOfTrial } from "../lastReport.ts";
import { type Miss, missesOver } from "../misses.ts";
import type { Sweep } from "../state.ts";
import { testValue, viewClasses } from "./classView.ts";
import { viewVerdict } from "./confirmationView.ts";
import { viewParams } from "./paramsView.ts";
import { viewTraining } from "./trainingView.ts";

/** The best trial, by its number. */
export function viewBest(sweep: Sweep, number: number): BestShape {
  const trial = sweep.trials[number];
  const record = sweep.history.trials[number];
  const value = lastValue(sweep, number);
  if (trial === undefined || record === undefined || value === null)
    throw new Error(`the best trial ${number} has no value`);
  return {
    trial: number,
    params: viewParams(record.params, sweep.spec.parameters),
    value,
    interval: lastInterval(sweep, number),
    step: lastStep(sweep, number),
    perClass: viewClasses(sweep, trial),
    testValue: testValue(sweep, trial),
    constraints: sweep.spec.constraints === undefined ? null : viewConstraints(sweep, number, value),
    ...viewVerdict(sweep),
    training: viewTraining(sweep, trial),
  };
}

function viewConstraints(sweep: Sweep, best: number, value: number): ConstraintsShape {
  const trial = sweep.bestUnconstrained ?? best;
  const unconstrained = { trial, value: lastValue(sweep, trial) ?? value };
  const violations = missesOver(sweep, measuredBy(sweep, best));
  const feasible = violations.length === 0;
  return {
    feasible,
    violations: violations.map(viewMiss),
    cost: feasible ? costOf(sweep, trial) : null,
    unconstrained,
  };
}

function viewMiss({ metric, bound, limit, value, by }: Miss): MissShape {
  return { metric, min: bound === "min" ? limit : null, max: bound === "max" ? limit : null, value, by };
}

// What the constraints cost, of single runs: some of it is the luck of the better one. Not measured by the level of the best trial itself: a confirmation may have preferred it to trials with a better one.
function costOf(sweep: Sweep, unconstrained: number): number | null {
  const feasible = searched(sweep).filter(({ number }) => lastViolation(sweep, number) === 0);
  const levels = feasible.map(({ number }) => signOf(sweep) * levelOfTrial(sweep, number));
  return levels.length === 0 ? null : signOf(sweep) * levelOfTrial(sweep, unconstrained) - Math.max(...levels);
}
