import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Assignment, type Reports, Stream } from "../../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import { makeFolder } from "../../makeFolder.ts";
import type { Settings } from "../config.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { visibility } from "../gpu/visible.ts";
import { trainerArgv, trainerEnv } from "./command.ts";
import { trainerEnvironment } from "./environment.ts";
import { writeFiles } from "./files.ts";
import { fillPlaces } from "./fillPlaces.ts";
import { claimFolder, clearTrialFolder, makeTrialFolder, type TrialFolder } from "./folder.ts";
import { KeptReports } from "./keptReports.ts";
import { type Limits, limitsOf } from "./limits/limits.ts";
import { type Marker, newMark } from "./mark.ts";
import type { TrainerReport } from "./protocol.ts";
import { ranksOf } from "./ranks.ts";
import { claimPlace } from "./reports/claim.ts";
import { openSource, placeOf } from "./reports/openSource.ts";
import type { ReportSource } from "./reports/source.ts";
import { unread } from "./reports/unread.ts";
import { makeWorkdir } from "./workdir.ts";

/** All that one attempt needs to start. */
export interface Plan {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Of all its processes: see `newMark`. */
  readonly mark: string;
  /** In which the trainer runs: the agent's, to which documents name their scripts and data, or one of the trial's own. */
  readonly cwd: string;
  /** The trial's own, with its checkpoints and logs. */
  readonly folder: string;
  /** Folders that it may write to, whatever disk they lie on: its checkpoints', that for temporary files, its own. */
  readonly places: readonly string[];
  /** Path of the attempt's log. */
  readonly log: string;
  readonly source: ReportSource;
  /** Where its reports are kept until the controller has them. */
  readonly kept: Pick<KeptReports, "keep" | "settle">;
  /** What earlier attempts have said and the controller may not have: it was kept, or stands where the script writes it. */
  readonly earlier: readonly TrainerReport[];
  /** Whether the trainer may find something to go on from. */
  readonly resumes: boolean;
  /** The script gives its epochs no numbers: its results are counted, from the first epoch on. */
  readonly counted: boolean;
  readonly limits: Limits;
  /** Lets go what it holds; to be called when nothing of the trainer runs any more. */
  release(): Promise<void>;
}

/** What the plans of one agent share. */
interface Machine {
  readonly settings: Settings;
  readonly marker: Marker;
  readonly signal: AbortSignal;
}

/**
 * Makes the trial's folder and puts together what its trainer gets. `gpus`: those of its slot.
 * @throws SweepError for an assignment that this agent cannot carry out.
 */
export async function planTraining(
  assignment: Assignment,
  lease: Lease,
  gpus: readonly Gpu[],
  { settings: { work, env: agentEnv }, marker, signal }: Machine,
): Promise<Plan> {
  const { epochs, sweepId } = assignment;
  const mark = newMark(marker);
  // Of a kind of trainer that this agent does not know, nothing is made.
  trainerArgv(assignment.trainer, work);
  const trial = await makeTrialFolder(work, lease, sweepId);
  const { folder, checkpointDir, log, kept: file } = trial;
  const isAnother = await claimFolder(trial, assignment);
  const counted = isCounted(assignment);
  const resumes = trial.resumes && !isAnother && !counted;
  if (counted && trial.resumes) await beginAgain(trial, assignment);
  const kept = await KeptReports.open(file, assignment.reported);
  const base = process.cwd();
  const trainer = fillPlaces(assignment.trainer, { checkpointDir, folder, base });
  const program = trainerArgv(trainer, join(dirname(folder), "data"));
  const { reports, workdir } = trainer?.kind?.$case === "command" ? trainer.kind.command : {};
  const cwd = workdir === undefined ? base : await makeWorkdir(folder, workdir, program, base);
  await writeFiles(folder, trainer?.files ?? {});
  const claim = await claimReports(reports, cwd, lease, signal);
  const ranks = () => ranksOf(mark);
  const setting = { folder: cwd, epochs, first: isFirst(assignment, lease), ranks };
  const said = lastOf(kept.earlier, assignment.reported);
  const written = resumes ? await unread(reports, setting, folder, said) : [];
  const earlier = [...kept.earlier, ...written];
  const reported = lastOf(earlier, assignment.reported);
  const source = await openSource(reports, setting);
  const surroundings = trainerEnvironment(agentEnv, trainer?.containment);
  const env = {
    ...surroundings,
    ...visibility(gpus),
    ...trainerEnv({ ...assignment, reported }, lease, checkpointDir),
  };
  const argv = isOneText(reports) ? intoOnePipe(program) : program;
  const release = async () => claim?.release();
  const limits = limitsOf(trainer?.containment);
  const places = [checkpointDir, env.TMPDIR ?? tmpdir(), cwd];
  return { argv, env, mark, cwd, folder, places, log, source, kept, earlier, resumes, counted, limits, release };
}

// Only one pipe keeps the order in which a process writes to stdout and stderr. The shell is gone before the program begins, and reads no argument.
function intoOnePipe(argv: readonly string[]): readonly string[] {
  return ["/bin/sh", "-c", 'exec "$@" 2>&1', "sh", ...argv];
}

function isOneText(reports: Reports | undefined): boolean {
  return reports?.source?.$case === "printed" && reports.source.printed.stream === Stream.BOTH;
}

// Two trials that are read at one place read each other's values.
async function claimReports(reports: Reports | undefined, cwd: string, lease: Lease, signal: AbortSignal) {
  const place = placeOf(reports);
  return place === null ? null : await claimPlace(resolve(cwd, place), lease, signal);
}

function lastOf(reports: readonly TrainerReport[], reported: number): number {
  return reports.reduce((last, { step }) => Math.max(last, step), reported);
}

function isCounted({ trainer }: Assignment): boolean {
  const { reports } = trainer?.kind?.$case === "command" ? trainer.kind.command : {};
  return reports !== undefined && reports.firstEpoch === undefined;
}

/** Of results without numbers nobody knows which epochs they are, where the script goes on from a checkpoint: so it finds none. */
async function beginAgain(trial: TrialFolder, assignment: Assignment): Promise<void> {
  await clearTrialFolder(trial.folder);
  makeFolder(trial.checkpointDir);
  await claimFolder(trial, assignment);
}

/** Nothing has been trained before it. */
function isFirst({ reported }: Assignment, { attempt }: Lease): boolean {
  return reported === 0 && attempt === 1;
}
