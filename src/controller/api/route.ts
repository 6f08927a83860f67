import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { z } from "zod";
import type { SweepError } from "../../error.ts";
import type { ApiContext } from "./context.ts";

/** What a route is asked, read and checked. */
export interface Ask<P, Q, B> {
  /** From the path, such as the name of a sweep. */
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly headers: IncomingHttpHeaders;
  /** Aborted when the asker has gone. */
  readonly signal: AbortSignal;
}

/** An answer with more to say than a body of status 200. */
export class Reply<A = unknown> {
  readonly status: number;
  readonly body: A | Readable;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: A | Readable, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** How a body that is no JSON goes out: its media type, in the OpenAPI document too. */
export type Media =
  | "application/json"
  | "text/event-stream"
  | "application/x-ndjson"
  | "text/csv"
  | "text/plain"
  | "application/vnd.sqlite3";

interface Definition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> {
  /** The operation's id, unique; rights are told by it. */
  readonly name: string;
  readonly method: "GET" | "POST" | "DELETE";
  /** As OpenAPI writes it: /api/v1/sweeps/{name} */
  readonly path: string;
  /** What is said where nothing is of the name that stands in the path; left out: it is that of a sweep. */
  readonly absent?: (params: z.infer<P>) => SweepError;
  readonly summary: string;
  readonly description?: string;
  readonly params?: P;
  readonly query?: Q;
  /** Of the body. `documentText`: the route reads it itself, as JSON or YAML. */
  readonly body?: B;
  /** Of what comes with 200 and 201; of a stream: of each of its parts. */
  readonly answer: A;
  /** Only the controller that leads knows it: one that stands by says who does. So it is for all that is no GET. */
  readonly atLeader?: true;
  /** By status, where not only 200. */
  readonly statuses?: readonly (200 | 201 | 503)[];
  readonly media?: readonly Media[];
  /** The answer, or nothing of it where it cannot be had: SweepError. */
  readonly handle: (
    ask: Ask<z.infer<P>, z.infer<Q>, z.infer<B>>,
    context: ApiContext,
  ) => Promise<z.infer<A> | Reply<z.infer<A>> | Reply<Readable>>;
}

/** One thing that can be asked over HTTP, with the shapes of question and answer. */
export type Route = Definition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

/** A body that is a sweep document. */
export const documentText = z.string();

const nothing = z.strictObject({});

/** Defines a route; the compiler holds its handler against its shapes. */
export function route<
  A extends z.ZodType,
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = z.ZodString,
>(definition: Definition<P, Q, B, A>): Route {
  return { params: nothing, query: nothing, ...definition } as unknown as Route;
}

/** The name of a sweep in a path. */
export const sweepPath = z.strictObject({ name: z.string().describe("Name of the sweep.") });

/** A trial of a sweep in a path. */
export const trialPath = sweepPath.extend({
  trial: z.coerce.number().int().min(0).describe("Number of the trial, from 0."),
});
