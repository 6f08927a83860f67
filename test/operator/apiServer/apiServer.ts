import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { parse } from "yaml";
import { LEADER_RIGHT, RIGHTS } from "../../../src/controller/operator/rights.ts";
import { Refused, type Stored, selects } from "./objects.ts";
import { type Change, Store } from "./store.ts";
import { Tokens } from "./tokens.ts";

interface Asked {
  readonly group: string;
  readonly plural: string;
  /** null: all. */
  readonly namespace: string | null;
  readonly name: string | null;
  readonly below: string | null;
  readonly query: URLSearchParams;
}

/** Tokens of those who ask: the operator has the rights that it says it needs and no others. */
export const OPERATOR_TOKEN = "operator";
export const ADMIN_TOKEN = "admin";

const KINDS: Readonly<Record<string, string>> = {
  sweeps: "Sweep",
  jobs: "Job",
  pods: "Pod",
  events: "Event",
  configmaps: "ConfigMap",
  serviceaccounts: "ServiceAccount",
  nodes: "Node",
};

/** A small API server over HTTP: what the operator and kubectl use of a real one, and faults on demand. */
export class ApiServer {
  readonly store = new Store();
  readonly tokens = new Tokens(this.store);
  /** Pods of controllers: of these alone the operator may change something. */
  readonly controllerPods: string[] = [];
  /** What the operator was refused for want of rights. */
  readonly forbidden: string[] = [];
  /** Writes of statuses of sweeps, with their times in ms. */
  readonly statusWrites: { readonly name: string; readonly atMs: number }[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #sockets = new Set<Socket>();
  readonly #watches = new Set<ServerResponse>();
  #faults: { readonly method: RegExp; readonly code: number; readonly retryAfter: number | null }[] = [];
  #port = 0;

  async start(): Promise<this> {
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Ends every stream, as a load balancer does. */
  cutWatches(): void {
    for (const watch of this.#watches) watch.destroy();
  }

  /** The next requests of such methods are refused with this code. */
  refuseNext(times: number, code: number, method = /^(PATCH|POST)$/, retryAfter: number | null = null): void {
    this.#faults.push(...Array.from({ length: times }, () => ({ method, code, retryAfter })));
  }

  /** Nobody can reach it. */
  async goAway(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, "close");
  }

  async comeBack(): Promise<void> {
    await this.start();
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.goAway();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? "/", this.url);
      const content = await text(request);
      const fault = this.#faults.findIndex(({ method }) => method.test(request.method ?? ""));
      if (fault >= 0) {
        const [{ code, retryAfter } = { code: 500, retryAfter: null }] = this.#faults.splice(fault, 1);
        throw new Refused(code, "Fault", `refused with ${code} on demand`, retryAfter);
      }
      const body = read(content);
      if (url.pathname === "/apis/authentication.k8s.io/v1/tokenreviews") {
        this.#checkRights(request, "create", "authentication.k8s.io", "tokenreviews");
        return send(response, 201, this.tokens.review(body));
      }
      const asked = readPath(url);
      const verb = verbOf(request.method ?? "", asked);
      this.#checkRights(
        request,
        verb,
        asked.group,
        asked.below === null ? asked.plural : `${asked.plural}/${asked.below}`,
        asked.name,
      );
      if (verb === "watch") return this.#watch(request, response, asked);
      const [code, answer] = this.#perform(verb, asked, body, request.headers["content-type"] ?? "");
      send(response, code, answer);
    } catch (error) {
      if (!(error instanceof Refused)) return void response.destroy(error as Error);
      const after = error.retryAfter === null ? {} : { "retry-after": String(error.retryAfter) };
      response.writeHead(error.code, { "content-type": "application/json", ...after });
      response.end(JSON.stringify(error.status));
    }
  }

  #checkRights(
    request: IncomingMessage,
    verb: string,
    group: string,
    resource: string,
    name: string | null = null,
  ): void {
    const [, token = ""] = /^Bearer (.*)$/.exec(request.headers.authorization ?? "") ?? [];
    if (token === ADMIN_TOKEN) return;
    if (token !== OPERATOR_TOKEN) throw new Refused(401, "Unauthorized", "Unauthorized");
    const rights = this.controllerPods.includes(name ?? "") ? [...RIGHTS, LEADER_RIGHT] : RIGHTS;
    const isAllowed = rights.some(
      ({ apiGroup, resource: of, verbs }) =>
        apiGroup === group && of === resource && (verbs as readonly string[]).includes(verb),
    );
    if (isAllowed) return;
    this.forbidden.push(`${verb} ${resource}`);
    throw new Refused(403, "Forbidden", `operator cannot ${verb} ${resource}`);
  }

  #perform(verb: string, asked: Asked, body: Stored, type: string): [number, object] {
    const { plural, name, below, query } = asked;
    const namespace = asked.namespace ?? "";
    switch (verb) {
      case "list":
        return [200, this.#list(asked)];
      case "get":
        return [200, this.store.get(plural, namespace, name ?? "")];
      case "create":
        if (below === "binding") return [201, this.store.bind(namespace, name ?? "", body.target.name)];
        if (below === "token") return [201, this.tokens.request(namespace, body)];
        return [201, this.store.create(plural, namespace, body)];
      case "delete":
        return [
          200,
          this.store.delete(plural, namespace, name ?? "", {
            uid: body.preconditions?.uid,
            atOnce: body.gracePeriodSeconds === 0,
          }),
        ];
      case "patch": {
        if (plural === "sweeps" && below === "status")
          this.statusWrites.push({ name: name ?? "", atMs: performance.now() });
        if (type.startsWith("application/apply-patch")) {
          const manager = query.get("fieldManager") ?? "";
          if (manager === "") throw new Refused(400, "BadRequest", "fieldManager is required for apply patch");
          return [200, this.store.apply(plural, namespace, name ?? "", below, body, manager)];
        }
        if (type.startsWith("application/merge-patch"))
          return [200, this.store.merge(plural, namespace, name ?? "", below, body)];
        throw new Refused(415, "UnsupportedMediaType", type);
      }
      default:
        throw new Refused(405, "MethodNotAllowed", verb);
    }
  }

  #list({ plural, namespace, query }: Asked): object {
    const all = this.store.all(plural).filter((object) => isIn(object, namespace, query));
    const from = Number(query.get("continue") ?? 0);
    const to = from + Number(query.get("limit") ?? 500);
    const more = to < all.length ? { continue: String(to) } : {};
    const metadata = { resourceVersion: String(this.store.version), ...more };
    return { kind: `${KINDS[plural]}List`, apiVersion: "v1", metadata, items: all.slice(from, to) };
  }

  #watch(request: IncomingMessage, response: ServerResponse, { plural, namespace, query }: Asked): void {
    const missed = this.store.since(Number(query.get("resourceVersion") ?? 0));
    response.writeHead(200, { "content-type": "application/json" });
    const say = (type: string, object: object) => void response.write(`${JSON.stringify({ type, object })}\n`);
    if (missed === null) {
      say("ERROR", new Refused(410, "Expired", "too old resource version").status);
      return void response.end();
    }
    const tell = ({ plural: of, type, object }: Change) => {
      if (of === plural && isIn(object, namespace, query)) say(type, object);
    };
    for (const change of missed) tell(change);
    const bookmark = () => {
      const metadata = { resourceVersion: String(this.store.version) };
      say("BOOKMARK", { kind: KINDS[plural], apiVersion: "v1", metadata });
    };
    bookmark();
    const timer = query.get("allowWatchBookmarks") === "true" ? setInterval(bookmark, 5_000) : undefined;
    const unlisten = this.store.listen(tell);
    this.#watches.add(response);
    request.on("close", () => response.destroy());
    response.on("close", () => {
      clearInterval(timer);
      unlisten();
      this.#watches.delete(response);
    });
  }
}

// etcd's, of one object.
const MOST_BYTES = 1.5 * 1024 * 1024;

/** The body of a request, of JSON or YAML. */
// biome-ignore lint/suspicious/noExplicitAny: whoever takes it looks at what it needs.
function read(content: string): any {
  if (content.length > MOST_BYTES) throw new Refused(500, "", "etcdserver: request is too large");
  if (content === "") return {};
  return content.startsWith("{") ? JSON.parse(content) : parse(content);
}

function isIn({ metadata }: Stored, namespace: string | null, query: URLSearchParams): boolean {
  return (
    (namespace === null || metadata.namespace === namespace) && selects(query.get("labelSelector"), metadata.labels)
  );
}

function readPath(url: URL): Asked {
  const found =
    /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/.exec(
      url.pathname,
    );
  const [, group = "", namespace = null, plural = "", name = null, below = null] = found ?? [];
  if (!(plural in KINDS)) throw new Refused(404, "NotFound", "the server could not find the requested resource");
  return { group, namespace, plural, name, below, query: url.searchParams };
}

function verbOf(method: string, { name, query }: Asked): string {
  if (method === "GET" && name === null) return query.get("watch") === "true" ? "watch" : "list";
  return { GET: "get", POST: "create", PATCH: "patch", PUT: "update", DELETE: "delete" }[method] ?? "";
}

function send(response: ServerResponse, code: number, answer: object): void {
  response.writeHead(code, { "content-type": "application/json" });
  response.end(JSON.stringify(answer));
}
