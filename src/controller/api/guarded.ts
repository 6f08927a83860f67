import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Principal, WebGuard } from "../access/index.ts";
import { sendProblem } from "./faults.ts";
import { httpProblem } from "./problem.ts";

// An answer that goes on for longer, such as a stream, ends within two of these when its token does.
const LOOK_MS = 1_000;

export interface Guarded {
  /** Whether who asks may see what the request names; where not, it is answered as if that were not there. */
  sees(request: FastifyRequest): boolean;
  close(): void;
}

/**
 * Asks about each request before anything of its body is read, and again about those that are still answered; says to browsers what they may do with
 * answers. A path that is nowhere is told so, whoever asks: which paths there are stands in the OpenAPI document.
 */
export function guardRequests(app: FastifyInstance, guard: WebGuard): Guarded {
  const unseeing = new WeakSet<FastifyRequest>();
  const answered = new Map<FastifyReply, Principal>();
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({ ...SECURITY_HEADERS, ...guard.sharing(request.headers.origin) });
    if (isPreflight(request)) return reply.code(204).headers(guard.preflight(request.headers.origin)).send();
    const { httpVersion } = request.raw;
    if (request.headers.host === undefined && httpVersion === "1.1") return sendProblem(reply, NO_HOST);
    const { url: route } = request.routeOptions;
    if (route === undefined) return;
    const seen = guard.look(questionOf(request, route));
    // Nobody from here on has a use for it, and nobody can show it.
    delete request.headers.authorization;
    if ("status" in seen) {
      // What it sends besides is not waited for.
      reply.headers({ ...seen.headers, connection: "close" });
      return sendProblem(reply, httpProblem(seen.status, seen.code, seen.title, seen.detail));
    }
    if (!seen.sees) unseeing.add(request);
    answered.set(reply, seen.principal);
    reply.raw.once("close", () => answered.delete(reply));
  });
  const timer = setInterval(() => {
    for (const [reply, principal] of answered) {
      if (guard.lapsed(principal) !== null) reply.raw.destroy();
    }
  }, LOOK_MS).unref();
  return { sees: (request) => !unseeing.has(request), close: () => clearInterval(timer) };
}

const NO_HOST = httpProblem(400, "invalid", "The request is not valid", "the header host: is missing");

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === "OPTIONS" && headers.origin !== undefined && "access-control-request-method" in headers;
}

function questionOf({ method, headers, ip }: FastifyRequest, route: string) {
  const { host, origin, authorization, "sec-fetch-site": site } = headers;
  const asked = method === "HEAD" ? "GET" : method;
  return {
    action: `${asked} ${route.replaceAll(/:(\w+)/g, "{$1}")}`,
    method,
    host,
    origin,
    site: typeof site === "string" ? site : undefined,
    authorization,
    address: ip,
  };
}

/** Sent with every answer: no page frames, sniffs or is told of this one, and this one runs no script but its own. */
export const SECURITY_HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;
