import { spawn } from "node:child_process";
import { describe, expect, it, onTestFinished } from "vitest";
import { marked, markerOf, newMark } from "../../../src/agent/trainer/mark.ts";
import { ranksOf } from "../../../src/agent/trainer/ranks.ts";
import { openSource } from "../../../src/agent/trainer/reports/openSource.ts";
import type { PrintedReports } from "../../../src/gen/macrosweep/v1/agent.ts";
import { until } from "../../e2e/until.ts";
import { temporaryFolder } from "../scene.ts";
import { printedReports } from "./reports/heard.ts";

const mark = () => newMark(markerOf(temporaryFolder()));

/** A process of a trainer that waits. */
function start(of: string, env: NodeJS.ProcessEnv) {
  const child = spawn("sleep", ["60"], { env: marked({ PATH: process.env.PATH, ...env }, of), stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
}

it.each(["RANK", "LOCAL_RANK", "OMPI_COMM_WORLD_RANK"])(
  "several processes train where %s differs among them",
  async (name) => {
    const trainer = mark();
    start(trainer, { [name]: "0" });
    start(mark(), { [name]: "1" });
    start(trainer, {});
    start(trainer, { [name]: "0" });
    expect(ranksOf(trainer)).toBeNull();
    start(trainer, { [name]: "1" });
    await until(`${name} of both`, () => ranksOf(trainer) !== null);
    expect(ranksOf(trainer)).toBe(`${name} 0 and 1`);
  },
);

describe("results without a number, where several processes train", () => {
  const heard = async (given: Partial<PrintedReports>) => {
    const printed = printedReports({ value: "f1 (\\S+)", ...given });
    const setting = { folder: ".", epochs: 3, first: true, ranks: () => "RANK 0 and 1" };
    const source = await openSource({ source: { $case: "printed", printed } }, setting);
    return (number: number) => {
      const line = { number, text: `f1 0.${number}`, bytes: 6, cut: false, end: "", overwritten: false };
      return source.hear(line, "stdout").reports.map(({ step }) => step);
    };
  };

  it("are refused", async () => {
    const say = await heard({});
    expect(say(1)).toEqual([1]);
    expect(() => say(2)).toThrow("report: RANK 0 and 1 train, and results are counted that may be of each: say epoch:");
  });

  it("are counted where the document says which process counts", async () => {
    const say = await heard({ rank: "rank (\\d)" });
    expect([say(1), say(2)]).toEqual([[1], [2]]);
  });
});
