import { expect, it, onTestFinished } from "vitest";
import type { SweepShape } from "../../src/shapes/sweep.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { openStage } from "./stage.ts";

// Values rise with the epoch. It would go on for an hour after the budget's third epoch.
const ENDLESS = (line: string) => `
  let epoch = 0;
  const next = () => { epoch++; console.log(${line}); setTimeout(next, epoch > 4 ? 3_600_000 : 50); };
  next();`;

// A person's script ends with a word on its best.
const WITH_SUMMARY = `
  for (const f1 of [0.1, 0.2, 0.3, 0.3]) console.log("val f1: " + f1);
  setTimeout(() => require("node:fs").writeFileSync("exported", ""), 200);`;

const PRINTED = { reports: { value: "val f1: ([0-9.]+)" } };

it.each([
  ["numbers its epochs", ENDLESS("'@macrosweep ' + JSON.stringify({ epoch, value: epoch / 10 })"), {}],
  ["prints values that are counted", ENDLESS("'val f1: ' + epoch / 10"), PRINTED],
  ["prints its last value once more as a summary", WITH_SUMMARY, PRINTED],
])(
  "a script with more to say than the budget has epochs, which %s, completes its trial at the last one",
  async (_, script, reports) => {
    const stage = openStage(onTestFinished);
    const document = {
      apiVersion: "macrosweep.dev/v1alpha1",
      kind: "Sweep",
      metadata: { name: "over" },
      spec: {
        parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
        objective: { metric: "metrics.f1", direction: "maximize" },
        pruner: { name: "none" },
        budget: { trials: 2, parallel: 1, epochsPerTrial: 3, totalEpochs: 6 },
        trainer: { command: [process.execPath, "-e", script], ...reports },
      },
    };
    const file = stage.write("over.yaml", JSON.stringify(document));

    const { code, stdout, stderr } = await stage.macrosweep("run", file, "--agents", "1", "--json");

    expect(code, stderr).toBe(0);
    const sweep: SweepShape = JSON.parse(stdout);
    expect(sweep).toMatchObject({ best: { value: 0.3, step: 3 }, trials: { completed: 2 } });
    await stage.isEmpty();
    const events = await stage.events("over");
    expectPromisesKept(events);
    expect(those(events, "leaseEnded").map(({ epochs }) => epochs)).toEqual([3, 3]);
  },
);
