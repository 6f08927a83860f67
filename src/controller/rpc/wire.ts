import * as agent from "../../gen/macrosweep/v1/agent.ts";
import type { Param, Counts as ProtoCounts } from "../../gen/macrosweep/v1/trial.ts";
import type { Counts } from "../../metrics/counts.ts";
import type { Params, ParamValue, Space } from "../../search/space/space.ts";
import { jsonOf } from "../../search/space/written.ts";
import { BOUNDS } from "../bounds.ts";
import type { Finish, Report } from "../core/commands.ts";
import { filledReading } from "../core/document/bundledReading.ts";
import { type CommandTrainer, renderArgv, renderFiles } from "../core/document/commandTrainer.ts";
import { type Containment, renderEnv } from "../core/document/containment.ts";
import type { TrialFacts } from "../core/document/placeholders.ts";
import { renderReports } from "../core/document/reportSource.ts";
import type { Machine } from "../core/document/requires.ts";
import type { TrainerSpec } from "../core/document/trainer.ts";
import type { ComputedValues } from "../core/document/values.ts";
import type { Workdir } from "../core/document/workdir.ts";
import type { AgentFacts } from "./roster.ts";
import { writeReports } from "./wireReports.ts";

// What agents and controller say to each other, in the words of agent.proto: with wireReports.ts the only file that knows both those and the core's.

/** What a trainer said, as an agent passes it on. */
export function readReport({ seq, step, counts, classes, metrics, value, test, kept }: agent.Report): Report {
  const scalars = Object.fromEntries(metrics.map((metric) => [metric.name, metric.value]));
  const said = { seq, step, counts: readCounts(counts), classes, scalars, value: value ?? null, test };
  return kept === true ? { ...said, kept } : said;
}

/** An agent of an earlier version says nothing of its machine. */
export function readMachine(machine: agent.Machine | undefined): Machine {
  return { gpus: machine?.gpus.map(({ name }) => name) ?? [], labels: machine?.labels ?? {} };
}

/** What an agent says of itself, as it is shown. */
export function readFacts({ agent: name, host, version = "", slots, machine }: agent.Hello): AgentFacts {
  const gpus = (machine?.gpus ?? []).map(({ name: model, memoryMib, index = null, mig = false }) => {
    return { index, name: model, memoryMib: memoryMib === 0 ? null : memoryMib, mig };
  });
  return { name, host, version: version === "" ? null : version, slots, gpus, labels: machine?.labels ?? {} };
}

/** GPUs of each slot of an agent; one that does not say shares its GPUs among its slots. */
export function readGpusOfSlot({ slotGpus, slots, machine }: agent.Hello): number {
  const gpus = slotGpus ?? (machine?.gpus.length ?? 0) / Math.max(1, slots);
  return Number.isFinite(gpus) && gpus >= 0 ? Math.min(gpus, MOST_GPUS) : 0;
}

// Of one slot; no machine has as many.
const MOST_GPUS = 1_024;

/** How a trainer ended, as its agent says it. */
export function readFinish({ seq, outcome, reason, unstarted = false, epochs }: agent.Finish): Finish {
  return { seq, outcome: OUTCOMES[outcome], reason: reason.slice(0, BOUNDS.reasonChars), unstarted, epochs };
}

const OUTCOMES = {
  [agent.Outcome.COMPLETED]: "completed",
  [agent.Outcome.FAILED]: "failed",
  [agent.Outcome.PREEMPTED]: "preempted",
  [agent.Outcome.STOPPED]: "preempted",
  // An agent of a later version that knows more outcomes: the trial is not known to be whole.
  [agent.Outcome.UNSPECIFIED]: "failed",
  [agent.Outcome.UNRECOGNIZED]: "failed",
} as const;

function readCounts(counts: ProtoCounts | undefined): Counts | null {
  const kind = counts?.kind;
  if (kind === undefined) return null;
  switch (kind.$case) {
    case "confusion":
      return { kind: "confusion", ...kind.confusion };
    case "perClass":
      return { kind: "perClass", ...kind.perClass };
  }
}

/** What an agent is to start for one trial, its placeholders filled. */
export function writeTrainer(trainer: TrainerSpec, facts: TrialFacts): agent.Trainer {
  const values = trainer.kind === "command" ? trainer.values : {};
  const containment = writeContainment(trainer.containment, facts, values ?? {});
  if (trainer.kind === "command") {
    const files = renderFiles(trainer, facts);
    return { kind: { $case: "command", command: writeCommand(trainer, facts) }, files, containment };
  }
  const { data, label, model, missing, division, reading } = trainer;
  const bundled = {
    data,
    label,
    model,
    missing,
    division,
    reading: reading === undefined ? undefined : filledReading(reading),
  };
  return { kind: { $case: "bundled", bundled }, files: {}, containment };
}

function writeCommand(trainer: CommandTrainer, facts: TrialFacts): agent.Command {
  const { reports, values = {}, workdir } = trainer;
  return {
    argv: renderArgv(trainer, facts),
    reports: reports === undefined ? undefined : writeReports(renderReports(reports, facts, values)),
    workdir: workdir === undefined ? undefined : writeWorkdir(workdir, trainer.command.length),
  };
}

function writeWorkdir({ link, copy }: Workdir, command: number): agent.Workdir {
  return { link: [...link], copy: [...copy], command };
}

/** What a trainer gets and may use; undefined: the defaults of the agent. */
function writeContainment(
  containment: Containment | undefined,
  facts: TrialFacts,
  values: ComputedValues,
): agent.Containment | undefined {
  if (containment === undefined) return undefined;
  const { env, passEnv = [], limits = {} } = containment;
  return { env: renderEnv(env, facts, values), passEnv: [...passEnv], ...limits };
}

/** Params in declared order; `space`: theirs. */
export function writeParams(params: Params, space: Space): Param[] {
  const byName = new Map(space.map((parameter) => [parameter.name, parameter]));
  return Object.entries(params).map(([name, value]): Param => {
    const json = jsonOf(byName.get(name), value);
    const written = writeValue(value);
    return json === JSON.stringify(value) ? { name, value: written } : { name, value: written, json };
  });
}

function writeValue(value: ParamValue): Param["value"] {
  if (typeof value === "number") return { $case: "number", number: value };
  return typeof value === "string" ? { $case: "text", text: value } : { $case: "flag", flag: value };
}
