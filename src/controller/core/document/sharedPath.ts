import type { Mistake } from "../../../error.ts";
import type { TrainerSpec } from "./trainer.ts";

// What differs from trial to trial for sure. Params and seeds may be the same twice: those of replicates are.
const OF_ONE_TRIAL = /\{\{\s*(trial|checkpointDir)\s*\}\}/;

/** Refuses a place of reports that is the same for two trials that may run at once: each would read what the other has written. */
export function checkSharedPath(trainer: TrainerSpec, parallel: number, mistakes: Mistake[]): void {
  const reports = trainer.kind === "command" ? trainer.reports : undefined;
  if (trainer.kind !== "command" || reports === undefined || reports.kind === "printed" || parallel < 2) return;
  const path = reports.kind === "file" ? reports.path : reports.folder;
  if (OF_ONE_TRIAL.test(path) || (trainer.workdir !== undefined && !path.startsWith("/"))) return;
  mistakes.push({
    path: `spec.trainer.reports.${reports.kind}`,
    value: path,
    rule: [
      `is the same for all trials, and ${parallel} may run at once (spec.budget.parallel): each would read what the others write.`,
      `Put {{ trial }} into it, and into what the script is told, such as ${JSON.stringify(withTrial(path))};`,
      "or let each trial run in a folder of its own: workdir: trial beside command",
    ].join(" "),
  });
}

function withTrial(path: string): string {
  const [, stem = path, ending = ""] = /^(.*?)(\.[A-Za-z0-9]+)?$/.exec(path) ?? [];
  if (path.includes("*")) return path.replace(/\/?\*.*$/, "/{{ trial }}/**");
  return ending === "" ? `${path}/{{ trial }}` : `${stem}-{{ trial }}${ending}`;
}
