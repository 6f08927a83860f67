import { readFileSync } from "node:fs";
import { join } from "node:path";
import { collectDefaultMetrics, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { METRICS, type Metric } from "../../src/controller/telemetry/metricTable.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

interface Panel {
  readonly type: string;
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
}

const dashboard: { readonly panels: readonly Panel[]; readonly templating: object } = JSON.parse(
  read("deploy/grafana/macrosweep.json"),
);
const charts = dashboard.panels.filter(({ type }) => type !== "row");
const queries = charts.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
);
const alerts: { readonly groups: readonly { readonly rules: readonly { alert: string; expr: string }[] }[] } = parse(
  read("deploy/prometheus/alerts.yaml"),
);
const rules = alerts.groups.flatMap((group) => group.rules.map(({ alert, expr }) => ({ title: alert, expr })));
const metrics: Readonly<Record<string, Metric>> = METRICS;

const registry = new Registry();
collectDefaultMetrics({ register: registry });
const ofProcess = registry.getMetricsAsArray().map(({ name }) => name);

/** The series that an expression names, each with what it asks of its labels. */
function seriesIn(expr: string) {
  return [...expr.matchAll(/\b((?:macrosweep|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = "", asked = ""]) => {
      const labels = [...asked.matchAll(/(\w+)\s*=~?\s*"([^"]*)"/g)].map(([, label = "", value = ""]) => ({
        label,
        value,
      }));
      return { name, metric: metricOf(name), labels };
    },
  );
}

/** A histogram is asked by its parts. */
function metricOf(name: string): string {
  const whole = name.replace(/_(bucket|sum|count)$/, "");
  return metrics[whole]?.kind === "histogram" ? whole : name;
}

// What Prometheus itself adds, and what a histogram has.
const ADDED = ["job", "instance", "le"];

describe("the dashboard", () => {
  it("uses each metric of the controller", () => {
    const used = new Set(queries.flatMap(({ expr }) => seriesIn(expr).map(({ metric }) => metric)));
    expect(Object.keys(METRICS).filter((name) => !used.has(name))).toEqual([]);
  });

  it("has panels with ids of their own that do not lie over each other", () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it.each(queries.filter(({ legendFormat }) => legendFormat.includes("{{")))(
    "names what is left in its query: $title",
    ({ expr, legendFormat }) => {
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      const grouped = /\bsum by \(([^)]*)\)/.exec(expr)?.[1]?.split(/,\s*/);
      const labels =
        grouped ?? seriesIn(expr).flatMap(({ name }) => ["instance", ...Object.keys(metrics[name]?.label ?? {})]);
      expect(labels).toEqual(expect.arrayContaining(shown));
    },
  );
});

describe.each([
  ["dashboard", queries],
  ["alerts", rules],
])("the %s", (_what, all) => {
  it.each(all)("ask for metrics and labels that there are: $title", ({ expr }) => {
    const asked = seriesIn(expr);
    expect(asked.length).toBeGreaterThan(0);
    for (const { name, metric, labels } of asked) {
      expect([...Object.keys(METRICS), ...ofProcess]).toContain(metric);
      // A histogram by itself is no series.
      expect(metrics[name]?.kind).not.toBe("histogram");
      for (const { label, value } of labels.filter((one) => !ADDED.includes(one.label)))
        expect(metrics[metric]?.label?.[label]).toContain(value);
    }
  });

  it.each(all)("take rates of counters alone, and never a counter as it is: $title", ({ expr }) => {
    for (const { name, metric } of seriesIn(expr)) {
      const isCounter = metrics[metric]?.kind !== "gauge" && /_(total|bucket|sum|count)$/.test(name);
      const isRated = new RegExp(`\\b(rate|increase)\\(${name}\\b`).test(expr);
      expect([name, isRated]).toEqual([name, isCounter]);
    }
  });
});
