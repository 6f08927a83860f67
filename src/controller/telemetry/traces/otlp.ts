/** A span of a trace, before it is written in the words of OpenTelemetry. Times in ms since the Unix epoch. */
export interface Span {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** null: the trace begins with it. */
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  /** Events that did not fit. */
  readonly droppedEvents: number;
  /** What went wrong; null where nothing did. */
  readonly error: string | null;
}

export interface SpanEvent {
  readonly name: string;
  readonly atMs: number;
  readonly attributes: Attributes;
}

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** The body of a request to `/v1/traces`: OTLP 1.x as JSON (opentelemetry-proto, trace/v1, with the JSON mapping of the OTLP specification). */
export function otlpBody(spans: readonly Span[], resource: Attributes, version: string): object {
  const scope = { name: "macrosweep", version };
  return {
    resourceSpans: [
      { resource: { attributes: attributesOf(resource) }, scopeSpans: [{ scope, spans: spans.map(spanOf) }] },
    ],
  };
}

function spanOf({ parentSpanId, startMs, endMs, attributes, events, droppedEvents, error, ...span }: Span): object {
  return {
    ...span,
    ...(parentSpanId === null ? {} : { parentSpanId }),
    kind: INTERNAL,
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(endMs),
    attributes: attributesOf(attributes),
    events: events.map((event) => {
      return { name: event.name, timeUnixNano: nanos(event.atMs), attributes: attributesOf(event.attributes) };
    }),
    droppedEventsCount: droppedEvents,
    status: error === null ? { code: OK } : { code: ERROR, message: error },
  };
}

const INTERNAL = 1;
const OK = 1;
const ERROR = 2;

function attributesOf(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: string | number | boolean): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  // 64-bit integers are texts in JSON; what is not finite has its name.
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

function nanos(ms: number): string {
  return String(BigInt(Math.round(ms)) * 1_000_000n);
}
