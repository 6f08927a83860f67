import type { Access, Answer } from "./access.ts";
import { isOwnHost, isOwnOrigin } from "./ownHost.ts";
import type { Principal } from "./principal.ts";

/** A request over HTTP, before anything of its body is read. */
export interface WebRequest {
  /** As in the table of actions: METHOD and pattern. */
  readonly action: string;
  readonly method: string;
  /** Of its headers, each as it came. */
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Sec-Fetch-Site */
  readonly site: string | undefined;
  readonly authorization: string | undefined;
  /** Of the peer, without its port. */
  readonly address: string;
}

/** Why a request is not answered, as HTTP says it. */
export interface WebRefusal {
  readonly status: 401 | 403 | 421 | 429;
  readonly code: "unauthenticated" | "forbidden" | "exhausted";
  readonly title: string;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface WebGuardOptions {
  /** Names by which the server is known besides localhost. */
  readonly hosts: readonly string[];
  /** Origins of other pages that may ask, such as https://notebook.example.org */
  readonly origins: readonly string[];
  /** Whether only this machine reaches the port. */
  readonly loopback: boolean;
}

/** Asks of each request whether it was meant for this server, and whether whoever sent it may. */
export class WebGuard {
  readonly #access: Access;
  readonly #names: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #loopback: boolean;

  constructor(access: Access, { hosts, origins, loopback }: WebGuardOptions) {
    this.#access = access;
    this.#names = new Set(hosts.map((host) => host.toLowerCase()));
    this.#origins = new Set(origins);
    this.#loopback = loopback;
  }

  /** Who asks, or why it is not answered. Without `sees` it is answered as if nothing of that name were there. */
  look(request: WebRequest): { readonly principal: Principal; readonly sees: boolean } | WebRefusal {
    // Whoever needs a token is not reached by pages that have none; where nothing is asked, the name that a browser was given is what tells.
    const asks = this.#access.asks("people");
    if (!asks && !isOwnHost(request.host, this.#names, this.#loopback)) return misdirected(request.host);
    if (!SAFE.has(request.method) && !isOwnOrigin(request, this.#origins)) return foreign(request.origin);
    const answer = this.#access.ask("people", { ...request, certificate: null });
    if (!("principal" in answer)) return refusalOf(answer, request.authorization !== undefined);
    return { principal: answer.principal, sees: answer.kind === "yes" };
  }

  /** Why somebody who was let in would not be now; null when he would. */
  lapsed(principal: Principal): string | null {
    return this.#access.lapsed("people", principal);
  }

  /** The headers by which a browser lets a page of another origin read an answer; none unless that origin was named at the start. */
  sharing(origin: string | undefined): Readonly<Record<string, string>> {
    if (origin === undefined || !this.#origins.has(origin)) return {};
    return {
      "access-control-allow-origin": origin,
      "access-control-expose-headers": "etag, retry-after, link",
      vary: "origin",
    };
  }

  /** What such a page may send, for the browser's question before it. */
  preflight(origin: string | undefined): Readonly<Record<string, string>> {
    const sharing = this.sharing(origin);
    if (Object.keys(sharing).length === 0) return {};
    return {
      ...sharing,
      "access-control-allow-methods": "GET, HEAD, POST, DELETE",
      "access-control-allow-headers": "authorization, content-type, idempotency-key, if-none-match, last-event-id",
      "access-control-max-age": "600",
    };
  }
}

const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

function refusalOf(answer: Exclude<Answer, { principal: Principal }>, sent: boolean): WebRefusal {
  switch (answer.kind) {
    case "unknown":
      return {
        status: 401,
        code: "unauthenticated",
        title: "A token is needed",
        detail: answer.why,
        headers: { "www-authenticate": `Bearer realm="macrosweep"${sent ? ', error="invalid_token"' : ""}` },
      };
    case "no":
      return {
        status: 403,
        code: "forbidden",
        title: "The token is not for this",
        detail: answer.why,
        headers: { "www-authenticate": 'Bearer realm="macrosweep", error="insufficient_scope"' },
      };
    case "often":
      return {
        status: 429,
        code: "exhausted",
        title: "Too many requests",
        detail: answer.why,
        headers: { "retry-after": String(Math.ceil(answer.afterMs / 1000)) },
      };
  }
}

function misdirected(host: string | undefined): WebRefusal {
  const name = (host ?? "").slice(0, 100);
  const advice = "ask for localhost or 127.0.0.1, or start the controller with --host and this name";
  const detail = `this controller is not known as ${JSON.stringify(name)}: ${advice}`;
  return { status: 421, code: "forbidden", title: "Meant for another server", detail, headers: {} };
}

function foreign(origin: string | undefined): WebRefusal {
  const who = origin === undefined ? "another page" : JSON.stringify(origin.slice(0, 100));
  const detail = `sent by ${who}, which may not: start the controller with --allow-origin where it shall`;
  return { status: 403, code: "forbidden", title: "Sent by another page", detail, headers: {} };
}
