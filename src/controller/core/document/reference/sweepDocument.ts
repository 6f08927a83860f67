import { any, choice, duration, flag, integer, list, map, number, object, text } from "./node.ts";
import { parameter, preset } from "./parameters.ts";
import { placement } from "./placement.ts";
import { pruners, samplers } from "./searchers.ts";
import { trainer } from "./trainer.ts";

const METRIC =
  "One of macroF1, microF1, weightedF1, accuracy, balancedAccuracy, specificity, mcc, kappa; recall:CLASS, precision:CLASS, f1:CLASS or specificity:CLASS of one class; metrics.NAME of a number that the trainer reports.";

const objective = object(
  "objective",
  "What is searched for.",
  {
    metric: text(METRIC, "macroF1", { default: "macroF1" }),
    direction: choice("Whether more or less is better. Needed where the name of metrics.NAME does not surely tell.", [
      "maximize",
      "minimize",
    ]),
    goal: number(
      "The search stops when the best trial surely reaches it: with all of its 95 % interval, shrunk for the luck of the best of many.",
      0.9,
    ),
  },
  { metric: "macroF1" },
);

const budget = object(
  "budget",
  "What a sweep may use; reserved before a trial starts, and never exceeded.",
  {
    trials: integer("Configurations to try; times epochsPerTrial at most 2,000,000,000.", 60, 1, 100_000, {
      required: true,
    }),
    parallel: integer("Trials at a time.", 2, 1, 10_000, { default: 1 }),
    epochsPerTrial: integer("Epochs of a full training.", 27, 1, 1_000_000, { required: true }),
    totalEpochs: integer("Epochs of all attempts together; at least epochsPerTrial.", 810_000, 1, 2_000_000_000),
    wallTime: duration("From the creation of the sweep, pauses and outages included.", "8h"),
    gpuHours: number(
      "Hours of one GPU, of all attempts together; a slot without a GPU uses none. A trial starts only if what is left lasts to its end, by what an epoch has taken so far, and before the first report only one starts; when none is left, what runs is ended.",
      100,
      { min: 0.001, max: 10_000_000 },
    ),
    maxFailed: integer(
      "Failed trials that it bears; one more ends it. Without it any number beside others that work.",
      5,
      0,
      100_000,
    ),
  },
  { trials: 100, parallel: 2, epochsPerTrial: 1000 },
  { required: true },
);

const constraint = object(
  "constraint",
  "A limit that a trial must keep to count as good; a min or a max.",
  {
    metric: text(METRIC, "recall:V", { required: true }),
    min: number("At least.", 0.8),
    max: number("At most.", 0.9),
  },
  { metric: "recall:V", min: 0.8 },
);

const params = (what: string) => map(what, "a parameter", any("", "a value of it", 0.5), { x: 0.5 });

const spec = object(
  "spec",
  "The search.",
  {
    objective: { ...objective, default: { metric: "macroF1", direction: "maximize" } },
    parameters: any(
      "What is searched: a list of parameters, or a preset with changes.",
      "a list of 1 to 64 parameters, or { preset: imbalance }",
      [{ name: "x", type: "float", min: 0, max: 1 }],
      { required: true, of: [list("", parameter, [], 1, 64), preset] },
    ),
    sampler: { ...samplers, default: { name: "auto", seed: 0 } },
    pruner: { ...pruners, default: { name: "auto" } },
    budget,
    trainer,
    enqueue: list(
      "Configurations that are tried first, in order; what one leaves out is drawn.",
      params(""),
      [{ x: 0.5 }],
      0,
      1000,
    ),
    warmStart: object(
      "warmStart",
      "The best of earlier sweeps of this controller, in turns with new configurations.",
      {
        from: list("Their names.", text("", "monday"), ["monday"], 1, 16, { required: true }),
        trials: integer("Configurations to take of all of them together.", 10, 1, 100, { default: 10 }),
        trust: choice(
          "`same`: trainer and data are the same, so what the earlier sweeps have finished counts as it is and is not trained again.",
          ["same"],
          {},
        ),
      },
      { from: ["monday"] },
    ),
    constraints: list(
      "What a trial must keep; one that does comes before any that does not.",
      constraint,
      [{ metric: "recall:V", min: 0.8 }],
      1,
      8,
    ),
    confirm: object(
      "confirm",
      "Trains the best trials again with fresh seeds before a winner is named.",
      {
        top: integer("How many of them.", 5, 2, 20, { default: 5 }),
        seeds: integer("Fresh seeds for each, at most.", 5, 2, 20, { default: 5 }),
      },
      { top: 3, seeds: 3 },
    ),
    baseline: object(
      "baseline",
      "What is in production: the winner is compared with it. Needs confirm.",
      { params: { ...params("A whole configuration."), example: { x: 0.5, c: "a" }, required: true } },
      { params: { x: 0.5, c: "a" } },
    ),
    nights: object(
      "nights",
      "How each night of a series stands on those before it: see docs/nightly.md.",
      {
        learnFrom: integer("Nights of which the best configurations are tried again.", 3, 0, 16, { default: 3 }),
        trials: integer("Configurations to take of all of them together.", 10, 1, 100, { default: 10 }),
        stopAfter: integer(
          "After so many nights in a row that found nothing surely better than the baseline no further one is submitted. Needs baseline.",
          14,
          1,
          1000,
        ),
      },
      { learnFrom: 3 },
    ),
    schedule: object(
      "schedule",
      "When a controller starts a night by itself: the document is then a template, which trains nothing.",
      {
        cron: text(
          "Minute, hour, day of the month, month, day of the week; of numbers, names, *, ranges, lists and steps. Where both days are given, either will do.",
          "0 2 * * *",
          { required: true },
        ),
        timeZone: text("Of the IANA data base.", "Europe/Berlin", { default: "Etc/UTC" }),
        startingDeadlineSeconds: integer(
          "How late a night may begin that was missed; without it until the next is due.",
          3600,
          60,
          2_678_400,
        ),
        ifActive: choice(
          "While an earlier night goes on: do nothing, take its place, or wait for its end.",
          ["skip", "replace", "queue"],
          {
            default: "skip",
          },
        ),
        historyLimit: integer("Ended nights that are kept; without it all.", 30, 1, 1000),
        suspend: flag("No nights while it is true; those that were missed are not made up for.", { default: false }),
      },
      { cron: "0 2 * * *", timeZone: "Europe/Berlin" },
    ),
    requires: map(
      "Labels that agents must have; `gpu` is the model, a part of its name is enough.",
      "a label",
      text("", "H100"),
      { gpu: "H100" },
    ),
    placement,
    suspend: flag(
      "`true`: no new trials start, and in a cluster its agents go; `false`: it goes on. Left out: as pause and resume have it.",
    ),
  },
  {},
  { required: true },
);

/** The whole document. */
export const sweepDocument = object(
  "The document",
  "One sweep, the same for `macrosweep run`, `macrosweep submit` and Kubernetes.",
  {
    apiVersion: choice("", ["macrosweep.dev/v1alpha1"], { required: true }),
    kind: choice("", ["Sweep"], { required: true }),
    metadata: object(
      "metadata",
      "What Kubernetes writes here beside the name is left alone.",
      {
        name: text(
          "Lower-case letters, digits and -, at most 63, beginning and ending with a letter or digit.",
          "beats",
          {
            required: true,
            pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
          },
        ),
      },
      { name: "beats" },
      { required: true, open: true },
    ),
    status: any("Kubernetes writes it; nobody reads it here.", "an object", {}),
    spec,
  },
  {},
);
