import { credentials, Client as GrpcClient, Metadata } from "@grpc/grpc-js";
import {
  type ExplainTrialResponse,
  type Happening,
  SweepServiceService as service,
  type Trial,
} from "../gen/macrosweep/v1/sweep.ts";
import { checkAddress } from "./address.ts";
import { clock } from "./clock.ts";
import { asSweepError } from "./grpcError.ts";
import { part, type Sweep, wholeSweep } from "./sweep.ts";

// Each with its method of the service.
const ORDERS = { pause: service.pauseSweep, resume: service.resumeSweep, cancel: service.cancelSweep } as const;

export type Order = keyof typeof ORDERS;

/** What a person or a script can ask of a controller. Everything rejects with SweepError; `unavailable`: it cannot be reached. */
export interface Client {
  /** Creates the sweep of a checked document, or finds it there already; it then goes on with what was edited. */
  create(document: unknown): Promise<Created>;
  get(name: string): Promise<Sweep>;
  list(): Promise<Sweep[]>;
  /** Orders something of a sweep; what is so already stays. */
  order(name: string, order: Order): Promise<Sweep>;
  /** Lets a trial that broke run again, or all of them; returns which do. */
  retry(name: string, trial?: number): Promise<{ readonly sweep: Sweep; readonly trials: readonly number[] }>;
  /** Removes an ended sweep; returns the agents that have trained for it. */
  remove(name: string): Promise<readonly string[]>;
  explain(name: string, trial: number): Promise<ExplainTrialResponse>;
  /** All trials in the order of their numbers. */
  trials(name: string): Promise<Trial[]>;
  /** The sweep now and after each change, until it has ended or the signal is aborted. */
  watch(name: string, signal: AbortSignal): AsyncIterable<Watched>;
  /** Ends the connection; calls under way reject. */
  close(): void;
}

export interface Created {
  readonly sweep: Sweep;
  readonly existing: boolean;
  /** Where an edited document differs from the one before, a line each. */
  readonly changes: readonly string[];
}

export interface Watched {
  readonly sweep: Sweep;
  /** Since the message before, oldest first. */
  readonly happenings: readonly Happening[];
  /** Of the trials that run, those with the lowest numbers. */
  readonly running: readonly Trial[];
}

// An answer takes milliseconds. Longer than a commit on a slow disk, shorter than a person's patience.
const ANSWER_MS = 5_000;

/**
 * A client of the controller at `host:port`. Connects with the first call.
 * @throws SweepError `invalid` when the address is none.
 */
function connect(address: string): Client {
  const grpc = new GrpcClient(checkAddress("--controller", address, 1), credentials.createInsecure(), {
    // A proxy meant for web pages cuts long streams, and would be asked even for 127.0.0.1.
    "grpc.enable_http_proxy": 0,
    // A watch may be silent for an hour: notice when the other end is gone.
    "grpc.keepalive_time_ms": 30_000,
    "grpc.keepalive_timeout_ms": 10_000,
    // A page of sweeps or one long explanation; a list of trials comes as a stream.
    "grpc.max_receive_message_length": 64 * 1024 * 1024,
  });

  function ask<Q, A>(method: Method<Q, A>, request: Q): Promise<A> {
    const { path, requestSerialize, responseDeserialize } = method;
    const options = { deadline: clock.deadline(ANSWER_MS) };
    return new Promise((resolve, reject) => {
      grpc.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        new Metadata(),
        options,
        (error, answer) => {
          if (error) reject(asSweepError(error, address));
          else resolve(part(answer, "message"));
        },
      );
    });
  }

  async function* stream<Q, A>(method: Method<Q, A>, request: Q, signal?: AbortSignal): AsyncGenerator<A> {
    const { path, requestSerialize, responseDeserialize } = method;
    const call = grpc.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
    const cancel = () => call.cancel();
    signal?.addEventListener("abort", cancel);
    try {
      for await (const message of call) yield message;
    } catch (error) {
      if (signal?.aborted) return;
      throw asSweepError(error, address);
    } finally {
      signal?.removeEventListener("abort", cancel);
      cancel();
    }
  }

  // Goes ahead of every stream too: a stream has no deadline, and nobody shall wait long for a host that does not answer.
  const get = async (name: string) => wholeSweep((await ask(service.getSweep, { name })).sweep);

  return {
    async create(document) {
      const documentJson = JSON.stringify(document);
      const { sweep, existing, changes } = await ask(service.createSweep, { documentJson });
      return { sweep: wholeSweep(sweep), existing, changes };
    },
    get,
    list: async () => (await ask(service.listSweeps, {})).sweeps.map(wholeSweep),
    order: async (name, order) => wholeSweep((await ask(ORDERS[order], { name })).sweep),
    async retry(name, trial) {
      const { sweep, trials } = await ask(service.retryTrials, { name, trial });
      return { sweep: wholeSweep(sweep), trials };
    },
    remove: async (name) => (await ask(service.deleteSweep, { name })).agents,
    explain: (name, trial) => ask(service.explainTrial, { name, trial }),
    async trials(name) {
      await get(name);
      const trials: Trial[] = [];
      for await (const { trial, page } of stream(service.listTrials, { name, pages: true })) {
        // A controller of an earlier version knows no pages.
        trials.push(...(trial === undefined ? page : [trial]));
      }
      return trials;
    },
    async *watch(name, signal) {
      await get(name);
      for await (const { sweep, happenings, running } of stream(service.watchSweep, { name }, signal)) {
        yield { sweep: wholeSweep(sweep), happenings, running };
      }
    },
    close: () => grpc.close(),
  };
}

/** Connects, does the work, and closes the connection whatever comes of it. */
export async function withClient<T>(address: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = connect(address);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** What the generated service says of each of its methods. */
interface Method<Q, A> {
  readonly path: string;
  readonly requestSerialize: (request: Q) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => A;
}
