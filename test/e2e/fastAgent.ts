import { type ClientDuplexStream, credentials } from "@grpc/grpc-js";
import {
  AgentServiceClient,
  Outcome,
  type SessionRequest,
  type SessionResponse,
} from "../../src/gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../src/gen/macrosweep/v1/trial.ts";

type Message = NonNullable<SessionRequest["message"]>;

/** What the agent knows of a lease that it holds. Reports have the numbers 1 to `epochs`, and the finish the one after. */
interface Held {
  readonly lease: Lease;
  readonly epochs: number;
  /** Last message that was said on this stream. */
  said: number;
  acked: number;
}

export interface FastAgentOptions {
  /** host:port */
  readonly controller: string;
  readonly slots: number;
}

// Said and not yet acknowledged, for each lease: many, so that a kill always finds some on their way.
const WINDOW = 50;
// Between two calls of a controller that is down.
const PAUSE_MS = 50;

/**
 * An agent without trainers: it reports as fast as it is acknowledged, notes each acknowledgement, and after a cut says again what may be lost,
 * and the last acknowledged message too.
 */
export class FastAgent {
  readonly #options: FastAgentOptions;
  readonly #held = new Map<number, Held>();
  readonly #client: AgentServiceClient;
  #stream: ClientDuplexStream<SessionRequest, SessionResponse>;
  #closed = false;
  #awaited: { readonly count: number; readonly resolve: () => void } | null = null;

  constructor(options: FastAgentOptions) {
    this.#options = options;
    this.#client = new AgentServiceClient(options.controller, credentials.createInsecure(), {
      "grpc.initial_reconnect_backoff_ms": 100,
      "grpc.max_reconnect_backoff_ms": 200,
    });
    this.#stream = this.#open();
  }

  /** Every report that is acknowledged, as TRIAL/SEQ: an acknowledgement stands for all messages before it too. */
  acknowledgedReports(): string[] {
    return [...this.#held].flatMap(([trial, { acked, epochs }]) => {
      return Array.from({ length: Math.min(acked, epochs) }, (_, i) => `${trial}/${i + 1}`);
    });
  }

  /** Resolves with the acknowledgement that makes it so many messages in all, before the next message is read. One caller at a time. */
  acknowledged(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited = { count, resolve };
    });
  }

  close(): void {
    this.#closed = true;
    this.#stream.cancel();
    this.#client.close();
  }

  #open(): ClientDuplexStream<SessionRequest, SessionResponse> {
    const stream = this.#client.session();
    stream.on("data", ({ message }: SessionResponse) => this.#hear(message));
    stream.on("error", () => {});
    stream.on("status", () => {
      if (!this.#closed) setTimeout(() => this.#reopen(), PAUSE_MS);
    });
    const open = [...this.#held.values()].filter(({ epochs, acked }) => acked <= epochs).map(({ lease }) => lease);
    const hello = { protocol: 1, agent: "fast", host: "here", slots: this.#options.slots, held: open };
    stream.write({ message: { $case: "hello", hello } });
    return stream;
  }

  #reopen(): void {
    if (!this.#closed) this.#stream = this.#open();
  }

  #hear(message: SessionResponse["message"]): void {
    if (message?.$case === "welcome") {
      const open = [...this.#held.values()].filter(({ epochs, acked }) => acked <= epochs);
      for (const held of open) {
        held.said = Math.max(0, held.acked - 1);
        this.#speak(held);
      }
      this.#say({ $case: "credit", credit: { slots: this.#options.slots - open.length } });
    }
    if (message?.$case === "assignment") {
      const { lease, epochs } = message.assignment;
      const held = { lease: lease!, epochs, said: 0, acked: 0 };
      this.#held.set(lease!.trial, held);
      this.#speak(held);
    }
    if (message?.$case === "ack") this.#acked(this.#held.get(message.ack.lease!.trial)!, message.ack.seq);
  }

  #acked(held: Held, seq: number): void {
    const before = held.acked;
    held.acked = Math.max(before, seq);
    if (before <= held.epochs && held.acked > held.epochs) this.#say({ $case: "credit", credit: { slots: 1 } });
    this.#speak(held);
    const total = [...this.#held.values()].reduce((sum, { acked }) => sum + acked, 0);
    if (this.#awaited !== null && total >= this.#awaited.count) this.#awaited.resolve();
  }

  #speak(held: Held): void {
    const { lease, epochs } = held;
    while (held.said <= epochs && held.said < held.acked + WINDOW) {
      held.said += 1;
      const key = { lease, seq: held.said };
      if (held.said > epochs) {
        this.#say({ $case: "finish", finish: { ...key, outcome: Outcome.COMPLETED, reason: "" } });
        continue;
      }
      const confusion = { classes: 2, cells: [8, 2, 2, 8] };
      const counts = { kind: { $case: "confusion" as const, confusion } };
      const report = { ...key, step: held.said, counts, classes: [], metrics: [], test: false };
      this.#say({ $case: "report", report: { ...report, value: undefined } });
    }
  }

  #say(message: Message): void {
    this.#stream.write({ message });
  }
}
