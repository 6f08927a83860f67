import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BOUNDS as AGENT } from "../src/agent/bounds.ts";
import { createProgram } from "../src/cli/program.ts";
import { BOUNDS } from "../src/controller/bounds.ts";
import { METRICS } from "../src/controller/telemetry/metricTable.ts";

const docs = join(import.meta.dirname, "..", "docs");
const guide = readFileSync(join(docs, "scale.md"), "utf8");

it("docs/scale.md names the bounds as they are", () => {
  const named = [
    `${inThousands(BOUNDS.inFlight.messages)} messages of all agents`,
    `takes ${inThousands(BOUNDS.connections)} connections`,
    `spool of ${AGENT.spoolMessages} messages a lease`,
    `sends ${AGENT.reportPace.reports.perSecond} a second of a trial at most`,
    `knocks after ${AGENT.backoffMs.first / 1000} to ${AGENT.backoffMs.longest / 1000} s`,
  ];
  expect(named.filter((words) => !guide.replaceAll("\n", " ").includes(words))).toEqual([]);
});

it("docs/scale.md names metrics, options and pages that there are", () => {
  const metrics = [...guide.matchAll(/`(macrosweep_\w+)`/g)].map(([, name]) => name);
  expect(metrics.length).toBeGreaterThan(0);
  expect(Object.keys(METRICS)).toEqual(expect.arrayContaining(metrics));
  const controller = createProgram().commands.find((command) => command.name() === "controller");
  const lease = controller?.options.find(({ long }) => long === "--lease");
  expect(lease?.description).toContain("default: 30s");
  expect(guide).toContain("| `--lease` | 30 s, the default");
  const pages = [...guide.matchAll(/\]\((\w+\.md)/g)].map(([, page = ""]) => page);
  expect(pages.filter((page) => !existsSync(join(docs, page)))).toEqual([]);
  expect(readFileSync(join(docs, "..", "README.md"), "utf8")).toContain("(docs/scale.md)");
});

function inThousands(count: number): string {
  return count.toLocaleString("en-US");
}
