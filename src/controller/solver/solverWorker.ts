import assert from "node:assert/strict";
import { parentPort } from "node:worker_threads";
import { solve } from "../../search/gp/solve.ts";
import { weigh } from "../../search/importance/weigh.ts";
import { simulate } from "../../search/library/simulate.ts";
import type { Answer, Question } from "./solver.ts";

// The thread of a solver: one answer to each question, in their order. An error ends it.

assert(parentPort, "solverWorker.ts runs as a worker");
const port = parentPort;
port.on("message", (question: Question) => port.postMessage(answer(question)));

function answer(question: Question): Answer {
  switch (question.kind) {
    case "solve":
      return solve(question.problem);
    case "weigh":
      return weigh(question.problem);
    case "simulate":
      return simulate(question.plan, question.runs);
  }
}
