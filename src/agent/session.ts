import { type ClientDuplexStream, credentials, type StatusObject, status } from "@grpc/grpc-js";
import { SweepError } from "../error.ts";
import {
  type Ack,
  AgentServiceClient,
  type Assignment,
  type Hello,
  type SessionRequest,
  type SessionResponse,
  type Stop,
  type Welcome,
} from "../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../gen/macrosweep/v1/trial.ts";
import { Backoff } from "./backoff.ts";
import { BOUNDS } from "./bounds.ts";
import { clock } from "./clock.ts";
import type { Logger } from "./config.ts";

/** The version of agent.proto that this agent speaks. */
export const PROTOCOL = 1;

/** Whoever holds the leases that a session is about. */
export interface Holder {
  /** What to say first on a stream. */
  hello(): Hello;
  /** A stream is open: says again what is not acknowledged, and returns the number of free slots. */
  opened(welcome: Welcome): number;
  /** The leases to renew. */
  heartbeat(): Lease[];
  /** The heartbeat of this number is sent now; numbers count from 1 on each stream. */
  heartbeatSent(number: number): void;
  assigned(assignment: Assignment): void;
  acked(ack: Ack): void;
  stopped(stop: Stop): void;
}

export interface SessionOptions {
  /** host:port */
  readonly controller: string;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

type Message = NonNullable<SessionRequest["message"]>;
type Call = ClientDuplexStream<SessionRequest, SessionResponse>;

const channelOptions = {
  // A cut cable is no end of a stream; only a probe without an answer tells.
  "grpc.keepalive_time_ms": BOUNDS.keepalive.afterMs,
  "grpc.keepalive_timeout_ms": BOUNDS.keepalive.timeoutMs,
  // The proxy in the environment is for the web, and knows no way to this host or this cluster.
  "grpc.enable_http_proxy": 0,
  // Each stream connects anew, so that the back-off of an old channel does not come on top of ours.
  "grpc.use_local_subchannel_pool": 1,
};

/**
 * The agent's stream to its controller, opened again whenever it ends. On each stream it says Hello, and after the Welcome what is not
 * acknowledged yet, and then the credit, which starts from zero with every stream.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #holder: Holder;
  readonly #backoff: Backoff;
  // Set from the Welcome of a stream to its end; what comes before or after that does not count.
  #call: Call | null = null;
  #draining = false;
  #heartbeats = 0;
  #takingWork = true;
  #outageTold = false;
  #endHeartbeats = () => {};

  constructor(options: SessionOptions, holder: Holder) {
    this.#options = options;
    this.#holder = holder;
    this.#backoff = new Backoff(BOUNDS.backoffMs, options.random);
  }

  /**
   * Keeps the session until the signal is aborted.
   * @throws SweepError `unsupported` when the controller speaks another protocol: calling again would not help.
   */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const ended = await this.#stream(signal);
      if (signal.aborted) return;
      this.#tellOutage(ended);
      await clock.sleep(this.#backoff.next(), signal);
    }
  }

  /** Returns false when no stream is open. True says that the message is on its way, not that it arrives. */
  send(message: Message): boolean {
    if (this.#call === null) return false;
    this.#call.write({ message });
    return true;
  }

  /** So many more slots are free. What cannot be said now is part of the next stream's first credit. */
  credit(slots: number): void {
    if (this.#takingWork && !this.#draining && slots > 0) this.send({ $case: "credit", credit: { slots } });
  }

  /** A heartbeat for these leases, beside those that come by themselves. */
  renew(leases: Lease[]): void {
    if (this.#call === null) return;
    const number = ++this.#heartbeats;
    this.#holder.heartbeatSent(number);
    this.send({ $case: "heartbeat", heartbeat: { leases, number } });
  }

  /** Gives no more credit, on no stream. */
  takeNoMoreWork(): void {
    this.#takingWork = false;
  }

  async #stream(signal: AbortSignal): Promise<StatusObject> {
    const client = new AgentServiceClient(this.#options.controller, credentials.createInsecure(), channelOptions);
    const call = client.session();
    const cancel = () => call.cancel();
    signal.addEventListener("abort", cancel);
    try {
      return await new Promise((resolve, reject) => {
        let over = false;
        call.on("status", (ended) => {
          over = true;
          const refused = ended.code === status.FAILED_PRECONDITION && this.#call === null;
          if (refused) reject(new SweepError("unsupported", ended.details));
          else resolve(ended);
        });
        // Says the same as the status, which comes in any case.
        call.on("error", () => {});
        call.on("data", ({ message }: SessionResponse) => {
          if (over) return;
          if (message?.$case !== "welcome") return this.#received(message);
          const refusal = checkWelcome(message.welcome);
          if (refusal !== null) reject(refusal);
          else if (this.#call === null) this.#opened(call, message.welcome);
        });
        call.write({ message: { $case: "hello", hello: this.#holder.hello() } });
      });
    } finally {
      this.#close();
      signal.removeEventListener("abort", cancel);
      client.close();
    }
  }

  #opened(call: Call, welcome: Welcome): void {
    this.#call = call;
    this.#draining = false;
    this.#backoff.succeeded();
    this.#outageTold = false;
    this.#options.logger.info({ controller: this.#options.controller }, "session open");
    this.#heartbeats = 0;
    const free = this.#holder.opened(welcome);
    // At once, for the leases that went through an outage; and before the credit, so that a new lease is counted from no earlier than this.
    this.#heartbeat();
    this.credit(free);
    this.#endHeartbeats = clock.every(welcome.heartbeatMs, () => this.#heartbeat());
  }

  #close(): void {
    this.#call = null;
    this.#endHeartbeats();
  }

  #received(message: Exclude<SessionResponse["message"], { $case: "welcome" }>): void {
    if (this.#call === null) return;
    switch (message?.$case) {
      case "assignment":
        return this.#holder.assigned(message.assignment);
      case "ack":
        return this.#holder.acked(message.ack);
      case "stop":
        return this.#holder.stopped(message.stop);
      case "drain":
        this.#draining = true;
        return this.#options.logger.info(
          { reason: message.drain.reason },
          "the controller gives no more work on this stream",
        );
      case undefined:
        // A newer controller may say what this agent does not know.
        return;
    }
  }

  #heartbeat(): void {
    this.renew(this.#holder.heartbeat());
  }

  // Once an outage, however long it takes.
  #tellOutage({ code, details }: StatusObject): void {
    if (this.#outageTold) return;
    this.#outageTold = true;
    const { controller, logger } = this.#options;
    logger.warn(
      { controller, code: status[code], details },
      "no session with the controller, trying again until there is one",
    );
  }
}

function checkWelcome({ protocol: theirs, leaseMs, heartbeatMs }: Welcome): SweepError | null {
  if (theirs !== PROTOCOL) {
    return new SweepError("unsupported", `the controller speaks protocol ${theirs}, this agent protocol ${PROTOCOL}`);
  }
  if (leaseMs > 0 && heartbeatMs > 0) return null;
  return new SweepError(
    "unsupported",
    `the controller grants leases of ${leaseMs} ms with a heartbeat every ${heartbeatMs} ms`,
  );
}
