import { choice, integer, type Keys, list, number, object, variants } from "./node.ts";

const MOST = Number.MAX_SAFE_INTEGER;

const seed = integer(
  "Of all chance in the search: the same document with the same seed asks for the same trials.",
  7,
  0,
  MOST,
  { default: 0 },
);
const startupTrials = integer("Values before the model proposes; until then at random.", 10, 1, MOST, { default: 10 });
const randomShare = (fallback: number) =>
  number("Share of trials that stay at random.", fallback, { min: 0, max: 1 }, { default: fallback });

function sampler(name: string, what: string, keys: Keys = {}, more: object = {}) {
  return object(
    `sampler ${name}`,
    what,
    { name: choice("", [name], { required: true }), seed, ...keys },
    { name, ...more },
  );
}

/** What proposes configurations. */
export const samplers = variants("What proposes configurations.", [
  sampler(
    "auto",
    "Picks for you: at random until 40 % of the budget are spent, then a Gaussian process but for a fifth; TPE where values are many.",
  ),
  sampler("gp", "A Gaussian process over the mixed, conditional space.", {
    randomShare: randomShare(0.2),
    startupTrials,
  }),
  sampler("tpe", "Tree-structured Parzen estimators.", {
    randomShare: number("Share of trials that stay at random; a third unless it says otherwise.", 0.25, {
      min: 0,
      max: 1,
    }),
    startupTrials,
    candidates: integer("Drawn for each proposal; the best of them is taken.", 24, 1, 1000, { default: 24 }),
  }),
  sampler("random", "Every active parameter uniformly on its scale, or from its prior."),
  sampler("sobol", "A scrambled Sobol sequence: at random, but evenly spread."),
  sampler(
    "grid",
    "Every configuration of the grid once.",
    { points: integer("Values of each float without a step; needed where there is one.", 5, 2, 10_000) },
    { points: 5 },
  ),
]);

const minResource = integer(
  "Epochs before the first look. Without it a ninth or so of the full training, counted back from its end.",
  3,
  1,
  1_000_000,
);
const reductionFactor = integer(
  "One of so many goes on at a rung, and the next rung is so many times as far.",
  3,
  2,
  MOST,
  { default: 3 },
);
const confidence = number(
  "A trial is pruned only where it is so surely behind, its noise taken into account; from 0.5 (cut where the cut is) to below 1.",
  0.7,
  {
    min: 0.5,
    max: 0.999999,
  },
  { default: 0.5 },
);
const startup = integer("Trials that must have come to a rung before anything is pruned there.", 4, 0, MOST, {
  default: 0,
});
const intervalSteps = integer("Looks at every so many epochs; without it at about twenty places.", 50, 1, MOST);
const warmup = {
  startupTrials: integer("Trials that must have completed before anything is pruned.", 5, 1, MOST, { default: 5 }),
  warmupSteps: integer("Epochs in which nothing is pruned.", 9, 0, 1_000_000, { default: 0 }),
};

function pruner(name: string, what: string, keys: Keys = {}, more: object = {}) {
  return object(`pruner ${name}`, what, { name: choice("", [name], { required: true }), ...keys }, { name, ...more });
}

/** What stops trials that are not worth their epochs. */
export const pruners = variants("What stops trials that are not worth their epochs.", [
  pruner(
    "auto",
    "As asha, a third going on at each rung at confidence 0.7; where trials are scarce and not epochs, two thirds at 0.9. All of it may be said.",
    {
      minResource,
      reductionFactor,
      keep: number("Share that goes on at each rung, in place of one in reductionFactor.", 0.5, { min: 0.01, max: 1 }),
      confidence: number("As of asha.", 0.8, { min: 0.5, max: 0.999999 }),
      rungs: list(
        "The epochs at which it looks, rising, in place of those that follow from minResource and reductionFactor.",
        integer("An epoch.", 9, 1, 1_000_000),
        [1, 3, 9],
        1,
        1_000,
      ),
    },
  ),
  pruner("asha", "Asynchronous successive halving (Li et al. 2020).", {
    minResource,
    reductionFactor,
    startupTrials: startup,
    confidence,
  }),
  pruner("hyperband", "Brackets of asha that begin later and later.", {
    minResource,
    reductionFactor,
    startupTrials: startup,
    confidence,
  }),
  pruner("curve", "Leads curves on to the end, and prunes those that will almost surely not be the best.", {
    minResource,
    reductionFactor,
    threshold: number("Least probability of being the best at the end.", 0.05, { min: 0, max: 0.5 }, { default: 0.05 }),
    startupTrials: integer("Completed trials before it judges.", 8, 6, MOST, { default: 8 }),
    unjudged: number(
      "Share of trials that go on whatever their curve, to learn from.",
      0.1,
      { min: 0, max: 1 },
      { default: 0.1 },
    ),
  }),
  pruner("median", "Below the median of the others' values up to there.", { ...warmup, intervalSteps, confidence }),
  pruner("percentile", "As median, with another share.", {
    percentile: number("The best so many percent go on.", 25, { min: 0, max: 100 }, { default: 25 }),
    ...warmup,
    intervalSteps,
    confidence,
  }),
  pruner(
    "threshold",
    "Outside of bounds, whatever others do.",
    {
      bounds: list(
        "By rising step; each holds until the next.",
        object(
          "bound",
          "Values that a trial may have from a step on; one of lower and upper at least.",
          {
            step: integer("From this epoch.", 3, 1, 1_000_000, { required: true }),
            lower: number("Values below it are pruned.", 0.2),
            upper: number("Values above it are pruned.", 5),
          },
          { step: 3, lower: 0.2 },
        ),
        [{ step: 3, lower: 0.2 }],
        1,
        1_000_000,
        { required: true },
      ),
      intervalSteps,
    },
    { bounds: [{ step: 3, lower: 0.2 }] },
  ),
  pruner("patience", "No new best of its own for long.", {
    patience: integer("Epochs without one.", 10, 1, MOST, { default: 10 }),
    intervalSteps,
  }),
  pruner("oneEpoch", "One look after the first epoch.", {
    share: number("The best share goes on to the end.", 0.1, { min: 0, max: 1 }, { default: 0.1 }),
    startupTrials: startup,
    confidence,
  }),
  pruner("none", "Every trial trains to its end."),
]);
