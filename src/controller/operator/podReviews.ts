import { createHash } from "node:crypto";
import type { V1Pod } from "@kubernetes/client-node";
import type { PodPrincipal } from "../access/index.ts";
import { TOKEN_AUDIENCE } from "./agentPod.ts";
import { type KubeApi, KubeError } from "./kubeApi.ts";
import { pathOf } from "./resource.ts";

interface Review {
  readonly status?: {
    readonly authenticated?: boolean;
    readonly error?: string;
    readonly audiences?: readonly string[];
    readonly user?: {
      readonly username?: string;
      readonly extra?: Readonly<Record<string, readonly string[]>>;
    };
  };
}

type Answer = PodPrincipal | { readonly kind: "nobody"; readonly why: string };

interface Kept {
  readonly answer: Answer;
  readonly untilMs: number;
}

// A pod that was deleted is nobody after so long.
const KEPT_MS = 60_000;
const MOST_KEPT = 10_000;

/** Whose projected token it is, asked of the API server: the pod that it was made for, and the sweep whose agent that pod is. */
export class PodReviews {
  readonly #api: KubeApi;
  readonly #pod: (namespace: string, name: string) => V1Pod | undefined;
  readonly #sweepOf: (pod: V1Pod, namespace: string) => Promise<string | null>;
  readonly #kept = new Map<string, Kept>();

  /** @param sweepOf the name in the journal of the sweep whose agent a pod of this namespace is; null: there is none */
  constructor(
    api: KubeApi,
    pod: (namespace: string, name: string) => V1Pod | undefined,
    sweepOf: (pod: V1Pod, namespace: string) => Promise<string | null>,
  ) {
    this.#api = api;
    this.#pod = pod;
    this.#sweepOf = sweepOf;
  }

  async review(token: string): Promise<Answer> {
    const key = createHash("sha256").update(token).digest("base64");
    const nowMs = Date.now();
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.untilMs > nowMs) return kept.answer;
    const answer = await this.#ask(token).catch((error: unknown): Answer => {
      if (!(error instanceof KubeError)) throw error;
      // Trials go on while the server is away: what it said last holds for as long as it let the token last.
      if (isAway(error) && kept?.answer.kind === "pod" && kept.answer.expiresMs > nowMs) return kept.answer;
      return { kind: "nobody", why: `the token cannot be checked now: ${error.message}` };
    });
    // A refusal may be one of now: the pod is not seen yet.
    if (answer.kind === "pod") this.#keep(key, { answer, untilMs: nowMs + KEPT_MS });
    return answer;
  }

  async #ask(token: string): Promise<Answer> {
    const nobody = (why: string): Answer => ({ kind: "nobody", why });
    const { status } = await this.#api.create<Review>("/apis/authentication.k8s.io/v1/tokenreviews", {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenReview",
      spec: { token, audiences: [TOKEN_AUDIENCE] },
    });
    if (status?.authenticated !== true) return nobody("the token is none of this cluster's, or has expired");
    // A server that knows no audiences says none.
    if (status.audiences?.includes(TOKEN_AUDIENCE) !== true)
      return nobody(`the token is not for the audience ${TOKEN_AUDIENCE}`);
    const { username = "", extra = {} } = status.user ?? {};
    const [, namespace = ""] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(username) ?? [];
    const [name = ""] = extra["authentication.kubernetes.io/pod-name"] ?? [];
    const [uid = ""] = extra["authentication.kubernetes.io/pod-uid"] ?? [];
    if (namespace === "" || name === "" || uid === "") return nobody("the token was not made for a pod");
    const pod = this.#pod(namespace, name) ?? (await this.#api.get<V1Pod>(pathOf("pods", namespace, name)));
    const sweep = await this.#sweepOf(pod, namespace);
    if (pod.metadata?.uid !== uid || sweep === null) return nobody(`pod ${namespace}/${name} is no agent of a sweep`);
    return { kind: "pod", name, sweep, expiresMs: expiryOf(token) };
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) return;
      this.#kept.delete(oldest);
    }
  }
}

function isAway({ status }: KubeError): boolean {
  return status === 0 || status >= 500;
}

// The API server has checked it; a token that does not say is asked for again with the next connection.
function expiryOf(token: string): number {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return typeof exp === "number" ? exp * 1000 : Date.now() + KEPT_MS;
  } catch {
    return Date.now() + KEPT_MS;
  }
}
