import { ResponderBuilder, ServerInterceptingCall, type ServerInterceptor, ServerListenerBuilder } from "@grpc/grpc-js";
import { WAITS } from "../bounds.ts";

/** Ends the connection of a call that does not say what it is about; `cut` is given its peer. Agents' sessions look after that themselves. */
export function awaitFirstWord(cut: (peer: string) => void, sessions: string): ServerInterceptor {
  return ({ path }, call) => {
    if (path === sessions) return new ServerInterceptingCall(call);
    const patience = setTimeout(() => cut(call.getPeer()), WAITS.firstWordMs);
    const listener = new ServerListenerBuilder()
      .withOnReceiveMessage((message, next) => {
        clearTimeout(patience);
        next(message);
      })
      .withOnCancel(() => clearTimeout(patience))
      .build();
    return new ServerInterceptingCall(call, new ResponderBuilder().withStart((next) => next(listener)).build());
  };
}
