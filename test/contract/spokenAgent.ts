import type { JsonObject } from "@bufbuild/protobuf";
import { Client, type ClientDuplexStream, credentials } from "@grpc/grpc-js";
import { SESSION, type Words } from "./words.ts";

/** As the mapping to JSON has it. */
interface Assigned {
  readonly lease: { readonly sweep: string; readonly trial: number; readonly attempt: number };
  readonly epochs: number;
  readonly reported: number;
}

interface SpokenAgentOptions {
  /** host:port */
  readonly controller: string;
  readonly words: Words;
  /** More of each Hello. */
  readonly hello?: JsonObject;
  /** More of each Finish. */
  readonly finish?: (trial: number) => JsonObject;
  /** Said between any two messages. */
  readonly between?: readonly JsonObject[];
}

const SLOTS = 3;

/** An agent without trainers that says what agents of a version say, and understands what they do. */
export class SpokenAgent {
  readonly #options: SpokenAgentOptions;
  readonly #client: Client;
  readonly #held = new Map<string, { readonly lease: Assigned["lease"]; readonly unacknowledged: JsonObject[] }>();
  #stream: ClientDuplexStream<JsonObject, JsonObject>;
  #closed = false;
  /** Messages in which it has understood nothing at all. */
  strange = 0;
  /** Why trainers were stopped, one for each stop. */
  readonly stops: unknown[] = [];
  /** Every report and finish that was acknowledged, as TRIAL/ATTEMPT/SEQ. */
  readonly acknowledged = new Set<string>();

  constructor(options: SpokenAgentOptions) {
    this.#options = options;
    this.#client = new Client(options.controller, credentials.createInsecure(), {
      "grpc.initial_reconnect_backoff_ms": 100,
      "grpc.max_reconnect_backoff_ms": 200,
    });
    this.#stream = this.#open();
  }

  /** Cuts the stream; the next one goes on. */
  cut(): void {
    this.#stream.cancel();
  }

  close(): void {
    this.#closed = true;
    this.#stream.cancel();
    this.#client.close();
  }

  #open(): ClientDuplexStream<JsonObject, JsonObject> {
    const { request, response } = this.#options.words;
    const stream = this.#client.makeBidiStreamRequest(SESSION, request.write, response.read);
    this.#stream = stream;
    stream.on("data", (message: JsonObject) => this.#hear(message));
    stream.on("error", () => {});
    stream.on("status", () => {
      if (!this.#closed) setTimeout(() => this.#closed || this.#open(), 50);
    });
    const held = [...this.#held.values()].map(({ lease }) => lease as unknown as JsonObject);
    this.#say({ hello: { protocol: 1, agent: "other", host: "here", slots: SLOTS, held, ...this.#options.hello } });
    return stream;
  }

  #hear(message: JsonObject): void {
    const [[kind, body] = ["", {}]] = Object.entries(message);
    switch (kind) {
      case "welcome": {
        const open = [...this.#held.values()];
        this.#say({ heartbeat: { leases: open.map(({ lease }) => lease as unknown as JsonObject) } });
        for (const { unacknowledged } of open) for (const said of unacknowledged) this.#say(said);
        return this.#say({ credit: { slots: SLOTS - open.length } });
      }
      case "assignment":
        return this.#train(body as unknown as Assigned);
      case "ack":
        return this.#acked(body as unknown as { lease: Assigned["lease"]; seq: number });
      case "stop": {
        const { lease, why } = body as unknown as { lease: Assigned["lease"]; why: unknown };
        this.stops.push(why);
        return this.#freed(keyOf(lease));
      }
      case "drain":
        return;
      default:
        this.strange += 1;
    }
  }

  /** Everything that a trainer would say, at once. */
  #train({ lease, epochs, reported }: Assigned): void {
    const unacknowledged: JsonObject[] = [];
    const named = lease as unknown as JsonObject;
    for (let step = reported + 1; step <= epochs; step++) {
      // Every other trial is a bad one.
      const right = lease.trial % 2 === 0 ? 90 : 60;
      const counts = { confusion: { classes: 2, cells: [right, 100 - right, 100 - right, right] } };
      const key = { lease: named, seq: step - reported };
      unacknowledged.push({ report: { ...key, step, counts, metrics: [{ name: "loss", value: 0.5 }] } });
    }
    const end = { lease: named, seq: epochs - reported + 1, outcome: "OUTCOME_COMPLETED" };
    unacknowledged.push({ finish: { ...end, ...this.#options.finish?.(lease.trial) } });
    this.#held.set(keyOf(lease), { lease, unacknowledged });
    for (const said of unacknowledged) this.#say(said);
  }

  #acked({ lease, seq }: { lease: Assigned["lease"]; seq: number }): void {
    const held = this.#held.get(keyOf(lease));
    if (held === undefined || seq === 0) return;
    const isAcked = (said: JsonObject) => Number((Object.values(said)[0] as JsonObject).seq) <= seq;
    for (const said of held.unacknowledged.filter(isAcked)) {
      this.acknowledged.add(`${keyOf(lease)}/${(Object.values(said)[0] as JsonObject).seq}`);
      held.unacknowledged.shift();
    }
    if (held.unacknowledged.length === 0) this.#freed(keyOf(lease));
  }

  #freed(key: string): void {
    if (this.#held.delete(key)) this.#say({ credit: { slots: 1 } });
  }

  #say(message: JsonObject): void {
    for (const one of [...(this.#options.between ?? []), message]) this.#stream.write(one);
  }
}

function keyOf({ trial, attempt }: Assigned["lease"]): string {
  return `${trial}/${attempt}`;
}
