import type { ClientDuplexStream } from "@grpc/grpc-js";
import { AgentServiceClient, type SessionRequest, type SessionResponse } from "../gen/macrosweep/v1/agent.ts";
import type { Shown } from "./credentials.ts";
import { knock } from "./knock.ts";

/** The agent's end of one stream. */
export type Call = Pick<ClientDuplexStream<SessionRequest, SessionResponse>, "on" | "write">;

/** How an agent reaches its controller. */
export interface Way {
  /** As `knock`. */
  readonly knock: typeof knock;
  /** Opens a stream on a connection of its own, which is probed after so long a silence. `end` gives both up. */
  open(controller: string, shown: Shown, keepalive: Keepalive): { readonly call: Call; end(): void };
}

/** When a connection is probed, in ms of silence, and how long the answer may take. */
export interface Keepalive {
  readonly afterMs: number;
  readonly timeoutMs: number;
}

export const GRPC: Way = {
  knock,
  open(controller, { channel, metadata }, { afterMs, timeoutMs }) {
    const client = new AgentServiceClient(controller, channel, {
      ...channelOptions,
      // A cut cable is no end of a stream; only a probe without an answer tells.
      "grpc.keepalive_time_ms": afterMs,
      "grpc.keepalive_timeout_ms": timeoutMs,
    });
    const call = client.session(metadata);
    const end = () => {
      call.cancel();
      client.close();
    };
    return { call, end };
  },
};

const channelOptions = {
  // The proxy in the environment is for the web, and knows no way to this host or this cluster.
  "grpc.enable_http_proxy": 0,
  // Each stream connects anew, so that the back-off of an old channel does not come on top of ours.
  "grpc.use_local_subchannel_pool": 1,
};
