// OTLP/JSON as the specification has it (opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding"; trace/v1/trace.proto): names in lowerCamelCase, ids in
// hexadecimal, 64-bit integers as decimal texts, enums as integers. Everything that is sent must be in it.

const attributes = {
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["key", "value"],
    properties: {
      key: { type: "string", minLength: 1 },
      value: {
        type: "object",
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1,
        properties: {
          stringValue: { type: "string" },
          boolValue: { type: "boolean" },
          intValue: { type: "string", pattern: "^-?\\d+$" },
          doubleValue: { anyOf: [{ type: "number" }, { enum: ["NaN", "Infinity", "-Infinity"] }] },
        },
      },
    },
  },
} as const;

const nanos = { type: "string", pattern: "^[1-9]\\d{18}$" } as const;
const spanId = { type: "string", pattern: "^(?!0+$)[0-9a-f]{16}$" } as const;

const span = {
  type: "object",
  additionalProperties: false,
  required: ["traceId", "spanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano"],
  properties: {
    traceId: { type: "string", pattern: "^(?!0+$)[0-9a-f]{32}$" },
    spanId,
    parentSpanId: spanId,
    name: { type: "string", minLength: 1 },
    kind: { enum: [1, 2, 3, 4, 5] },
    startTimeUnixNano: nanos,
    endTimeUnixNano: nanos,
    attributes,
    events: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["timeUnixNano", "name"],
        properties: { timeUnixNano: nanos, name: { type: "string" }, attributes },
      },
    },
    droppedEventsCount: { type: "integer", minimum: 0 },
    status: {
      type: "object",
      additionalProperties: false,
      properties: { code: { enum: [0, 1, 2] }, message: { type: "string" } },
    },
  },
} as const;

/** Of ExportTraceServiceRequest. */
export const otlpSchema = {
  type: "object",
  additionalProperties: false,
  required: ["resourceSpans"],
  properties: {
    resourceSpans: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["resource", "scopeSpans"],
        properties: {
          resource: { type: "object", additionalProperties: false, properties: { attributes } },
          scopeSpans: {
            type: "array",
            items: {
              type: "object",
              additionalProperties: false,
              required: ["scope", "spans"],
              properties: {
                scope: {
                  type: "object",
                  additionalProperties: false,
                  properties: { name: { type: "string" }, version: { type: "string" } },
                },
                spans: { type: "array", minItems: 1, items: span },
              },
            },
          },
        },
      },
    },
  },
} as const;
