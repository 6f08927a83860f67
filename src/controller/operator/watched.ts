import { setTimeout as sleep } from "node:timers/promises";
import type { Watch } from "@kubernetes/client-node/dist/watch.js";
import { type KubeApi, KubeError, type Query } from "./kubeApi.ts";
import { type Followed, keyOf, pathOf } from "./resource.ts";

interface Following<K extends keyof Followed> {
  readonly kind: K;
  /** null: all. */
  readonly namespace: string | null;
  readonly labelSelector?: string;
  /** Something of this key has come, changed or gone. Called within the reading of a stream: it must not wait. */
  readonly onChange: (resource: Followed[K]) => void;
  /** Why the server could not be followed just now; told at every try. */
  readonly onTrouble: (error: unknown) => void;
}

interface List<T> {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: T[];
}

const PAGE = 500;
// The server is asked for a bookmark a minute or so; a stream of such an age is begun anew.
const STREAM_SECONDS = 300;
const PAUSE = { firstMs: 250, longestMs: 15_000 };

/** The resources of a kind as the API server has them: listed once, then watched, and listed again where the watch cannot go on. */
export class Watched<K extends keyof Followed> {
  readonly #api: KubeApi;
  readonly #watch: Watch;
  readonly #following: Following<K>;
  readonly #objects = new Map<string, Followed[K]>();
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #version: string | null = null;
  #stream: AbortController | null = null;
  #isListed = false;

  constructor(api: KubeApi, watch: Watch, following: Following<K>) {
    this.#api = api;
    this.#watch = watch;
    this.#following = following;
    this.#ended = this.#follow();
  }

  /** Whether it has seen the whole list. */
  get isListed(): boolean {
    return this.#isListed;
  }

  get(key: string): Followed[K] | undefined {
    return this.#objects.get(key);
  }

  all(): Followed[K][] {
    return [...this.#objects.values()];
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#stream?.abort();
    await this.#ended;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    let pauseMs = PAUSE.firstMs;
    while (!signal.aborted) {
      try {
        if (this.#version === null) this.#version = await this.#list();
        this.#isListed = true;
        const isWhole = await this.#read(this.#version);
        if (isWhole) pauseMs = PAUSE.firstMs;
      } catch (error) {
        if (signal.aborted) return;
        if (isExpired(error)) this.#version = null;
        else {
          this.#following.onTrouble(error);
          pauseMs = Math.min(PAUSE.longestMs, pauseMs * 2);
        }
      }
      // Also after a stream that was only cut: a server that cuts each at once is not asked without end.
      await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
    }
  }

  async #list(): Promise<string> {
    const { kind, namespace, labelSelector } = this.#following;
    const seen = new Map<string, Followed[K]>();
    const select: Query = labelSelector === undefined ? {} : { labelSelector };
    let version = "";
    for (let next: string | undefined = ""; next !== undefined; ) {
      const more: Query = next === "" ? {} : { continue: next };
      const page: List<Followed[K]> = await this.#api.get(pathOf(kind, namespace), { limit: PAGE, ...select, ...more });
      for (const item of page.items) seen.set(keyOf(item), item);
      version = page.metadata?.resourceVersion ?? "";
      next = page.metadata?.continue || undefined;
    }
    const gone = [...this.#objects].filter(([key]) => !seen.has(key));
    for (const [key, resource] of gone) this.#drop(key, resource);
    for (const [key, resource] of seen) this.#put(key, resource);
    return version;
  }

  /** Reads one stream to its end. Whether anything came by it. @throws what ended it, where that was no end of a stream */
  async #read(version: string): Promise<boolean> {
    const { kind, namespace, labelSelector } = this.#following;
    let came = false;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const take = (phase: string, object: Followed[K] & { code?: number; message?: string }) => {
      came = true;
      if (phase === "ERROR") return reject(new KubeError(object.code ?? 0, "Watch", object.message ?? "watch failed"));
      this.#version = object.metadata?.resourceVersion ?? this.#version;
      if (phase === "ADDED" || phase === "MODIFIED") this.#put(keyOf(object), object);
      if (phase === "DELETED") this.#drop(keyOf(object), object);
    };
    const select: Query = labelSelector === undefined ? {} : { labelSelector };
    const query = { resourceVersion: version, allowWatchBookmarks: true, timeoutSeconds: STREAM_SECONDS, ...select };
    // A stream in which nothing came for half a minute may be dead: the client ends it with a TimeoutError.
    const ended = (error: unknown) => (isSilence(error) ? resolve() : reject(error));
    this.#stream = await this.#watch.watch(pathOf(kind, namespace), query, take, ended);
    if (this.#stop.signal.aborted) this.#stream.abort();
    await promise.finally(() => this.#stream?.abort());
    return came;
  }

  #put(key: string, resource: Followed[K]): void {
    const before = this.#objects.get(key)?.metadata;
    this.#objects.set(key, resource);
    const { uid, resourceVersion } = resource.metadata ?? {};
    if (before?.resourceVersion !== resourceVersion || before?.uid !== uid) this.#following.onChange(resource);
  }

  #drop(key: string, resource: Followed[K]): void {
    this.#objects.delete(key);
    this.#following.onChange(resource);
  }
}

function isExpired(error: unknown): boolean {
  const { status, statusCode } = (error ?? {}) as { status?: number; statusCode?: number };
  return status === 410 || statusCode === 410;
}

function isSilence(error: unknown): boolean {
  return error === null || error === undefined || (error instanceof Error && error.name === "TimeoutError");
}
