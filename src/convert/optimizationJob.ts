import type { Dimension } from "./dimension.ts";
import type { Draft, Hints } from "./draft.ts";
import { spaceOf } from "./draft.ts";
import { readJob } from "./job.ts";
import { ABSENT, readAlgorithm } from "./katibAlgorithm.ts";
import { readCollector } from "./katibCollector.ts";
import { readMetadata } from "./metadata.ts";
import { Source } from "./source.ts";

/**
 * Reads an OptimizationJob over TrainJobs of Kubeflow. Its shape is not settled yet; the forms of its proposals are read: `searchSpace` or `parameters`,
 * `trialTemplate` or `trainJobTemplate`, numTrials or num_trials, and each way to name a parameter in a command.
 */
export function readOptimizationJob(job: Source, hints: Hints): Draft {
  job.raw("apiVersion");
  job.raw("kind");
  const metadata = readMetadata(job);
  const spec = job.child("spec");
  const objective = readObjective(spec);
  const dimensions = [...spec.children("searchSpace"), ...spec.children("parameters")];
  const space = spaceOf(
    dimensions.map((at) => [readDimension(at), at] as const),
    hints,
  );
  const key = spec.has("searchAlgorithm") ? "searchAlgorithm" : "algorithm";
  const algorithm = spec.child(key);
  const { sampler } =
    key === "algorithm" ? readAlgorithm(algorithm, "name", "settings") : { sampler: readTyped(algorithm) };
  spec.remark("earlyStopping", ABSENT);
  const config = spec.child("trialConfig");
  const count = (camel: string, snake: string) => config.number(camel) ?? config.number(snake);
  const [trials, parallel] = [count("numTrials", "num_trials"), count("parallelTrials", "parallel_trials")];
  const maxFailed = count("maxFailedTrials", "max_failed_trials");
  config.end();
  const { command, env } = readJob(templateOf(spec), undefined);
  spec.end();
  job.end();
  const collector = readCollector(
    new Source(undefined, "spec.metricsCollectorSpec", spec.found),
    objective.metric.slice("metrics.".length),
  );
  const fill = (text: string) => filled(text, space.texts);
  return {
    metadata,
    objective,
    space,
    sampler,
    pruner: { name: "none" },
    trials,
    parallel,
    maxFailed,
    epochs: space.epochs,
    trainer: { command: command.map(fill), ...environment(env, command, space.texts), reports: collector.reports },
  };
}

function readObjective(spec: Source) {
  const [first = spec.child("objective"), ...others] = spec.children("objectives");
  for (const other of others)
    other.remark(
      "metric",
      `${other.text("metric")} has no counterpart: a sweep has one objective; what others must keep stands in spec.constraints`,
    );
  const metric = first.text("metric");
  if (metric === undefined) first.refuse("metric", "is missing");
  const [direction, goal] = [first.text("direction") ?? "maximize", first.number("goal")];
  first.end();
  return { metric: `metrics.${metric}`, direction, goal };
}

const FORMS = ["continuous", "double", "uniform", "logUniform", "int", "integer", "categorical", "discrete"];

function readDimension(parameter: Source): Dimension {
  const name = parameter.text("name") ?? "";
  const around = parameter.has("searchSpace") ? parameter.child("searchSpace") : parameter;
  const form = around.keys().find((key) => FORMS.includes(key)) ?? around.text("type") ?? "";
  const range = around.has(form) ? around.child(form) : around;
  const list = [...range.list("choices"), ...range.list("list")];
  const [min, max, step] = [range.number("min"), range.number("max"), range.number("step")];
  const log = form === "logUniform" || /^log/i.test(range.text("distribution") ?? range.text("scale") ?? "");
  for (const each of new Set([range, around, parameter])) each.end();
  if (form === "categorical") return { name, values: list };
  if (form === "discrete") return { name, values: list.map(Number) };
  return { name, min, max, step, log, whole: form.startsWith("int") };
}

/** `searchAlgorithm: { tpe: { ... } }` */
function readTyped(algorithm: Source): object {
  const name = ["random", "grid", "tpe", "sobol"].find((each) => algorithm.has(each));
  if (name === undefined) algorithm.refuse("tpe", `is missing, or another of random, grid, tpe and sobol`);
  const settings = algorithm.child(name ?? "random");
  const [startupTrials, candidates] = [settings.number("initialTrials"), settings.number("eiCandidates")];
  settings.end();
  algorithm.end();
  return {
    name: name ?? "random",
    ...(startupTrials === undefined ? {} : { startupTrials }),
    ...(candidates === undefined ? {} : { candidates }),
  };
}

function templateOf(spec: Source): Source {
  const key = spec.has("trainJobTemplate") ? "trainJobTemplate" : "trialTemplate";
  const template = spec.child(key);
  if (template.has("kind")) return template;
  // The template of a TrainJob needs no kind.
  return new Source({ kind: "TrainJob", ...(spec.raw(key) as object | undefined) }, spec.path(key), spec.found);
}

const PLACEHOLDERS = [/\$\{(?:searchSpace|parameters|trialParameters)\.([^}]+)\}/g, /\{\{\s*\.([\w-]+)\s*\}\}/g];

function filled(text: string, texts: ReadonlyMap<string, string>): string {
  const named = PLACEHOLDERS.reduce(
    (soFar, pattern) => soFar.replace(pattern, (whole, name: string) => texts.get(name) ?? whole),
    text,
  );
  return named.replace(/\$\((?:KUBEFLOW_)?OPT_(\w+)\)/g, (whole, name: string) => {
    return [...texts].find(([each]) => variable(each) === name)?.[1] ?? whole;
  });
}

function variable(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
}

// Where no argument names a parameter, the script finds them in its environment.
function environment(
  env: Readonly<Record<string, string>>,
  command: readonly string[],
  texts: ReadonlyMap<string, string>,
): object {
  const isNamed = command.some((word) => filled(word, texts) !== word);
  const own = isNamed ? [] : [...texts].map(([name, text]) => [`KUBEFLOW_OPT_${variable(name)}`, text] as const);
  const all = [...own, ...Object.entries(env).map(([name, value]) => [name, filled(value, texts)] as const)];
  return all.length === 0 ? {} : { env: Object.fromEntries(all) };
}
