import type { ProblemShape } from "../../../src/shapes/problem.ts";
import { followStream, ORDERED } from "./followStream.ts";
import { type Connection, Failure, type Query, type Source } from "./source.ts";

/** A controller, by its API over HTTP. `base`: where the page lies. */
export function liveSource(base: string, token: string | null): Source {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const listeners = new Set<(connection: Connection) => void>();
  let connection: Connection = "connecting";
  const tell = (next: Connection) => {
    if (next === connection) return;
    connection = next;
    for (const listener of listeners) listener(next);
  };
  // A controller that stands by says with each answer who leads.
  const answered = ({ headers: said }: Response) => tell(said.has("macrosweep-leader") ? "standby" : "live");
  return {
    recorded: false,
    get: async <T>(path: string, query: Query = {}, signal?: AbortSignal) => {
      const url = urlOf(base, path, query);
      const response = await answerTo(url, { headers, ...(signal === undefined ? {} : { signal }) });
      // A view that follows nothing is up to date when it has its answer.
      if (connection !== "lost") answered(response);
      return parse<T>(response);
    },
    text: async (path, query = {}) => (await answerTo(urlOf(base, path, query), { headers })).text(),
    send: async <T>(method: "POST" | "DELETE", path: string, body?: object | string) => {
      const type = typeof body === "string" ? "application/yaml" : "application/json";
      const text = typeof body === "object" ? JSON.stringify(body) : body;
      const content = text === undefined ? {} : { body: text };
      const sent = { ...headers, ...(text === undefined ? {} : { "content-type": type }) };
      const response = await answerTo(urlOf(base, path, {}), { method, headers: sent, ...content });
      const answer = parse<T>(response);
      if (connection !== "lost") answered(response);
      dispatchEvent(new Event(ORDERED));
      return answer;
    },
    follow: (path, listener) =>
      followStream((more, signal) => answerTo(urlOf(base, path, {}), { headers: { ...headers, ...more }, signal }), {
        ...listener,
        opened: answered,
        lost: () => tell("lost"),
      }),
    onConnection(listener) {
      listeners.add(listener);
      listener(connection);
      return () => listeners.delete(listener);
    },
  };
}

function urlOf(base: string, path: string, query: Query): string {
  const url = new URL(path.replace(/^\//, ""), base);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") url.searchParams.set(name, String(value));
  }
  return url.href;
}

async function answerTo(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause;
    throw new Failure("unreachable", "The controller cannot be reached.");
  });
  if (response.ok) return response;
  throw await failureOf(response);
}

async function parse<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

async function failureOf(response: Response): Promise<Failure> {
  const problem = (await response.json().catch(() => null)) as ProblemShape | null;
  if (typeof problem?.detail === "string") return new Failure(problem.code, problem.detail);
  return new Failure("unreachable", `What answers there is no controller of this version (HTTP ${response.status}).`);
}
