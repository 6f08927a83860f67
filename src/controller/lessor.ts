import type { Answer, Slot } from "./core/commands.ts";
import type { Solved } from "./core/solved.ts";
import type { Engine } from "./engine.ts";
import type { Solver } from "./solver/solver.ts";

/**
 * Asks the engine for leases. What takes a sampler long the solver works out, while the engine goes on with everything else.
 *
 * A sweep's suggestions are worked out one at a time, for each depends on the one before.
 */
export class Lessor {
  readonly #engine: Engine;
  readonly #solver: Solver;
  /** The newest turn of each sweep whose sampler is at work. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(engine: Engine, solver: Solver) {
    this.#engine = engine;
    this.#solver = solver;
  }

  /**
   * A lease for a slot of an agent's process, or that there is none; none either once `signal` is aborted, for the agent is gone.
   * @throws SweepError as `Engine.execute` and `Solver.solve`
   */
  async lease(sweep: string, slot: Slot, signal: AbortSignal): Promise<Answer> {
    const answer = await this.#ask(sweep, slot);
    if (answer.kind !== "unsolved") return answer;
    return this.#inTurn(sweep, () => this.#solve(sweep, slot, signal));
  }

  #ask(sweep: string, slot: Slot, solved?: Solved): Promise<Answer> {
    return this.#engine.execute(sweep, { kind: "lease", ...slot, solved });
  }

  // Again while the trial that was solved has been given to somebody else.
  async #solve(sweep: string, slot: Slot, signal: AbortSignal): Promise<Answer> {
    let solved: Solved | undefined;
    while (!signal.aborted) {
      const answer = await this.#ask(sweep, slot, solved);
      if (answer.kind !== "unsolved") return answer;
      const { problem, ...of } = answer.unsolved;
      solved = { ...of, solution: await this.#solver.solve(problem) };
    }
    return { kind: "nothing" };
  }

  async #inTurn<T>(sweep: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(sweep);
    // Whether the one before came to something does not matter here.
    const turn = before === undefined ? work() : before.then(work, work);
    this.#turns.set(sweep, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(sweep) === turn) this.#turns.delete(sweep);
    }
  }
}
