import { describe, expect, it } from "vitest";
import { warningsOf } from "../../../../src/controller/core/document/warnings.ts";
import { document } from "../given.ts";

const warned = (spec: object) => warningsOf(document({}, spec));
const parameters = [{ name: "lr", type: "float", min: 0.1, max: 1 }];

describe("a document that is likely not meant so", () => {
  it.each(["--lr=%(lr)s", "--lr=<lr>", "--lr=$lr", "--lr=@lr@"])("names what is no placeholder: %s", (arg) => {
    expect(warned({ parameters, trainer: { command: ["train"], args: [arg] } })).toEqual([
      `spec.trainer: ${JSON.stringify(arg)}: reaches the script as it stands; {{ params.lr }} is filled in`,
    ]);
  });

  it("looks for the worst value of a metric", () => {
    const trainer = { command: ["train"], args: ["{{ params.lr }}"] };
    const objective = (metric: string, direction: string) => ({
      parameters,
      trainer,
      objective: { metric, direction },
    });
    expect(warned(objective("macroF1", "minimize"))).toEqual([
      "spec.objective.direction: minimize looks for the worst: maximize is meant of macroF1 elsewhere",
    ]);
    expect(warned(objective("metrics.val_loss", "maximize"))).toHaveLength(1);
    expect(warned(objective("metrics.val_loss", "minimize"))).toEqual([]);
    expect(warned(objective("metrics.score2", "minimize"))).toEqual([]);
  });
});
