import type { Fields } from "../../fields.ts";
import type { Direction } from "../history/loss.ts";
import { noiseAt } from "./noise.ts";
import { othersAt } from "./others.ts";
import type { Pruner, PrunerKind } from "./pruner.ts";
import { judgeStanding, readStandingSettings, type StandingSettings } from "./standing.ts";

export interface OneEpochSpec extends StandingSettings {
  readonly name: "oneEpoch";
  /** Share of trials that go on after their first epoch, in [0, 1]. */
  readonly share: number;
}

export const oneEpoch: PrunerKind<OneEpochSpec> = { read: readOneEpoch, create: createOneEpoch };

/** Reads the settings of the one-epoch rule. */
function readOneEpoch(fields: Fields): OneEpochSpec {
  const share = fields.number("share", { min: 0, max: 1 }, 0.1);
  return { name: "oneEpoch", share, ...readStandingSettings(fields) };
}

/**
 * Looks once, after the first epoch: a trial goes on to the end when it is among the best max(1, floor(share n)) of the n values seen there so
 * far, its own included. A cheap mark to measure others against: it fails where curves cross after the first epoch.
 *
 * Source: Egele, Mohr, Viering, Balaprakash, "The unreasonable effectiveness of early discarding after one epoch in neural network
 * hyperparameter optimization", Neurocomputing 2024. There all trials have their first epoch before the best K go on; here each is judged at
 * once against those before it, so early ones go on easily and a share of all takes the place of K.
 */
function createOneEpoch(spec: OneEpochSpec, maxStep: number, direction: Direction): Pruner {
  const steps = maxStep > 1 ? [1] : [];
  return {
    rungs: steps,
    judge(history, trial, step, value, error, violation = 0) {
      if (!steps.includes(step)) return { kind: "continue", reason: null };
      const noise = () => noiseAt(history, trial, step, error);
      const arrival = { rung: "after one epoch", value, error, direction, noise };
      const others = othersAt(history, trial, step, direction, violation);
      return judgeStanding(arrival, others, spec.share, spec);
    },
  };
}
