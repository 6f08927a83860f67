import { SweepError } from "../../../error.ts";
import { VERSION } from "../../../version.ts";
import type { Logger } from "../eventLog.ts";
import { type Attributes, otlpBody, type Span } from "./otlp.ts";

/** Where traces go. */
export interface Otlp {
  /** Such as http://127.0.0.1:4318; spans are posted to /v1/traces below it. */
  readonly endpoint: string;
  /** Sent along, such as what the sink knows its users by. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the traces are of, such as service.name. */
  readonly resource?: Attributes;
}

/** Told how many spans were sent, or dropped. */
export type SpanListener = (count: number, outcome: "sent" | "dropped") => void;

const BOUNDS = {
  /** Spans that wait; a sink that takes none makes no memory grow. */
  waiting: 2_048,
  /** Spans of one request. */
  batch: 512,
  everyMs: 5_000,
  answerMs: 10_000,
  /** For the last spans when the controller stops. */
  closeMs: 2_000,
  tries: 3,
} as const;

/** Sends spans to a sink by OTLP over HTTP, as JSON. Whoever adds one never waits; what does not fit, or is not taken, is dropped and counted. */
export class SpanExporter {
  readonly #url: URL;
  readonly #otlp: Otlp;
  readonly #tell: SpanListener;
  readonly #logger: Pick<Logger, "warn">;
  readonly #timer: NodeJS.Timeout;
  /** Aborted: no more is sent. */
  readonly #closing = new AbortController();
  #waiting: Span[] = [];
  #tries = 0;
  #sending: Promise<void> | null = null;
  #told = false;

  /** @throws SweepError `invalid` when the endpoint is no http or https URL */
  constructor(otlp: Otlp, tell: SpanListener, logger: Pick<Logger, "warn">) {
    this.#url = tracesUrl(otlp.endpoint);
    this.#otlp = otlp;
    this.#tell = tell;
    this.#logger = logger;
    this.#timer = setInterval(() => this.#flush(), BOUNDS.everyMs).unref();
  }

  add(span: Span): void {
    if (this.#waiting.length >= BOUNDS.waiting) return this.#tell(1, "dropped");
    this.#waiting.push(span);
    if (this.#waiting.length >= BOUNDS.batch && this.#tries === 0) this.#flush();
  }

  /** Sends what waits, for 2 s at most. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const late = setTimeout(() => this.#closing.abort(), BOUNDS.closeMs);
    await this.#sending;
    while (this.#waiting.length > 0 && !this.#closing.signal.aborted) await this.#send();
    clearTimeout(late);
    if (this.#waiting.length > 0) this.#tell(this.#waiting.length, "dropped");
    this.#waiting = [];
  }

  #flush(): void {
    if (this.#sending !== null || this.#waiting.length === 0) return;
    this.#sending = this.#send().finally(() => {
      this.#sending = null;
    });
  }

  async #send(): Promise<void> {
    const batch = this.#waiting.slice(0, BOUNDS.batch);
    const failure = await this.#post(batch);
    if (failure === null) {
      this.#waiting.splice(0, batch.length);
      this.#tries = 0;
      this.#told = false;
      return this.#tell(batch.length, "sent");
    }
    this.#tries += 1;
    if (!this.#told) this.#logger.warn({ sink: this.#url.origin, failure: failure.why }, "traces cannot be sent");
    this.#told = true;
    if (failure.again && this.#tries < BOUNDS.tries) return;
    this.#waiting.splice(0, batch.length);
    this.#tries = 0;
    this.#tell(batch.length, "dropped");
  }

  /** Why they were not taken, and whether they may be later; null when they were. */
  async #post(batch: readonly Span[]): Promise<{ why: string; again: boolean } | null> {
    const resource = { "service.name": "macrosweep", "service.version": VERSION, ...this.#otlp.resource };
    const headers = { ...this.#otlp.headers, "content-type": "application/json" };
    const signal = AbortSignal.any([AbortSignal.timeout(BOUNDS.answerMs), this.#closing.signal]);
    const body = JSON.stringify(otlpBody(batch, resource, VERSION));
    try {
      const { status, body: answer } = await fetch(this.#url, {
        method: "POST",
        headers,
        body,
        signal,
        redirect: "error",
      });
      // Nobody reads it, and until somebody does it keeps its connection.
      await answer?.cancel();
      return status < 300 ? null : { why: `status ${status}`, again: TRY_AGAIN.includes(status) };
    } catch (error) {
      return { why: reasonOf(error), again: true };
    }
  }
}

// By the OTLP specification.
const TRY_AGAIN = [429, 502, 503, 504];

function tracesUrl(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new SweepError("invalid", "otlp: must be the URL of a sink of OpenTelemetry, such as http://127.0.0.1:4318");
  }
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/traces`;
  return url;
}

// "fetch failed" is all that the error itself says.
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
