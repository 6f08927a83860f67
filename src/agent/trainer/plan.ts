import type { Assignment } from "../../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import type { Settings } from "../config.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { visibility } from "../gpu/visible.ts";
import { trainerArgv, trainerEnv } from "./command.ts";
import { trainerEnvironment } from "./environment.ts";
import { makeTrialFolder } from "./folder.ts";
import { type Limits, limitsOf } from "./limits/limits.ts";
import { openSource } from "./reports/openSource.ts";
import type { ReportSource } from "./reports/source.ts";

/** All that one attempt needs to start. */
export interface Plan {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The trial's own, with its checkpoints and logs. Trainers run in the agent's folder, to which documents name their scripts and data. */
  readonly folder: string;
  /** Path of the attempt's log. */
  readonly log: string;
  readonly source: ReportSource;
  readonly limits: Limits;
}

/**
 * Makes the trial's folder and puts together what its trainer gets. `gpus`: those of its slot.
 * @throws SweepError for an assignment that this agent cannot carry out.
 */
export async function planTraining(
  assignment: Assignment,
  lease: Lease,
  gpus: readonly Gpu[],
  { work, env: agentEnv }: Settings,
): Promise<Plan> {
  const { trainer, epochs, sweepId } = assignment;
  const argv = trainerArgv(trainer);
  const { folder, checkpointDir, log } = await makeTrialFolder(work, lease, sweepId);
  const reports = trainer?.kind?.$case === "command" ? trainer.kind.command.reports : undefined;
  const source = await openSource(reports, { folder: process.cwd(), epochs });
  const surroundings = trainerEnvironment(agentEnv, trainer?.containment);
  const env = { ...surroundings, ...visibility(gpus), ...trainerEnv(assignment, lease, checkpointDir) };
  return { argv, env, folder, log, source, limits: limitsOf(trainer?.containment) };
}
