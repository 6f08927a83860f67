import { describe, expect, it } from "vitest";
import { otlpOf } from "../../src/cli/otlp.ts";

const none = { endpoint: undefined, headers: undefined, service: undefined };

describe("where traces go", () => {
  it("is nowhere unless somebody says so", () => {
    expect(otlpOf(undefined, none)).toBeUndefined();
    expect(otlpOf(undefined, { ...none, endpoint: "" })).toBeUndefined();
  });

  it("is what the option says before what the environment does", () => {
    const environment = { ...none, endpoint: "http://environment:4318" };
    expect(otlpOf("http://option:4318", environment)).toEqual({ endpoint: "http://option:4318", headers: {} });
    expect(otlpOf(undefined, environment)).toEqual({ endpoint: "http://environment:4318", headers: {} });
  });

  it("has the headers and the name of the service that the environment gives", () => {
    const headers = "X-Key=a%20b, other=c=d";
    expect(otlpOf("http://x", { ...none, headers, service: "nights" })).toEqual({
      endpoint: "http://x",
      headers: { "x-key": "a b", other: "c=d" },
      resource: { "service.name": "nights" },
    });
  });

  it.each(["hush", "=hush", "x=%hush"])("refuses headers that are none, without showing them: %s", (headers) => {
    expect(() => otlpOf("http://x", { ...none, headers })).toThrow(
      /^OTEL_EXPORTER_OTLP_HEADERS: must be name=value, with commas between$/,
    );
  });
});
