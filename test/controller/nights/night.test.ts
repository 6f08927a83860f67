import { describe, expect, it } from "vitest";
import { nightOf } from "../../../src/controller/nights/night.ts";

const labels = { "macrosweep.dev/series": "beats", "macrosweep.dev/scheduled": "20261129T0200Z" };

describe("the night of a template", () => {
  it("is named by the series and the time, to the minute", () => {
    const { series, name, document } = nightOf(
      { kind: "Sweep", metadata: { name: "beats" }, spec: 1 },
      "2026-11-29T02:00",
    );
    expect({ series, name }).toEqual({ series: "beats", name: "beats-202611290200" });
    expect(document).toEqual({ kind: "Sweep", metadata: { name: "beats-202611290200", labels }, spec: 1 });
  });

  it("takes generateName as Kubernetes writes it, and keeps other labels", () => {
    const { document } = nightOf({ metadata: { generateName: "beats-", labels: { team: "ecg" } } }, "2026-11-29T02:00");
    expect(document).toEqual({ metadata: { name: "beats-202611290200", labels: { team: "ecg", ...labels } } });
  });

  it("belongs to the series of its label where it has one", () => {
    const template = { metadata: { name: "beats", labels: { "macrosweep.dev/series": "ecg" } } };
    expect(nightOf(template, "2026-11-29T02:00").series).toBe("ecg");
  });

  it("has a name that Kubernetes takes, however long the template's is", () => {
    const { name } = nightOf({ metadata: { name: "b".repeat(63) } }, "2026-11-29T02:00");
    expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])$/);
    expect(name).toMatch(/-202611290200$/);
  });

  it.each([null, {}, { metadata: {} }, { metadata: { name: 3 } }, { metadata: { generateName: "-" } }])(
    "needs a name: %j",
    (template) => expect(() => nightOf(template, "2026-11-29T02:00")).toThrow("metadata.name: is missing"),
  );
});
