import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { SweepError } from "../../error.ts";
import type { Problem } from "../../search/gp/problem.ts";
import type { Solution } from "../../search/gp/solve.ts";

/** Works out what takes a sampler long, beside the engine. */
export interface Solver {
  /** Rejects with `unavailable` after `close`; with any other error the solver is broken, and so is the program. */
  solve(problem: Problem): Promise<Solution>;
  close(): Promise<void>;
}

/** A solver in a thread of its own, which starts with the first problem. Problems are solved one after the other, in their order. */
export function openSolver(): Solver {
  return new ThreadSolver();
}

class ThreadSolver implements Solver {
  /** The worker answers in the order it is asked. */
  readonly #waiting: PromiseWithResolvers<Solution>[] = [];
  #worker: Worker | null = null;
  #closed = false;

  solve(problem: Problem): Promise<Solution> {
    if (this.#closed) return Promise.reject(STOPPING);
    this.#worker ??= this.#start();
    this.#worker.postMessage(problem);
    const waiting = Promise.withResolvers<Solution>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
    this.#reject(STOPPING);
  }

  #start(): Worker {
    const worker = new Worker(workerFile(), { name: "solver" });
    worker.on("message", (solution: Solution) => this.#waiting.shift()?.resolve(solution));
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
