import { type ClientDuplexStream, credentials, Metadata, type StatusObject } from "@grpc/grpc-js";
import {
  AgentServiceClient,
  type Assignment,
  type Hello,
  type Machine,
  type Report,
  type SessionRequest,
  type SessionResponse,
} from "../../../src/gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../../src/gen/macrosweep/v1/trial.ts";

type Said = NonNullable<SessionRequest["message"]>;
type Heard = NonNullable<SessionResponse["message"]>;
type Of<K extends Heard["$case"]> = Extract<Heard, { $case: K }>;

/** An agent that says exactly what a test tells it to, over real gRPC. */
export class RawAgent {
  readonly #client: AgentServiceClient;
  readonly #stream: ClientDuplexStream<SessionRequest, SessionResponse>;
  readonly #heard: Heard[] = [];
  #wake = () => {};
  /** How the stream ended. */
  readonly ended: Promise<StatusObject>;

  constructor(address: string, channel = credentials.createInsecure(), metadata = new Metadata()) {
    this.#client = new AgentServiceClient(address, channel);
    this.#stream = this.#client.session(metadata);
    this.#stream.on("data", ({ message }: SessionResponse) => {
      if (message !== undefined) this.#heard.push(message);
      this.#wake();
    });
    this.#stream.on("error", () => {});
    this.ended = new Promise((resolve) => this.#stream.on("status", resolve));
  }

  say(message: Said): void {
    this.#stream.write({ message });
  }

  hello(agent: string, held: Lease[] = [], protocol = 1, machine?: Machine): void {
    this.helloAs({ agent, held, protocol, machine });
  }

  /** A Hello with these words of its own. */
  helloAs(more: Partial<Hello>): void {
    this.say({ $case: "hello", hello: { protocol: 1, agent: "a", host: "test", slots: 4, held: [], ...more } });
  }

  credit(slots: number): void {
    this.say({ $case: "credit", credit: { slots } });
  }

  report(lease: Lease | undefined, step: number, value: number, more: Partial<Report> = {}): void {
    this.say({
      $case: "report",
      report: { lease, seq: step, step, classes: [], metrics: [], value, test: false, ...more },
    });
  }

  /** The next message of this kind that has not been taken yet; others stay for later. */
  async next<K extends Heard["$case"]>(kind: K): Promise<Of<K>> {
    for (;;) {
      const at = this.#heard.findIndex(({ $case }) => $case === kind);
      if (at >= 0) return this.#heard.splice(at, 1)[0] as Of<K>;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async assigned(): Promise<Assignment> {
    return (await this.next("assignment")).assignment;
  }

  close(): void {
    this.#stream.cancel();
    this.#client.close();
  }
}
