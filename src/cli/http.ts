import type { IncomingMessage } from "node:http";
import { request as requestHttp } from "node:http";
import { type RequestOptions, request as requestHttps } from "node:https";
import { parseAsWritten } from "../asWritten.ts";
import { type ErrorCode, SweepError } from "../error.ts";
import type { ProblemShape } from "../shapes/problem.ts";
import type { ServerEvent } from "../words/serverEvents.ts";
import { serverEvents } from "./serverEvents.ts";
import { whileAlive } from "./whileAlive.ts";

/** How to speak with one controller. */
export interface Connection {
  /** Such as http://127.0.0.1:7451 */
  readonly url: string;
  /** Sent with everything that is asked. */
  readonly headers: Readonly<Record<string, string>>;
  /** Certificates to trust instead of the system's, as PEM. */
  readonly ca?: string;
  /** Whether `ca` is the controller's own certificate: by whatever name it is called, it is this one. */
  readonly pinned?: boolean;
  /** Of several controllers: turns to the one that leads now; false where none does in time. */
  readonly elsewhere?: (signal: AbortSignal) => Promise<boolean>;
}

/** One question. */
export interface Question {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON; a text as it is, as YAML. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

// A stream says something every few seconds; each connection of a controller that lives may be cut without a word.
const SILENCE_MS = 20_000;

/** Asks and returns the answer's JSON. @throws SweepError as the controller says; `unavailable` when it cannot be reached */
export async function ask<T>(connection: Connection, question: Question): Promise<T> {
  return parse(await textOf(connection, question)) as T;
}

/** Asks and returns the answer as it is. @throws SweepError as `ask` */
export async function textOf(connection: Connection, question: Question): Promise<string> {
  const { response } = await answerTo(connection, question);
  return readAll(connection, response);
}

/** Asks, and returns the answer piece by piece as it comes. @throws SweepError as `ask`, also when the connection breaks */
export async function* piecesOf(connection: Connection, question: Question): AsyncGenerator<Uint8Array> {
  const { response, unwatch } = await answerTo(connection, question);
  unwatch();
  response.socket.setTimeout(SILENCE_MS, () => response.destroy(new Error("nothing came")));
  try {
    for await (const piece of response) yield piece as Uint8Array;
  } catch (cause) {
    throw new SweepError("unavailable", `the controller at ${connection.url} broke off in the middle of its answer`, {
      cause,
    });
  }
}

/** The events of a stream, until it ends or the signal is aborted. @throws SweepError as `ask`, also when the connection breaks */
export async function* eventsOf(
  connection: Connection,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  const { response, unwatch } = await answerTo(connection, question);
  // Where there are others to go to, it is gone as soon as it does not answer; else it may take its time.
  if (connection.elsewhere === undefined) unwatch();
  response.socket.setTimeout(SILENCE_MS, () => response.destroy(new Error("no sign of life")));
  const end = () => response.destroy();
  if (signal.aborted) return end();
  signal.addEventListener("abort", end);
  try {
    yield* serverEvents(response);
  } catch (cause) {
    if (!signal.aborted) throw unreachable(connection, cause);
  } finally {
    signal.removeEventListener("abort", end);
    response.destroy();
  }
}

/** An answer that has begun, and is waited for while its controller is there. */
interface Begun {
  readonly response: IncomingMessage;
  /** Ends that. */
  unwatch(): void;
}

/** Where a controller says whether it leads. */
export const READY = "/readyz";

/** Of several controllers another one may take over within so long. */
const CHANGE_MS = 10_000;

/** Was asked of a controller that stands by, which has done nothing. */
class StandsBy extends SweepError {
  /** Where the one answers that leads; null: none does yet. */
  readonly leader: string | null;

  constructor({ detail, leader = null }: ProblemShape) {
    super("unavailable", detail);
    this.leader = leader;
  }
}

/** The beginning of an answer, where it is a good one; of another controller where this one does not lead, or of several does not answer. */
async function answerTo(connection: Connection, question: Question): Promise<Begun> {
  try {
    return await answerAt(connection, question);
  } catch (error) {
    const next = await nextOf(connection, question, error);
    if (next === null) throw error;
    return answerAt(next, question);
  }
}

/** Whom to ask in place of one that has failed; null: nobody, or it may have done what was asked. */
async function nextOf(connection: Connection, { method, path }: Question, error: unknown): Promise<Connection | null> {
  const isUnavailable = error instanceof SweepError && error.code === "unavailable";
  if (!isUnavailable || path === READY) return null;
  const { elsewhere, headers, pinned, url } = connection;
  if (elsewhere !== undefined) {
    if (method !== "GET" && !(error instanceof StandsBy)) return null;
    return (await elsewhere(AbortSignal.timeout(CHANGE_MS))) ? connection : null;
  }
  if (!(error instanceof StandsBy) || error.leader === null || pinned === true) return null;
  // A token goes nowhere where others can read it, unless it does already.
  const isOpen = "authorization" in headers && !isPrivate(new URL(error.leader)) && isPrivate(new URL(url));
  return isOpen ? null : { ...connection, url: error.leader };
}

/** Whether nobody else can read what is said there. */
export function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

async function answerAt(connection: Connection, question: Question): Promise<Begun> {
  const begun = await begin(connection, question);
  const { response } = begun;
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return begun;
  throw errorOf(connection, status, await readAll(connection, response));
}

function begin({ url, headers, ca, pinned = false }: Connection, question: Question): Promise<Begun> {
  const { method, path, query = {}, body } = question;
  const target = new URL(path, url);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) target.searchParams.set(name, String(value));
  }
  const text = typeof body === "object" ? JSON.stringify(body) : body;
  const type = typeof body === "object" ? "application/json" : "application/yaml";
  const trust: RequestOptions = {
    ...(ca === undefined ? {} : { ca }),
    ...(pinned ? { allowPartialTrustChain: true, checkServerIdentity: () => undefined } : {}),
  };
  const request = target.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(target, {
      method,
      headers: { ...headers, ...question.headers, ...(text === undefined ? {} : { "content-type": type }) },
      ...trust,
    });
    const unwatch = whileAlive(sent, target, trust);
    sent.on("response", (response) => resolve({ response, unwatch }));
    sent.on("error", (error) => reject(unreachable({ url }, error)));
    sent.end(text);
  });
}

async function readAll(connection: Pick<Connection, "url">, response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of response) pieces.push(piece as Buffer);
  } catch (cause) {
    throw unreachable(connection, cause);
  }
  return Buffer.concat(pieces).toString();
}

// Numbers as they were written matter where a float is whole; to look at every number is slow, so it is done where there is one.
function parse(text: string): unknown {
  return /\.0[\],}e]/.test(text) ? parseAsWritten(text) : JSON.parse(text);
}

const CODES: readonly string[] = [
  "unauthenticated",
  "forbidden",
  "exhausted",
  "invalid",
  "notFound",
  "exists",
  "conflict",
  "unavailable",
  "unsupported",
  "unauthenticated",
  "forbidden",
  "exhausted",
] satisfies ErrorCode[];

function errorOf({ url }: Connection, status: number, text: string): SweepError {
  const problem = problemIn(text);
  if (problem === null) {
    return new SweepError("unsupported", `what listens at ${url} is no controller of this version (HTTP ${status})`);
  }
  const { code, detail } = problem;
  if (problem.leader !== undefined) return new StandsBy(problem);
  if (CODES.includes(code)) return new SweepError(code as ErrorCode, detail);
  return new SweepError(status === 429 || status >= 500 ? "unavailable" : "invalid", detail);
}

function problemIn(text: string): ProblemShape | null {
  try {
    const problem = JSON.parse(text) as ProblemShape;
    return typeof problem.detail === "string" && typeof problem.code === "string" ? problem : null;
  } catch {
    return null;
  }
}

function unreachable({ url }: Pick<Connection, "url">, cause: unknown): SweepError {
  const advice = `start one with "macrosweep controller", or name another with --url`;
  return new SweepError("unavailable", `the controller at ${url} cannot be reached; ${advice}`, { cause });
}
