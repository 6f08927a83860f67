import { readDocument, type SweepSpec } from "../../src/controller/core/document/spec.ts";
import type { Chance } from "./chance.ts";
import { FAULTS, type FaultName } from "./faults.ts";
import type { MachineOptions } from "./machine.ts";

/** What one seed plays. */
export interface Scenario {
  readonly leaseMs: number;
  /** One, or several that share a journal: one leads and the others stand by. */
  readonly controllers: number;
  readonly machines: readonly MachineOptions[];
  readonly specs: readonly SweepSpec[];
  /** Those that may happen: few of them, often, find more than all of them now and then. */
  readonly faults: readonly FaultName[];
  /** Pause between two faults, in ms. */
  readonly faultEveryMs: readonly [number, number];
  readonly faultsUntilMs: number;
  /** When every sweep must be over. */
  readonly endMs: number;
}

export function drawScenario(chance: Chance): Scenario {
  const leaseMs = chance.pick([6_000, 9_000, 15_000, 30_000]);
  const epochMs = chance.pick([
    [300, 2_000],
    [800, 6_000],
    [1_500, 15_000],
  ] as const);
  const habits = {
    epochMs,
    checkpoints: chance.of(0.6),
    crashes: chance.of(0.3) ? chance.spread(0.002, 0.1) : 0,
    hangs: chance.of(0.2) ? 0.05 : 0,
    stubborn: chance.of(0.4) ? chance.between(0.1, 1) : 0,
  };
  const graceMs = chance.pick([300, 2_000, 10_000]);
  const machines = Array.from({ length: chance.whole(1, 4) }, (_, i) => {
    return { name: `m${i + 1}`, slots: chance.whole(1, 3), graceMs, habits };
  });
  const specs = Array.from({ length: chance.of(0.25) ? 2 : 1 }, (_, i) => drawSpec(chance, `s${i + 1}`));
  const controllers = chance.of(0.4) ? chance.whole(2, 3) : 1;
  const faults = drawFaults(chance, controllers === 1 ? THEMES : [...THEMES, ...STANDBY_THEMES]);
  const slowest = chance.pick([4_000, 10_000, 25_000]);
  const epochs = specs.reduce((sum, { budget }) => sum + budget.trials * (budget.epochsPerTrial + 2), 0);
  const faultsUntilMs = chance.between(30_000, 200_000);
  return {
    leaseMs,
    controllers,
    machines,
    specs,
    faults,
    faultEveryMs: [slowest / 8, slowest],
    faultsUntilMs,
    // What it may take at the most, one after the other, with every wait for what was lost.
    endMs: faultsUntilMs + 200_000 + 5 * leaseMs + 2 * epochs * (epochMs[1] + (habits.hangs > 0 ? 5_000 : 0)),
  };
}

// What belongs together: by chance it would meet too seldom.
const THEMES: readonly (readonly FaultName[])[] = [
  ["brittleWay"],
  ["slowDisk", "cutBothWays", "slowWay"],
  ["slowDisk", "brittleWay", "pauseAgent"],
  ["failingDisk", "slowDisk", "killAgent"],
  ["failingDisk", "cutOneWay", "killController"],
  ["setClock", "cutBothWays", "pauseController"],
  ["setClock", "cutPower", "slowWay"],
  ["cutOneWay", "cutOtherWay", "slowWay"],
  ["pauseController", "closeLid", "cut"],
  ["stopController", "stopAgent", "cut"],
];

const STANDBY_THEMES: readonly (readonly FaultName[])[] = [
  ["cutJournal"],
  ["cutJournal", "cutBothWays"],
  ["cutJournal", "killController", "pauseAgent"],
  ["cutJournal", "pauseController", "slowDisk"],
  ["pauseController"],
  ["pauseController", "killController", "failingDisk"],
];

function drawFaults(chance: Chance, themes: readonly (readonly FaultName[])[]): readonly FaultName[] {
  const names = Object.keys(FAULTS) as FaultName[];
  if (chance.of(0.5)) return chance.pick(themes);
  if (chance.of(0.2)) return names;
  return Array.from({ length: chance.whole(2, 7) }, () => chance.pick(names));
}

function drawSpec(chance: Chance, name: string): SweepSpec {
  const trials = chance.whole(3, 9);
  const epochsPerTrial = chance.whole(2, 6);
  const isTight = chance.of(0.5);
  const pruner = chance.pick([
    { name: "none" },
    { name: "asha", minResource: 1, reductionFactor: 2 },
    { name: "median", startupTrials: 1, warmupSteps: 1 },
  ]);
  const sampler = chance.of(0.08)
    ? { name: "gp", seed: chance.whole(1, 1_000), startupTrials: 2 }
    : { name: chance.pick(["random", "random", "tpe"]), seed: chance.whole(1, 1_000) };
  return readDocument({
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name },
    spec: {
      parameters: [
        { name: "x", type: "float", min: 0, max: 1 },
        { name: "y", type: "int", min: 1, max: 100 },
      ],
      sampler,
      pruner,
      budget: {
        trials,
        parallel: chance.whole(1, 4),
        epochsPerTrial,
        ...(isTight
          ? { totalEpochs: Math.max(epochsPerTrial, Math.ceil(trials * epochsPerTrial * chance.between(0.4, 1.2))) }
          : {}),
      },
      trainer: { command: ["train"] },
      ...(!isTight && chance.of(0.3) ? { confirm: { top: 2, seeds: 2 } } : {}),
    },
  });
}
