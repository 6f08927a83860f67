import { markedProcesses, variablesOf } from "./mark.ts";

/**
 * The processes of a trainer that train together, as torchrun, accelerate, mpirun and Slurm start them: "RANK 0 and 1". Null where there is one, or they
 * cannot be told apart, as those that a script forks itself, or anywhere but on Linux. `mark`: see `newMark`.
 */
export function ranksOf(mark: string): string | null {
  const processes = markedProcesses(mark).map((pid) => new Set(variablesOf(pid)));
  for (const name of NAMES) {
    const numbers = new Set(processes.flatMap((variables) => [...variables].flatMap((one) => numberOf(one, name))));
    if (numbers.size > 1) return `${name} ${[...numbers].sort((a, b) => a - b).join(" and ")}`;
  }
  return null;
}

const NAMES = ["RANK", "LOCAL_RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID"];

function numberOf(variable: string, name: string): number[] {
  const [, number] = variable.startsWith(`${name}=`) ? (/=(\d+)$/.exec(variable) ?? []) : [];
  return number === undefined ? [] : [Number(number)];
}
