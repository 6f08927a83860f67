import type { Dimension } from "./dimension.ts";
import type { Draft, Hints } from "./draft.ts";
import { spaceOf } from "./draft.ts";
import { readJob } from "./job.ts";
import { readAlgorithm, readStopping } from "./katibAlgorithm.ts";
import { placed, readCollector } from "./katibCollector.ts";
import { readMetadata } from "./metadata.ts";
import type { Source } from "./source.ts";

/** Reads an Experiment of Katib (kubeflow.org/v1beta1). */
export function readKatib(experiment: Source, hints: Hints): Draft {
  experiment.raw("apiVersion");
  experiment.raw("kind");
  const metadata = readMetadata(experiment);
  const spec = experiment.child("spec");
  const objective = readObjective(spec.child("objective"));
  if (spec.has("nasConfig")) spec.refuse("nasConfig", "is a search for architectures, which a sweep is not");
  const space = spaceOf(
    spec.children("parameters").map((at) => [readDimension(at), at] as const),
    hints,
  );
  const algorithm = readAlgorithm(spec.child("algorithm"));
  const pruner = readStopping(spec, algorithm.pruner);
  const trainer = readTrainer(spec, objective.name, space.texts);
  if (spec.has("resumePolicy")) {
    spec.remark(
      "resumePolicy",
      "has no counterpart: a sweep goes on with a larger budget whenever its document is submitted again",
    );
  }
  const [trials, parallel, maxFailed] = [
    spec.number("maxTrialCount"),
    spec.number("parallelTrialCount"),
    spec.number("maxFailedTrialCount"),
  ];
  spec.end();
  experiment.end();
  return {
    metadata,
    objective: objective.said,
    space,
    sampler: algorithm.sampler,
    pruner,
    trials,
    // Katib's own default.
    parallel: parallel ?? 3,
    maxFailed,
    epochs: algorithm.epochs ?? space.epochs,
    trainer,
  };
}

function readObjective(objective: Source) {
  const name = objective.text("objectiveMetricName");
  if (name === undefined) objective.refuse("objectiveMetricName", "is missing");
  const direction = objective.text("type") ?? "maximize";
  const goal = objective.number("goal");
  if (goal !== undefined)
    objective.remark(
      "goal",
      "ends the search once the best trial surely reaches it, with all of its interval, not at the first value above it",
    );
  if (objective.list("additionalMetricNames").length > 0)
    objective.remark(
      "additionalMetricNames",
      "has no counterpart: only the objective is read from the output; protocol lines carry any metrics",
    );
  for (const strategy of objective.children("metricStrategies")) {
    const value = strategy.text("value") ?? "";
    if (strategy.text("name") === name && value !== "latest")
      strategy.remark(
        "value",
        `"${value}" has no counterpart: a trial is judged by its last epochs, not by its luckiest one`,
      );
  }
  objective.end();
  return { name: name ?? "", said: { metric: `metrics.${name}`, direction, goal } };
}

function readDimension(parameter: Source): Dimension {
  const name = parameter.text("name") ?? "";
  const kind = parameter.text("parameterType");
  const range = parameter.child("feasibleSpace");
  const distribution = range.text("distribution") ?? "uniform";
  const [min, max, step] = [range.number("min"), range.number("max"), range.number("step")];
  const texts = range.list("list").map(String);
  range.end();
  parameter.end();
  if (kind === "categorical") return { name, values: texts };
  if (kind === "discrete") return { name, values: texts.map(Number) };
  if (kind !== "double" && kind !== "int")
    parameter.refuse("parameterType", "must be double, int, discrete or categorical");
  const whole = kind === "int";
  if (min !== undefined && max !== undefined && /normal/i.test(distribution) && !whole)
    return normalOf(name, distribution, min, max);
  if (/normal/i.test(distribution))
    range.remark("distribution", "is uniform here: whole numbers have no normal distribution");
  return { name, min, max, step, whole, log: /^log/i.test(distribution) };
}

// As Katib draws it: the range is six standard deviations wide.
function normalOf(name: string, distribution: string, min: number, max: number): Dimension {
  const isLog = /^log/i.test(distribution);
  const [low, high] = isLog ? [Math.log(min), Math.log(max)] : [min, max];
  return {
    name,
    min,
    max,
    normal: { of: isLog ? "logNormal" : "normal", mu: (low + high) / 2, sigma: (high - low) / 6 },
  };
}

function readTrainer(spec: Source, metric: string, params: ReadonlyMap<string, string>): object {
  const template = spec.child("trialTemplate");
  const texts = readReferences(template, params);
  const primary = template.text("primaryContainerName");
  if (template.has("configMap")) template.refuse("configMap", "holds the job elsewhere; write it out as trialSpec");
  const { command, env } = readJob(template.child("trialSpec"), primary);
  template.end();
  const collector = readCollector(spec.child("metricsCollectorSpec"), metric);
  const fill = (text: string) =>
    placed(
      text.replace(/\$\{trialParameters\.([^}]+)\}/g, (whole, name: string) => texts.get(name) ?? whole),
      collector.moved,
    );
  return {
    command: command.map(fill),
    ...(Object.keys(env).length === 0
      ? {}
      : { env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)])) }),
    ...(collector.reports === null ? {} : { reports: collector.reports }),
  };
}

/** What stands for each `${trialParameters.NAME}`. */
function readReferences(template: Source, params: ReadonlyMap<string, string>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const parameter of template.children("trialParameters")) {
    parameter.raw("description");
    const reference = parameter.text("reference") ?? "";
    const text = /^\$\{trialSpec\.Name\}$/.test(reference) ? "{{ trial }}" : params.get(reference);
    if (text === undefined) parameter.remark("reference", `${reference} names no parameter of the search`);
    else texts.set(parameter.text("name") ?? "", text);
    parameter.raw("name");
    parameter.end();
  }
  return texts;
}
