import { globSync } from "node:fs";
import { join } from "node:path";

/** The log of a trial's attempt in a folder of trials, under whatever id its sweep has; a path that is not there while there is none. */
export function attemptLog(trials: string, sweep: string, trial: number, attempt = 1): string {
  const [found = join(trials, "no log yet")] = globSync(
    join(trials, sweep, "*", String(trial), `attempt-${attempt}.log`),
  );
  return found;
}
