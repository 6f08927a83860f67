import { SweepError } from "../../error.ts";
import type { ImportanceProblem } from "../../search/importance/problem.ts";
import type { Importance } from "../../search/importance/weigh.ts";
import type { SimulatedSweep, Simulation } from "../../search/library/simulate.ts";
import { BOUNDS } from "../bounds.ts";
import { openSolver, type Solver } from "../solver/solver.ts";

// Somebody waits in front of a page: two seconds.
const RUN_TRIALS = 2_000;
const MOST_RUNS = 10;

interface Known {
  readonly seq: number;
  readonly importance: Promise<Importance>;
}

/** What takes long to work out and is asked by people: in a thread of its own, so that no suggestion waits for it, and once for all who ask. */
export class Weighed {
  readonly #solver: Solver = openSolver();
  #simulating = 0;
  readonly #known = new Map<string, Known>();

  /** How much the parameters of a sweep matter, as it is after event `seq`. @throws SweepError `unavailable` while the controller stops */
  importance(name: string, seq: number, problem: ImportanceProblem): Promise<Importance> {
    const known = this.#known.get(name);
    if (known?.seq === seq) return known.importance;
    const importance = this.#solver.weigh(problem);
    this.#known.delete(name);
    this.#known.set(name, { seq, importance });
    const [oldest] = this.#known.keys();
    if (this.#known.size > BOUNDS.weighedSweeps && oldest !== undefined) this.#known.delete(oldest);
    return importance;
  }

  /** What a sweep is likely to take. @throws SweepError `unavailable` when many are being worked out already, or the controller stops */
  async simulation(plan: SimulatedSweep): Promise<Simulation> {
    if (this.#simulating >= BOUNDS.simulations)
      throw new SweepError("unavailable", "other sweeps are being simulated; try again in a few seconds");
    this.#simulating++;
    try {
      return await this.#solver.simulate(plan, Math.max(1, Math.min(MOST_RUNS, Math.floor(RUN_TRIALS / plan.trials))));
    } finally {
      this.#simulating--;
    }
  }

  close(): Promise<void> {
    return this.#solver.close();
  }
}
