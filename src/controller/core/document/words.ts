import type { ReportsSpec } from "./reportSource.ts";
import type { SweepSpec } from "./spec.ts";

/**
 * Which words an agent has to understand for the trials of a document: 0, those that every agent knows; 1, also where a trial runs and how its reports or
 * its data are to be read. An agent that does not know a word leaves it out without a word, and reports something else.
 */
export function wordsOf({ trainer }: SweepSpec): number {
  if (trainer.kind === "bundled") return trainer.reading === undefined ? 0 : 1;
  const { workdir, files = {}, reports } = trainer;
  const isNewer = workdir !== undefined || Object.keys(files).length > 0 || (reports !== undefined && isRead(reports));
  return isNewer ? 1 : 0;
}

function isRead(reports: ReportsSpec): boolean {
  switch (reports.kind) {
    case "printed": {
      const { ignore, rank, split, take, stream, decimal } = reports;
      return [ignore, rank, split, take, stream, decimal].some((word) => word !== undefined);
    }
    case "file": {
      const { path, format, only, decimal } = reports;
      return path.includes("*") || [format, only, decimal].some((word) => word !== undefined);
    }
    case "tensorboard":
      return reports.folder.includes("*");
  }
}
