import {
  type Metadata,
  ResponderBuilder,
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
} from "@grpc/grpc-js";
import type { Access, Answer, PeerCertificate, Principal } from "../access/index.ts";
import type { Refusals } from "./refusals.ts";
import { STATUS_OF } from "./status.ts";

/** Whose calls these are. */
export interface Callers {
  readonly interceptor: ServerInterceptor;
  /** Who makes the call with this metadata, which has passed the interceptor. */
  principalOf(metadata: Metadata): Principal;
}

/** Asks about each call before anything of it is read. What the table of actions does not have is refused. */
export function askAccess(access: Access, refusals: Refusals): Callers {
  const principals = new WeakMap<Metadata, Principal>();
  const interceptor: ServerInterceptor = ({ path }, call) => {
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        const certificate = certificateOf(call.getAuthContext());
        const [authorization] = metadata.get("authorization").map(String);
        const address = hostOfPeer(call.getPeer());
        const answer = access.askAgent({ action: path, address, authorization, certificate });
        // Whoever gets the call from here on has no use for it, and cannot show it.
        metadata.remove("authorization");
        const enter = (known: Answer) => {
          if (known.kind === "unseen") throw new Error(`${path}: no rpc is about a thing that its path names`);
          if (known.kind !== "yes") {
            refusals.tell({ peer: call.getPeer() }, known.why);
            return call.sendStatus({ code: codeOf(known), details: known.why });
          }
          principals.set(metadata, known.principal);
          next(metadata);
        };
        if (answer instanceof Promise) void answer.then(enter);
        else enter(answer);
      })
      .build();
    return new ServerInterceptingCall(call, new ResponderBuilder().withStart((next) => next(listener)).build());
  };
  return {
    interceptor,
    principalOf: (metadata) => principals.get(metadata) ?? { kind: "nobody", why: "nobody has asked who calls" },
  };
}

// Without a certificate gRPC gives none, and with one that the CA has not signed neither.
function certificateOf({ sslPeerCertificate }: { sslPeerCertificate?: PeerCertificate }): PeerCertificate | null {
  return sslPeerCertificate ?? null;
}

function codeOf({ kind }: Exclude<Answer, { principal: Principal }>): number {
  switch (kind) {
    case "unknown":
      return STATUS_OF.unauthenticated;
    case "no":
      return STATUS_OF.forbidden;
    case "often":
      return STATUS_OF.exhausted;
  }
}

function hostOfPeer(peer: string): string {
  return peer.replace(/:\d+$/, "");
}
