import assert from "node:assert/strict";
import { parentPort } from "node:worker_threads";
import type { Problem } from "../../search/gp/problem.ts";
import { solve } from "../../search/gp/solve.ts";

// The thread of a solver: one solution to each problem, in their order. An error ends it.

assert(parentPort, "solverWorker.ts runs as a worker");
const port = parentPort;
port.on("message", (problem: Problem) => port.postMessage(solve(problem)));
