import type { FastifyReply } from "fastify";
import type { Standing } from "./context.ts";
import { sendProblem } from "./faults.ts";
import { httpProblem } from "./problem.ts";

/** With every answer of a controller that stands by: who leads, and as of when it answers. */
export function standingHeaders({ leader, seen, ageMs }: Standing): Readonly<Record<string, string>> {
  return {
    "macrosweep-leader": leader ?? "",
    "macrosweep-seen": String(seen),
    "macrosweep-age-ms": String(Math.round(ageMs)),
  };
}

/** Answers what only the one that leads can do or knows: 503 and where that is. Nothing was done. */
export function answerStandby({ leader }: Standing, reply: FastifyReply): FastifyReply {
  const who = leader === null ? "nobody leads yet, try again" : `${leader} leads`;
  const problem = httpProblem(503, "unavailable", "Another controller does this", `a standby controller; ${who}`);
  return sendProblem(reply.header("retry-after", "1"), { ...problem, leader });
}
