import { isObject } from "../fields.ts";
import { given, meansEpochs } from "./dimension.ts";
import type { Draft, Hints } from "./draft.ts";
import { spaceOf, sweepName } from "./draft.ts";
import { ABSENT } from "./katibAlgorithm.ts";
import type { Source } from "./source.ts";
import { readCommand } from "./wandbCommand.ts";
import { readWandbParameters, type WandbSpace } from "./wandbSpace.ts";

const SAMPLERS: Readonly<Record<string, string>> = { random: "random", grid: "grid", bayes: "gp" };

/** Reads the configuration of a W&B sweep. */
export function readWandb(config: Source, hints: Hints): Draft {
  const said = config.text("name") ?? config.text("project") ?? "converted";
  const name = sweepName(said);
  if (name !== said) config.remark(config.has("name") ? "name" : "project", `is called ${name} here`);
  const method = config.text("method") ?? "random";
  if (SAMPLERS[method] === undefined) config.refuse("method", "must be random, grid or bayes");
  const objective = readMetric(config);
  const parameters = readWandbParameters(config.child("parameters"));
  const space = spaceOf(parameters.dimensions, hints);
  const stop = readStop(config);
  const trainer = readCommand(config, space, parameters.fixed);
  const trials = config.number("run_cap") ?? (method === "grid" ? combinations(parameters) : undefined);
  if (stop === null) config.remark("early_terminate", ABSENT);
  config.remark(
    "parallel",
    "W&B runs as many trials as there are agents; here it is spec.budget.parallel, from --parallel N",
  );
  config.remark(
    "program",
    "wandb.log is not read: print an @macrosweep line an epoch, or say in spec.trainer.reports where the values stand",
  );
  config.end();
  return {
    metadata: { name },
    objective,
    space,
    sampler: { name: SAMPLERS[method] ?? "auto" },
    pruner: stop?.pruner ?? { name: "none" },
    trials,
    parallel: undefined,
    epochs: stop?.epochs ?? space.epochs ?? fixedEpochs(parameters),
    trainer,
  };
}

function readMetric(config: Source) {
  const metric = config.child("metric");
  const name = metric.text("name");
  if (name === undefined) config.refuse("metric", "must say the name of the metric");
  // W&B's own default.
  const [direction, goal] = [metric.text("goal") ?? "minimize", metric.number("target")];
  metric.end();
  return { metric: `metrics.${name}`, direction, goal };
}

/** Hyperband of W&B: a trial is stopped at a bracket unless it is among the best 1/eta there. */
function readStop(config: Source): { readonly pruner: object; readonly epochs: number | undefined } | null {
  if (!config.has("early_terminate")) return null;
  const stop = config.child("early_terminate");
  if (stop.text("type") !== "hyperband") stop.refuse("type", "must be hyperband");
  const eta = stop.number("eta") ?? 3;
  const [first, most, brackets] = [stop.number("min_iter"), stop.number("max_iter"), stop.number("s") ?? 1];
  if (stop.has("strict"))
    stop.remark("strict", "has no counterpart: a trial is judged at each bracket as it comes there");
  stop.end();
  const minResource = first ?? (most === undefined ? undefined : Math.max(1, Math.floor(most / eta ** brackets)));
  return { pruner: given({ name: "asha", minResource, reductionFactor: eta }), epochs: most };
}

function combinations({ dimensions }: WandbSpace): number | undefined {
  const searched = dimensions.filter(([{ name }]) => !meansEpochs(name));
  const sizes = searched.map(
    ([{ values, min, max, whole }]) => values?.length ?? (whole ? Number(max) - Number(min) + 1 : Number.NaN),
  );
  const all = sizes.reduce((product, size) => product * size, 1);
  return Number.isInteger(all) ? all : undefined;
}

function fixedEpochs({ fixed }: WandbSpace): number | undefined {
  const found = fixed.find(({ name, value }) => meansEpochs(name) && Number.isInteger(value));
  return found === undefined ? undefined : Number(found.value);
}

/** Whether a document looks like one. */
export function isWandb(raw: unknown): boolean {
  return (
    isObject(raw) &&
    isObject(raw.parameters) &&
    (raw.method !== undefined || raw.program !== undefined || raw.command !== undefined)
  );
}
