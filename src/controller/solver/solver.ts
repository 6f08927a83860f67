import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { SweepError } from "../../error.ts";
import type { Problem } from "../../search/gp/problem.ts";
import type { Solution } from "../../search/gp/solve.ts";
import type { ImportanceProblem } from "../../search/importance/problem.ts";
import type { Importance } from "../../search/importance/weigh.ts";
import type { SimulatedSweep, Simulation } from "../../search/library/simulate.ts";

/** Works out what takes long, beside the engine. */
export interface Solver {
  /** Rejects with `unavailable` after `close`; with any other error the solver is broken, and so is the program. */
  solve(problem: Problem): Promise<Solution>;
  /** How much parameters matter. Rejects as `solve`; about 0.2 s, for which suggestions wait where the solver is the same. */
  weigh(problem: ImportanceProblem): Promise<Importance>;
  /** What a sweep is likely to take: about a millisecond a trial and run. The plan is one that was checked. Rejects as `solve`. */
  simulate(plan: SimulatedSweep, runs: number): Promise<Simulation>;
  close(): Promise<void>;
}

/** A solver in a thread of its own, which starts with the first problem. Problems are solved one after the other, in their order. */
export function openSolver(): Solver {
  return new ThreadSolver();
}

/** What the thread is asked, and what it answers. */
export type Question =
  | { readonly kind: "solve"; readonly problem: Problem }
  | { readonly kind: "weigh"; readonly problem: ImportanceProblem }
  | { readonly kind: "simulate"; readonly plan: SimulatedSweep; readonly runs: number };
export type Answer = Solution | Importance | Simulation;

class ThreadSolver implements Solver {
  /** The worker answers in the order it is asked. */
  readonly #waiting: PromiseWithResolvers<Answer>[] = [];
  #worker: Worker | null = null;
  #closed = false;

  // The border of the types: the thread answers each kind of question with its own kind of answer.
  solve(problem: Problem): Promise<Solution> {
    return this.#ask({ kind: "solve", problem }) as Promise<Solution>;
  }

  weigh(problem: ImportanceProblem): Promise<Importance> {
    return this.#ask({ kind: "weigh", problem }) as Promise<Importance>;
  }

  simulate(plan: SimulatedSweep, runs: number): Promise<Simulation> {
    return this.#ask({ kind: "simulate", plan, runs }) as Promise<Simulation>;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
    this.#reject(STOPPING);
  }

  #ask(question: Question): Promise<Answer> {
    if (this.#closed) return Promise.reject(STOPPING);
    this.#worker ??= this.#start();
    this.#worker.postMessage(question);
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  #start(): Worker {
    const worker = new Worker(workerFile(), { name: "solver" });
    worker.on("message", (answer: Answer) => this.#waiting.shift()?.resolve(answer));
    worker.on("error", (error) => this.#reject(error));
    return worker;
  }

  #reject(why: unknown): void {
    for (const waiting of this.#waiting.splice(0)) waiting.reject(why);
  }
}

const STOPPING = new SweepError("unavailable", "the controller is stopping");

/** The worker's file, as source or as compiled, like this one. */
function workerFile(): URL {
  return new URL(`./solverWorker${extname(import.meta.url)}`, import.meta.url);
}
