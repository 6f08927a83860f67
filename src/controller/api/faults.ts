import type { FastifyReply, FastifyRequest } from "fastify";
import { SweepError } from "../../error.ts";
import type { ProblemShape } from "../../shapes/problem.ts";
import { httpProblem, problemOf } from "./problem.ts";
import type { Route } from "./route.ts";

/** What went wrong, as problem+json. A fault of ours says no more than that: what it was is for the log. */
export function answerFault(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = error instanceof SweepError ? problemOf(error) : ofHttp(error);
  if (problem.status === 503) reply.header("retry-after", "1");
  return sendProblem(reply, problem);
}

/** A path that is none (404), or a method that it does not know (405). */
export function answerUnknown(routes: readonly Route[]) {
  const known = routes.map(({ path, method }) => ({ method, pattern: patternOf(path) }));
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const [path = ""] = request.url.split("?");
    const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    const allowed = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
    if (methods.length === 0) {
      return sendProblem(
        reply,
        httpProblem(404, "notFound", "There is no such thing", `${path}: nothing is here; see /openapi.json`),
      );
    }
    reply.header("allow", allowed);
    if (request.method === "OPTIONS") return reply.code(204).send();
    const detail = `${request.method} is not known here; known: ${allowed}`;
    return sendProblem(reply, httpProblem(405, "methodNotAllowed", "This cannot be done here", detail));
  };
}

export function sendProblem(reply: FastifyReply, problem: ProblemShape): FastifyReply {
  return reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}

function ofHttp(error: unknown): ProblemShape {
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  const message = error instanceof Error ? error.message : String(error);
  if (status === 413) return httpProblem(413, "tooLarge", "The request is too large", message);
  if (status >= 400 && status < 500) return httpProblem(status, "invalid", "The request is not valid", message);
  return httpProblem(500, "fault", "A fault of macrosweep", "this is a fault of macrosweep; its log says more");
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}
