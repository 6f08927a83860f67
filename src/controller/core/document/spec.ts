import { invalid, type Mistake } from "../../../error.ts";
import { Fields, isObject } from "../../../fields.ts";
import type { Direction } from "../../../metrics/direction.ts";
import { checkMetric, type Metric, readMetric } from "../../../metrics/metric.ts";
import type { SearchBudget } from "../../../search/history/history.ts";
import { type PrunerSpec, readPruner } from "../../../search/pruners/index.ts";
import { readEnqueue } from "../../../search/samplers/enqueue.ts";
import { readSampler, type SamplerSpec } from "../../../search/samplers/index.ts";
import { type Params, readSpace, type Space } from "../../../search/space/space.ts";
import { type BudgetSpec, readBudget } from "./budget.ts";
import { checkReach } from "./checkReach.ts";
import { type BaselineSpec, type ConfirmSpec, readBaseline, readConfirm } from "./confirm.ts";
import { type Constraint, readConstraints } from "./constraints.ts";
import { deepParts } from "./depth.ts";
import { type Labels, readLabels } from "./labels.ts";
import { type NightsSpec, readNights } from "./nights.ts";
import { type Placement, readPlacement } from "./placement.ts";
import { plainDocument } from "./plainDocument.ts";
import { type Requires, readRequires } from "./requires.ts";
import { readSchedule, type ScheduleSpec } from "./schedule.ts";
import { checkSharedPath } from "./sharedPath.ts";
import { readTrainer, type TrainerSpec } from "./trainer.ts";
import { readWarmStart, type WarmStartSpec } from "./warmStart.ts";

const API_VERSION = "macrosweep.dev/v1alpha1";

/** A sweep document, checked, with every default filled in. Plain JSON: it stands in the journal as it is. */
export interface SweepSpec {
  readonly name: string;
  /** What people tell sweeps apart by; undefined: none. */
  readonly labels?: Labels | undefined;
  readonly objective: Objective;
  /** What counts as good; undefined: every value does. */
  readonly constraints?: readonly Constraint[] | undefined;
  readonly parameters: Space;
  readonly sampler: SamplerSpec;
  readonly pruner: PrunerSpec;
  readonly budget: BudgetSpec;
  readonly trainer: TrainerSpec;
  /** Configurations that are tried first, each complete or in part; undefined: none. */
  readonly enqueue?: readonly Params[] | undefined;
  /** Earlier sweeps that this one learns from; undefined: none. */
  readonly warmStart?: WarmStartSpec | undefined;
  /** How the best trials are confirmed; undefined: they are not. */
  readonly confirm?: ConfirmSpec | undefined;
  /** Params to compare the winner with; undefined: none. */
  readonly baseline?: BaselineSpec | undefined;
  /** Of the agents; undefined: any agent will do. */
  readonly requires?: Requires | undefined;
}

export interface Objective {
  /** A name that `readMetric` knows. */
  readonly metric: string;
  readonly direction: Direction;
  /** The search stops when the best trial surely reaches it; absent: it goes on to the end of its budget. */
  readonly goal?: number;
}

/**
 * Checks a sweep document (the same for the command line, gRPC and Kubernetes) and fills in its defaults. Where it was read as it is written
 * (`parseAsWritten`), floats that are whole stay floats for the trainer.
 * @throws SweepError `invalid` with every mistake, a line each: path, value, rule.
 */
export function readDocument(raw: unknown): SweepSpec {
  const { spec, schedule } = readPlaced(raw);
  refuseSchedule(schedule);
  return spec;
}

/** Of a document that is to be one sweep. @throws SweepError `invalid` where it has a schedule */
export function refuseSchedule(schedule: ScheduleSpec | null): void {
  if (schedule === null) return;
  const advice = '"macrosweep submit FILE" hands it to a controller, which starts them';
  throw invalid([
    { path: "spec.schedule", value: undefined, rule: `makes a series of nights, not one sweep: ${advice}` },
  ]);
}

/** A document with what of it is not the sweep's own: where it is trained, whether it is to rest, and what is of a series. */
export interface PlacedSweep extends Placing {
  readonly spec: SweepSpec;
  readonly nights: NightsSpec;
  /** null: somebody else's clock starts the nights, or there are none. */
  readonly schedule: ScheduleSpec | null;
}

interface Placing {
  /** undefined: nowhere in particular. */
  readonly placement: Placement | undefined;
  /** undefined: as it is. */
  readonly suspend: boolean | undefined;
}

/** As `readDocument`, also of one that has a schedule, with what the journal does not keep of the document. @throws SweepError `invalid` as that. */
export function readPlaced(raw: unknown): PlacedSweep {
  if (!isObject(raw)) throw invalid([{ path: "document", value: raw, rule: "must be an object" }]);
  const deep = deepParts(raw);
  if (deep.length > 0) throw invalid(deep);
  const mistakes: Mistake[] = [];
  const placed = readSweep(plainDocument(raw), mistakes);
  if (mistakes.length > 0) throw invalid(mistakes);
  return placed;
}

function readSweep(raw: unknown, mistakes: Mistake[]): PlacedSweep {
  const document = new Fields(raw, "document", mistakes);
  document.choice("apiVersion", [API_VERSION]);
  document.choice("kind", ["Sweep"]);
  const metadata = new Fields(document.raw("metadata"), "metadata", mistakes);
  const name = readName(metadata);
  const labels = readLabels(metadata.raw("labels"), mistakes);
  // Kubernetes writes these; they mean nothing to the search.
  for (const key of KUBERNETES_METADATA) metadata.raw(key);
  metadata.end();
  const spec = new Fields(document.raw("spec"), "spec", mistakes);
  document.raw("status");
  document.end();

  const objective = readObjective(spec.raw("objective"), mistakes);
  const constraints = readConstraints(spec.raw("constraints"), mistakes);
  const parameters = readSpace(spec.raw("parameters"), "spec.parameters", mistakes);
  const sampler = readSampler(spec.raw("sampler"), parameters, "spec.sampler", mistakes);
  const before = mistakes.length;
  const budget = readBudget(spec.raw("budget"), mistakes);
  // Without a budget that holds, nothing is too long for it.
  const epochs = mistakes.length > before ? Number.MAX_SAFE_INTEGER : budget.epochsPerTrial;
  const trials = mistakes.length > before ? null : budget.trials;
  const enqueue = readEnqueue(spec.raw("enqueue"), { space: parameters, trials }, "spec.enqueue", mistakes);
  const warmStart = readWarmStart(spec.raw("warmStart"), name, mistakes);
  const pruner = readPruner(spec.raw("pruner"), epochs, "spec.pruner", mistakes, searchBudgetOf(budget));
  const trainer = readTrainer(spec.raw("trainer"), parameters, mistakes);
  checkSharedPath(trainer, budget.parallel, mistakes);
  const requires = readRequires(spec.raw("requires"), mistakes);
  const baseline = readBaseline(spec.raw("baseline"), parameters, mistakes);
  const confirm = readConfirm(spec.raw("confirm"), { budget: trials === null ? null : budget, baseline }, mistakes);
  const placing = readPlacing(spec, mistakes);
  checkReach({ objective, constraints, trainer }, mistakes);
  const nights = readNights(spec.raw("nights"), baseline, mistakes);
  const schedule = readSchedule(spec.raw("schedule"), mistakes) ?? null;
  checkHistory(nights, schedule, mistakes);
  spec.end(OTHER_KEYS);
  const read: SweepSpec = {
    name,
    labels,
    objective,
    constraints,
    parameters,
    sampler,
    pruner,
    budget,
    trainer,
    enqueue,
    warmStart,
    confirm,
    baseline,
    requires,
  };
  return { spec: read, nights, schedule, ...placing };
}

function readPlacing(spec: Fields, mistakes: Mistake[]): Placing {
  const placement = readPlacement(spec.raw("placement"), mistakes);
  const suspend = spec.raw("suspend");
  if (suspend === undefined || typeof suspend === "boolean") return { placement, suspend };
  spec.mistake("suspend", suspend, "must be true or false");
  return { placement, suspend: undefined };
}

function checkHistory({ stopAfter }: NightsSpec, schedule: ScheduleSpec | null, mistakes: Mistake[]): void {
  const limit = schedule?.historyLimit ?? null;
  if (limit === null || stopAfter === null || limit >= stopAfter) return;
  const rule = `must be at least spec.nights.stopAfter, ${stopAfter}: nights that are gone cannot be counted`;
  mistakes.push({ path: "spec.schedule.historyLimit", value: limit, rule });
}

// Words of W&B, Optuna, Ray, Katib and NNI.
const OTHER_KEYS = {
  method: "sampler: { name: ... }",
  algorithm: "sampler: { name: ... }",
  search_alg: "sampler: { name: ... }",
  tuner: "sampler: { name: ... }",
  early_terminate: "pruner: { name: ... }",
  early_stopping: "pruner: { name: ... }",
  earlyStopping: "pruner: { name: ... }",
  scheduler: "pruner: { name: ... }",
  assessor: "pruner: { name: ... }",
  metric: "objective: { metric: ... }",
  direction: "objective: { direction: ... }",
  goal: "objective: { direction: ... }",
  program: "trainer: { command: [...] }",
  command: "trainer: { command: [...] }",
  script: "trainer: { command: [...] }",
  args: "trainer: { args: [...] }",
  data: "trainer: { data: ... }",
  reports: "trainer: { reports: ... }",
  space: "parameters",
  search_space: "parameters",
  searchSpace: "parameters",
  trials: "budget: { trials: ... }",
  n_trials: "budget: { trials: ... }",
  num_samples: "budget: { trials: ... }",
  max_trials: "budget: { trials: ... }",
  maxTrialCount: "budget: { trials: ... }",
  run_cap: "budget: { trials: ... }",
  epochs: "budget: { epochsPerTrial: ... }",
  timeout: "budget: { wallTime: ... }",
  seed: "sampler: { seed: ... }",
  name: "metadata: { name: ... }, beside spec",
};

// Where the clock or the GPUs may end a sweep, the trials that a document names are no more than a bound.
function searchBudgetOf({ trials, totalEpochs, wallTimeMs, gpuHours }: BudgetSpec): SearchBudget {
  const isByTrials = wallTimeMs === null && gpuHours === undefined;
  return { trials: isByTrials ? trials : null, epochs: totalEpochs };
}

const KUBERNETES_METADATA = [
  "namespace",
  "annotations",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "managedFields",
  "ownerReferences",
  "finalizers",
];

// The name becomes a folder, a Kubernetes object and a part of a NATS subject: the strictest of the three is RFC 1123's label.
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function readName(metadata: Fields): string {
  const name = metadata.text("name");
  if (name !== "" && !NAME.test(name)) {
    metadata.mistake(
      "name",
      name,
      "must be lower-case letters, digits and -, at most 63, beginning and ending with a letter or digit",
    );
  }
  return name;
}

function readObjective(raw: unknown, mistakes: Mistake[]): Objective {
  const fields = new Fields(raw ?? {}, "spec.objective", mistakes, "metric");
  const metric = fields.text("metric", "macroF1");
  const unknown = checkMetric(metric, fields.path("metric"));
  mistakes.push(...unknown);
  const natural = unknown.length > 0 ? "maximize" : readMetric(metric).direction;
  const direction = readDirection(fields, metric, natural);
  const goal = unknown.length > 0 ? null : readGoal(fields, readMetric(metric), direction);
  fields.end();
  return goal === null ? { metric, direction } : { metric, direction, goal };
}

function readGoal(fields: Fields, { name, range: [low, high] }: Metric, direction: Direction): number | null {
  const goal = fields.raw("goal");
  if (goal === undefined) return null;
  const possible = typeof goal === "number" && (direction === "maximize" ? goal <= high : goal >= low);
  if (typeof goal === "number" && Number.isFinite(goal) && possible) return goal;
  const within = Number.isFinite(low) ? ` that ${name} can reach: it lies in [${low}, ${high}]` : "";
  const other = typeof goal === "string" && /^(max|min)/i.test(goal) ? "; whether more is better, direction says" : "";
  fields.mistake("goal", goal, `must be a finite number${within}${other}`);
  return null;
}

const DIRECTIONS = ["maximize", "minimize"] as const;

function readDirection(fields: Fields, metric: string, natural: Direction | null): Direction {
  if (natural !== null || fields.raw("direction") !== undefined) {
    return fields.choice("direction", DIRECTIONS, natural ?? undefined, { max: "maximize", min: "minimize" });
  }
  const rule = `is missing; ${metric} does not surely tell whether more or less of it is better: write maximize or minimize`;
  fields.mistake("direction", undefined, rule);
  return "maximize";
}
