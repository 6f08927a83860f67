import { randomUUID } from "node:crypto";
import type { Stored } from "./objects.ts";
import type { Store } from "./store.ts";

/** Tokens of service accounts as pods have them, and who they are. */
export class Tokens {
  readonly #store: Store;
  readonly #known = new Map<
    string,
    { namespace: string; pod: string; uid: string; audience: string; untilMs: number }
  >();

  constructor(store: Store) {
    this.#store = store;
  }

  /** As TokenRequest: for the pod that it is bound to. */
  request(namespace: string, { spec }: Stored): object {
    const { audiences, expirationSeconds, boundObjectRef } = spec;
    const token = this.#make(namespace, boundObjectRef.name, boundObjectRef.uid, audiences[0], expirationSeconds);
    return { kind: "TokenRequest", apiVersion: "authentication.k8s.io/v1", spec, status: { token } };
  }

  review({ spec }: { spec?: { token?: string; audiences?: string[] } }): object {
    const known = this.#known.get(spec?.token ?? "");
    const pod = known && this.#store.find("pods", known.namespace, known.pod);
    const isGood =
      known !== undefined &&
      known.untilMs > Date.now() &&
      pod?.metadata.uid === known.uid &&
      spec?.audiences?.includes(known.audience);
    const status = isGood
      ? {
          authenticated: true,
          audiences: [known.audience],
          user: {
            username: `system:serviceaccount:${known.namespace}:default`,
            extra: {
              "authentication.kubernetes.io/pod-name": [known.pod],
              "authentication.kubernetes.io/pod-uid": [known.uid],
            },
          },
        }
      : { authenticated: false, error: "invalid bearer token" };
    return { kind: "TokenReview", apiVersion: "authentication.k8s.io/v1", status };
  }

  #make(namespace: string, pod: string, uid: string, audience: string, seconds: number): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const exp = Math.floor(Date.now() / 1000) + seconds;
    const token = `${part({ alg: "none" })}.${part({ exp, aud: [audience], jti: randomUUID() })}.c2lnbmF0dXJl`;
    this.#known.set(token, { namespace, pod, uid, audience, untilMs: exp * 1000 });
    return token;
  }
}
