import { once } from "node:events";
import {
  type handleBidiStreamingCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  status,
} from "@grpc/grpc-js";
import { onTestFinished } from "vitest";
import {
  AgentServiceService,
  type Assignment,
  type Containment,
  type SessionRequest,
  type SessionResponse,
} from "../../src/gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../src/gen/macrosweep/v1/trial.ts";
import { Inbox } from "./inbox.ts";

type Request = NonNullable<SessionRequest["message"]>;
type Call = ServerDuplexStream<SessionRequest, SessionResponse>;

/** The controller's end of one stream. It answers nothing by itself. */
export class Stream {
  readonly inbox = new Inbox<Request>();
  readonly #call: Call;
  readonly #received: Request[] = [];
  #ackingAll = false;

  constructor(call: Call) {
    this.#call = call;
    call.on("error", () => {});
    call.on("data", ({ message }: SessionRequest) => {
      this.#received.push(message!);
      this.inbox.put(message!);
      if (this.#ackingAll) this.#ackAfterAll(message!);
    });
  }

  /** Acknowledges what came and what will come: the test has seen enough. */
  ackAll(): void {
    this.#ackingAll = true;
    for (const message of this.#received) this.#ackAfterAll(message);
  }

  #ackAfterAll(message: Request): void {
    if (message.$case === "report") this.ack(message.report.lease!, message.report.seq);
    if (message.$case === "finish") this.ack(message.finish.lease!, message.finish.seq);
  }

  /** Takes the next message of this kind; the others stay. */
  next<Case extends Request["$case"]>(kind: Case): Promise<Extract<Request, { $case: Case }>> {
    return this.inbox.take((message): message is Extract<Request, { $case: Case }> => message.$case === kind);
  }

  /** Resolves after two heartbeats that come from now on: what the agent said meanwhile is there too. */
  async twoHeartbeats(): Promise<void> {
    const before = this.inbox.waiting.filter(({ $case }) => $case === "heartbeat").length;
    for (let i = 0; i < before + 2; i++) await this.next("heartbeat");
  }

  send(message: NonNullable<SessionResponse["message"]>): void {
    this.#call.write({ message });
  }

  welcome({ protocol = 1, leaseMs = 20_000, heartbeatMs = 5_000 } = {}): void {
    this.send({ $case: "welcome", welcome: { protocol, leaseMs, heartbeatMs } });
  }

  assign(
    lease: Lease,
    argv: readonly string[],
    rest: Partial<Assignment> = {},
    containment?: Partial<Containment>,
  ): void {
    const trainer: Assignment["trainer"] = {
      kind: { $case: "command", command: { argv: [...argv] } },
      files: {},
      containment: containment && { env: {}, passEnv: [], ...containment },
    };
    const trial = { params: [], seed: 1, epochs: 3, reported: 0, replicate: 0, sweepId: "" };
    const assignment = { lease, ...trial, trainer, ...rest };
    this.send({ $case: "assignment", assignment });
  }

  ack(lease: Lease, seq: number): void {
    this.send({ $case: "ack", ack: { lease, seq } });
  }

  stop(lease: Lease): void {
    this.send({ $case: "stop", stop: { lease, why: "STOP_WHY_PRUNED", reason: "rung 1: rank 3 of 3" } });
  }

  /** Ends the stream, by default as a controller that goes away. */
  end(code = status.UNAVAILABLE, details = "going away"): void {
    this.#call.emit("error", { code, details, metadata: new Metadata() });
  }

  async closed(): Promise<void> {
    if (!this.#call.cancelled) await once(this.#call, "cancelled");
  }
}

/** A real gRPC server on a port of loopback, with a test in the place of the controller. */
export class TestController {
  readonly #server = new Server();
  readonly #streams = new Inbox<Stream>();
  readonly #opened: Stream[] = [];
  #port = 0;

  /** Ends with the test. Port 0 takes a free one. */
  static async start(port = 0): Promise<TestController> {
    const controller = new TestController();
    await controller.#listen(port);
    onTestFinished(() => controller.kill());
    return controller;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** The next stream that an agent opens. */
  stream(): Promise<Stream> {
    return this.#streams.take(() => true);
  }

  /** Acknowledges everything on every stream that is open now. */
  ackAll(): void {
    for (const stream of this.#opened) stream.ackAll();
  }

  /** The next stream, after its Hello, welcomed. */
  async welcomed(terms: { leaseMs?: number; heartbeatMs?: number } = {}): Promise<Stream> {
    const stream = await this.stream();
    await stream.next("hello");
    stream.welcome(terms);
    return stream;
  }

  /** Cuts every connection, as kill -9 of a controller does. */
  kill(): void {
    this.#server.forceShutdown();
  }

  async #listen(port: number): Promise<void> {
    const session: handleBidiStreamingCall<SessionRequest, SessionResponse> = (call) => {
      const stream = new Stream(call);
      this.#opened.push(stream);
      this.#streams.put(stream);
    };
    this.#server.addService(AgentServiceService, { session });
    this.#port = await new Promise((resolve, reject) => {
      this.#server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
  }
}
