import { Ajv } from "ajv";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { SpanExporter } from "../../../../src/controller/telemetry/traces/exporter.ts";
import type { Span } from "../../../../src/controller/telemetry/traces/otlp.ts";
import { otlpSchema } from "./otlpSchema.ts";
import { openSink, spansOf } from "./sink.ts";

const isOtlp = new Ajv({ strictTypes: false }).compile(otlpSchema);

function span(number: number, more: Partial<Span> = {}): Span {
  return {
    traceId: "a".repeat(32),
    spanId: String(number).padStart(16, "0").replace(/^0/, "b"),
    parentSpanId: null,
    name: `span ${number}`,
    startMs: 1_700_000_000_000,
    endMs: 1_700_000_000_123.4,
    attributes: {},
    events: [],
    droppedEvents: 0,
    error: null,
    ...more,
  };
}

function exporterTo(endpoint: string) {
  const counts = { sent: 0, dropped: 0 };
  const warnings: object[] = [];
  const logger = { debug() {}, info() {}, warn: (fields: object) => warnings.push(fields) };
  const tell = (count: number, outcome: "sent" | "dropped") => {
    counts[outcome] += count;
  };
  const exporter = new SpanExporter({ endpoint }, tell, logger);
  onTestFinished(() => exporter.close());
  const fill = (count: number) => {
    for (let i = 0; i < count; i++) exporter.add(span(i));
  };
  return { exporter, counts, warnings, fill };
}

describe("spans", () => {
  it("are written as OTLP has them, whatever their attributes are", async () => {
    const sink = await openSink();
    const { exporter } = exporterTo(`${sink.endpoint}/base/`);
    const attributes = {
      text: "ä\n",
      whole: -3,
      part: 0.25,
      none: Number.NaN,
      all: Number.POSITIVE_INFINITY,
      yes: true,
    };
    exporter.add(span(1, { attributes, events: [{ name: "e", atMs: 1_700_000_000_001, attributes }], error: "broke" }));
    await exporter.close();
    expect(sink.posted[0]?.path).toBe("/base/v1/traces");
    expect([isOtlp(sink.posted[0]?.body), isOtlp.errors]).toEqual([true, null]);
    const [sent] = spansOf(sink.posted[0]?.body);
    expect(sent.endTimeUnixNano).toBe("1700000000123000000");
    expect(sent.attributes[3]).toEqual({ key: "none", value: { doubleValue: "NaN" } });
  });

  it("go out together, 512 at a time", async () => {
    const sink = await openSink();
    const { exporter, counts, fill } = exporterTo(sink.endpoint);
    fill(1_000);
    await exporter.close();
    expect(sink.posted.map(({ body }) => spansOf(body).length)).toEqual([512, 488]);
    expect(counts).toEqual({ sent: 1_000, dropped: 0 });
  });

  it("are sent again where the sink asks for it", async () => {
    const sink = await openSink([503, 200]);
    const { exporter, counts, warnings, fill } = exporterTo(sink.endpoint);
    fill(3);
    await exporter.close();
    expect(sink.posted).toHaveLength(2);
    expect(counts).toEqual({ sent: 3, dropped: 0 });
    expect(warnings).toEqual([{ sink: sink.endpoint, failure: "status 503" }]);
  });

  it("are dropped and counted where it does not take them", async () => {
    const sink = await openSink([400]);
    const { exporter, counts, fill } = exporterTo(sink.endpoint);
    fill(3);
    await exporter.close();
    expect(counts).toEqual({ sent: 0, dropped: 3 });
  });

  it("are dropped and counted when nobody is there, with one warning", async () => {
    const { exporter, counts, warnings, fill } = exporterTo("http://me:hush@127.0.0.1:1");
    fill(3);
    await exporter.close();
    expect(counts).toEqual({ sent: 0, dropped: 3 });
    expect(warnings).toEqual([{ sink: "http://127.0.0.1:1", failure: expect.any(String) }]);
  });

  it("are dropped and counted beyond what waits for a sink that is silent, and whoever adds one does not wait", async () => {
    const sink = await openSink(["silence"]);
    const { exporter, counts, fill } = exporterTo(sink.endpoint);
    fill(600);
    await vi.waitFor(() => expect(sink.posted).toHaveLength(1));
    fill(2_000);
    expect(counts).toEqual({ sent: 0, dropped: 552 });
    await exporter.close();
    expect(counts).toEqual({ sent: 0, dropped: 2_600 });
  }, 20_000);
});
