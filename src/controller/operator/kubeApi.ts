import { request as requestHttp } from "node:http";
import { type RequestOptions, request as requestHttps } from "node:https";
import { text } from "node:stream/consumers";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Kind } from "./resource.ts";
import { pathOf } from "./resource.ts";

/** The API server has refused something, or could not be asked (status 0). */
export class KubeError extends Error {
  override readonly name = "KubeError";
  readonly status: number;
  /** In the server's word, such as AlreadyExists. */
  readonly reason: string;
  /** After how many ms the server wants to be asked again; 0 where it does not say. */
  readonly afterMs: number;

  constructor(status: number, reason: string, message: string, afterMs = 0, options: ErrorOptions = {}) {
    super(message, options);
    this.status = status;
    this.reason = reason;
    this.afterMs = afterMs;
  }
}

export type Query = Readonly<Record<string, string | number | boolean>>;

export interface Sent {
  readonly query?: Query;
  readonly body?: object;
  /** Of the body. */
  readonly type?: string;
}

const JSON_TYPE = "application/json";
// A server that does not answer is asked again.
const PATIENCE_MS = 20_000;
// As kubectl's edits have theirs: whose fields these are.
const MANAGER = "macrosweep";

/** The API server, with the credentials of a kubeconfig or of the pod's service account: read again for each request, for such tokens are renewed. */
export class KubeApi {
  readonly #config: KubeConfig;
  readonly #server: string;

  constructor(config: KubeConfig) {
    this.#config = config;
    this.#server = config.getCurrentCluster()?.server.replace(/\/$/, "") ?? "";
  }

  /** @throws KubeError */
  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.send<T>("GET", path, { query });
  }

  /** Makes one, or lets its fields be as the body has them: those that it has left out since are removed. @throws KubeError */
  apply<T>(kind: Kind, namespace: string, name: string, body: object, below?: string): Promise<T> {
    const query = { fieldManager: MANAGER, force: true };
    return this.send<T>("PATCH", pathOf(kind, namespace, name, below), {
      query,
      body,
      type: "application/apply-patch+yaml",
    });
  }

  /** Sets these fields, and removes those that are null. @throws KubeError */
  merge(kind: Kind, namespace: string, name: string, body: object, below?: string): Promise<unknown> {
    const query = { fieldManager: MANAGER };
    return this.send("PATCH", pathOf(kind, namespace, name, below), {
      query,
      body,
      type: "application/merge-patch+json",
    });
  }

  /** @throws KubeError */
  create<T>(path: string, body: object): Promise<T> {
    return this.send<T>("POST", path, { query: { fieldManager: MANAGER }, body });
  }

  /** With what it owns, in the background. One that is not there is no error. @throws KubeError */
  async delete(kind: Kind, namespace: string, name: string, uid: string | undefined): Promise<void> {
    const preconditions = uid === undefined ? {} : { preconditions: { uid } };
    const body = { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Background", ...preconditions };
    try {
      await this.send("DELETE", pathOf(kind, namespace, name), { body });
    } catch (error) {
      // Another one of that name is not meant.
      if (!(error instanceof KubeError && (error.status === 404 || error.status === 409))) throw error;
    }
  }

  /** @throws KubeError */
  async send<T = unknown>(method: string, path: string, { query = {}, body, type }: Sent): Promise<T> {
    const url = new URL(this.#server + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const options: RequestOptions = { method, headers: {} };
    await this.#config.applyToHTTPSOptions(options);
    const content = body === undefined ? undefined : JSON.stringify(body);
    options.headers = {
      ...(options.headers as Record<string, string>),
      accept: "application/json",
      // Of a DELETE Node.js would not say by itself that a body follows.
      ...(content === undefined
        ? {}
        : { "content-length": Buffer.byteLength(content), "content-type": type ?? JSON_TYPE }),
    };
    const { status, answer, afterMs } = await exchange(url, options, content).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new KubeError(0, "Unreachable", `the API server cannot be reached: ${why}`, 0, { cause });
    });
    const data = parse(answer);
    if (status < 300) return data as T;
    const { reason = "", message = answer.slice(0, 500) } = (data ?? {}) as { reason?: string; message?: string };
    throw new KubeError(status, reason, message, afterMs);
  }
}

interface Exchanged {
  readonly status: number;
  readonly answer: string;
  readonly afterMs: number;
}

async function exchange(url: URL, options: RequestOptions, content: string | undefined): Promise<Exchanged> {
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  return await new Promise((resolve, reject) => {
    const request = send(url, { ...options, signal }, (response) => {
      const seconds = Number(response.headers["retry-after"] ?? 0);
      text(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, answer, afterMs: seconds > 0 ? seconds * 1000 : 0 }),
        reject,
      );
    });
    request.on("error", reject);
    request.end(content);
  });
}

function parse(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return null;
  }
}
