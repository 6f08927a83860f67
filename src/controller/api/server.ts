import { createHash } from "node:crypto";
import { Server, type ServerOptions } from "node:https";
import compress from "@fastify/compress";
import etag from "@fastify/etag";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { SweepError } from "../../error.ts";
import { VERSION } from "../../version.ts";
import { type Access, hostOf, isLoopback, type TlsWatch, WebGuard } from "../access/index.ts";
import { BOUNDS, WAITS } from "../bounds.ts";
import { noSweep } from "../inbox.ts";
import { Changes } from "./changes.ts";
import type { ApiContext, Observed } from "./context.ts";
import { answerFault, answerUnknown } from "./faults.ts";
import { type Guarded, guardRequests, SECURITY_HEADERS } from "./guarded.ts";
import { Happenings } from "./happenings.ts";
import { IdempotencyKeys } from "./idempotency.ts";
import { openApiOf } from "./openapi.ts";
import { answerPage, readPage, servePage } from "./page.ts";
import { Pictures } from "./pictures.ts";
import { mistakesOf } from "./problem.ts";
import { documentText, Reply, type Route } from "./route.ts";
import { ROUTES } from "./routes/index.ts";
import { answerStandby, standingHeaders } from "./standing.ts";
import { answerExpectation, answerUnread } from "./unread.ts";
import { Weighed } from "./weighed.ts";

export interface ApiServer {
  /** Such as http://127.0.0.1:7451, with the port that the system chose where 0 was asked. */
  readonly url: string;
  /** Ends the streams, answers what is under way, and closes. */
  close(): Promise<void>;
}

/** Where people and programs come in. */
export interface ApiDoor {
  /** host:port; the first that is free is taken. */
  readonly addresses: readonly string[];
  /** Names by which it is known besides localhost. */
  readonly hosts: readonly string[];
  /** Origins of other pages that may ask. */
  readonly origins: readonly string[];
}

/** What is asked and told over HTTP; who has made it closes it. */
export type Served = Pick<ApiContext, "engine" | "dispatcher" | "listing" | "nightly" | "schedules" | "standing">;

/** Serves people and programs over HTTP, on the first of these addresses (host:port) that is free. @throws SweepError `conflict` when none is */
export async function serveApi(
  { engine, dispatcher, listing, nightly, schedules, standing }: Served,
  observed: Observed,
  access: Access,
  { addresses, hosts, origins }: ApiDoor,
): Promise<ApiServer> {
  const happenings = new Happenings(engine);
  const changes = new Changes(engine, dispatcher);
  const weighed = new Weighed();
  const ending = new AbortController();
  const context: ApiContext = {
    engine,
    dispatcher,
    listing,
    nightly,
    schedules,
    standing,
    happenings,
    pictures: new Pictures(engine, dispatcher),
    changes,
    keys: new IdempotencyKeys(),
    weighed,
    following: new Set(),
    observed,
  };
  const loopback = (await Promise.all(addresses.map((address) => isLoopback(hostOf(address))))).every(
    (is) => is === true,
  );
  const app = createApp(access.tls);
  const guard = guardRequests(app, new WebGuard(access, { hosts, origins, loopback }));
  await addRoutes(app, context, guard, ending.signal);
  const url = await listenOnFirst(app, addresses);
  return {
    url,
    async close() {
      ending.abort();
      guard.close();
      happenings.close();
      changes.close();
      await weighed.close();
      await app.close();
    },
  };
}

function createApp(tls: TlsWatch | null): FastifyInstance {
  const app: FastifyInstance = fastify({
    // Node.js looks for slow writers once in 30 s unless told otherwise.
    ...(tls === null ? { http: LOOK } : { https: { ...secure(tls), ...LOOK } }),
    bodyLimit: BOUNDS.bodyBytes,
    // A request comes within it, or is none: slow writers are cut.
    requestTimeout: WAITS.firstWordMs,
    connectionTimeout: 0,
    keepAliveTimeout: WAITS.idleMs,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
    // Before any hook.
    frameworkErrors: (error, request, reply) => void answerFault(error, request, reply.headers(SECURITY_HEADERS)),
    clientErrorHandler: answerUnread,
  });
  app.server.on("checkExpectation", answerExpectation);
  app.server.headersTimeout = WAITS.firstWordMs;
  app.server.maxConnections = BOUNDS.connections;
  tls?.onChange((options) => (app.server as Server).setSecureContext(options));
  return app;
}

// Who names no host is told so by us (`guarded.ts`).
const LOOK = { connectionsCheckingInterval: 1_000, requireHostHeader: false };

// People show tokens; no browser asks its user for a certificate.
function secure(tls: TlsWatch): ServerOptions {
  const { ca: _, ...options } = tls.options;
  return { ...options, handshakeTimeout: WAITS.firstWordMs };
}

async function addRoutes(
  app: FastifyInstance,
  context: ApiContext,
  guard: Guarded,
  ending: AbortSignal,
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  await app.register(etag, { weak: true });
  await app.register(compress, { threshold: 1_024, encodings: ["gzip", "identity"], customTypes: COMPRESSIBLE });
  app.setErrorHandler(answerFault);
  const page = readPage();
  const answerNone = answerUnknown(ROUTES);
  app.setNotFoundHandler((request, reply) => answerPage(page, request, reply) ?? answerNone(request, reply));
  for (const route of ROUTES) serveRoute(app, route, context, guard, ending);
  const openApi = JSON.stringify(openApiOf(ROUTES, VERSION));
  app.get("/openapi.json", (_request, reply) => reply.type("application/json").send(openApi));
  servePage(app, page);
}

function serveRoute(
  app: FastifyInstance,
  route: Route,
  context: ApiContext,
  guard: Guarded,
  ending: AbortSignal,
): void {
  const url = route.path.replaceAll(/\{(\w+)\}/g, ":$1");
  app.route({
    method: route.method,
    url,
    // A stream has no end that a HEAD could wait for.
    exposeHeadRoute: route.method === "GET" && route.media?.includes("text/event-stream") !== true,
    async handler(request, reply) {
      const standing = context.standing();
      if (standing !== null) {
        reply.headers(standingHeaders(standing));
        if (route.method !== "GET" || route.atLeader) return answerStandby(standing, reply);
      }
      const gone = goneSignal(request, reply);
      const asked = {
        params: checked(route.params, pathOf(request), "path"),
        query: checked(route.query, request.query, "query"),
        body: bodyOf(route, request.body),
        headers: request.headers,
        signal: AbortSignal.any([gone, ending]),
      };
      if (!guard.sees(request)) throw absent(route, asked.params);
      const answer = await route.handle(asked, context);
      const { status, body, headers } = answer instanceof Reply ? answer : new Reply(200, answer);
      reply.code(status).headers(headers);
      if ("content-type" in headers) return reply.send(body);
      // Written by us: fastify's own way does not know numbers that are kept as they were written.
      const text = JSON.stringify(body);
      return reply.header("etag", tagOf(text)).type("application/json").send(text);
    },
  });
}

function absent(route: Route, params: unknown): SweepError {
  return route.absent?.(params) ?? noSweep((params as { name: string }).name);
}

// The plugin's own, and JSON lines.
const COMPRESSIBLE = /^text\/(?!event-stream)|[+/](x-nd)?json(;|$)/;

// Time passes for each sweep that runs: that alone is no news to who polls it. So the tag is a weak one.
function tagOf(text: string): string {
  return `W/"${createHash("sha1")
    .update(text.replaceAll(/"elapsedMs":\d+/g, ""))
    .digest("base64url")}"`;
}

function goneSignal(_request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  return gone.signal;
}

/** What stands in a path: no part of it is empty. */
function pathOf({ params, url }: FastifyRequest): unknown {
  if (!Object.values(params as object).includes("")) return params;
  throw new SweepError("notFound", `${url}: nothing is here; see /openapi.json`);
}

function checked(shape: Route["params"], value: unknown, part: string): unknown {
  const read = shape?.safeParse(value ?? {});
  if (read === undefined || read.success) return read?.data;
  throw mistakesOf(read.error, part);
}

function bodyOf({ body }: Route, given: unknown): unknown {
  const text = typeof given === "string" ? given : "";
  if (body === undefined || body === documentText) return text;
  return checked(body, text === "" ? {} : parse(text), "body");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SweepError("invalid", `body: is not JSON (${cause instanceof Error ? cause.message : cause})`, { cause });
  }
}

async function listenOnFirst(app: FastifyInstance, [address = "", ...others]: readonly string[]): Promise<string> {
  try {
    return await listenOn(app, address);
  } catch (error) {
    if (others.length > 0) return listenOnFirst(app, others);
    await app.close();
    throw error;
  }
}

async function listenOn(app: FastifyInstance, listen: string): Promise<string> {
  const at = listen.lastIndexOf(":");
  const host = listen.slice(0, at).replace(/^\[|\]$/g, "");
  try {
    await app.listen({ host, port: Number(listen.slice(at + 1)) });
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? cause.code : cause;
    throw new SweepError("conflict", `http ${listen}: cannot be listened on (${why})`, { cause });
  }
  const { port } = app.server.address() as { port: number };
  const secured = app.server instanceof Server;
  return `${secured ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
