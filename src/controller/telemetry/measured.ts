import { type Journal, journalOver } from "../journal/journal.ts";
import type { Solver } from "../solver/solver.ts";

/** Told of each append to a journal: how long it took in seconds, and of how many events; `failed`: whether they are there is unknown. */
export type AppendListener = (seconds: number, events: number, failed: boolean) => void;

/** The same journal, with somebody told of each append. */
export function measuredJournal(journal: Journal, tell: AppendListener): Journal {
  return journalOver(journal, {
    async append(appends) {
      const startMs = performance.now();
      const events = appends.reduce((sum, append) => sum + append.events.length, 0);
      let failed = true;
      try {
        const appended = await journal.append(appends);
        failed = false;
        return appended;
      } finally {
        tell((performance.now() - startMs) / 1_000, events, failed);
      }
    },
  });
}

/** A solver of which one knows how many problems it has. */
export interface MeasuredSolver extends Solver {
  readonly problems: number;
}

/** Told how long a problem took, in seconds. */
export type SolveListener = (seconds: number, of: "suggestion" | "importance") => void;

/** The same solver, with somebody told of each problem: of its own time, for they are solved one after the other. */
export function measuredSolver(solver: Solver, tell: SolveListener): MeasuredSolver {
  let problems = 0;
  let freeSinceMs = 0;
  const measure = async <T>(of: "suggestion" | "importance", solve: () => Promise<T>): Promise<T> => {
    problems += 1;
    const askedMs = performance.now();
    try {
      const solution = await solve();
      const nowMs = performance.now();
      tell((nowMs - Math.max(askedMs, freeSinceMs)) / 1_000, of);
      freeSinceMs = nowMs;
      return solution;
    } finally {
      problems -= 1;
    }
  };
  return {
    get problems() {
      return problems;
    },
    solve: (problem) => measure("suggestion", () => solver.solve(problem)),
    weigh: (problem) => measure("importance", () => solver.weigh(problem)),
    // Asked by people, of a solver of their own: no suggestion waits for it.
    simulate: (plan, runs) => solver.simulate(plan, runs),
    close: () => solver.close(),
  };
}
