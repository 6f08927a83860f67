import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createProgram } from "../src/cli/program.ts";
import { ROUTES } from "../src/controller/api/routes/index.ts";
import { METRICS, type Metric } from "../src/controller/telemetry/metricTable.ts";

const guide = readFileSync(join(import.meta.dirname, "..", "docs", "operations.md"), "utf8");

function rowOf(name: string, { kind, help, label = {} }: Metric): string {
  const labels = Object.entries(label).map(
    ([of, values]) => `\`${of}\`: ${of === "version" ? "its own" : values.join(", ")}`,
  );
  return `| \`${name}\` | ${kind} | ${labels.join("; ")} | ${help} |`.replaceAll("|  |", "| |");
}

it("the guide has each metric of the controller as it is, and no other", () => {
  const rows = Object.entries(METRICS).map(([name, metric]) => rowOf(name, metric));
  expect(guide.split("\n").filter((line) => line.startsWith("| `macrosweep_"))).toEqual(rows);
});

it("the guide asks for routes and commands that there are", () => {
  const routes = [...guide.matchAll(/`GET (\S+)`/g)].map(([, path]) => path);
  expect(routes.length).toBeGreaterThan(2);
  expect(ROUTES.map(({ path }) => path)).toEqual(expect.arrayContaining(routes));
  const asked = [...guide.matchAll(/macrosweep (\w+) /g)].map(([, command]) => command);
  const commands = createProgram().commands.map((command) => command.name());
  expect(commands).toEqual(expect.arrayContaining([...new Set(asked)]));
});
