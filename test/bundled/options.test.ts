import { describe, expect, it } from "vitest";
import { trainerArgv } from "../../src/agent/trainer/command.ts";
import { readOptions } from "../../src/bundled/options.ts";
import type { Bundled } from "../../src/gen/macrosweep/v1/agent.ts";

describe("the options of the bundled trainer", () => {
  it("are what the agent makes of the controller's word, whatever is in the names", () => {
    const bundled: Bundled = {
      data: "--beats of 2026.npz",
      label: "-x",
      model: "cnn1d",
      missing: "median",
      division: { val: 0.1, test: 0, folds: 5, seed: 4_294_967_295 },
      reading: {
        encoding: "windows-1252",
        decimal: "comma",
        channels: "first",
        drop: ["--id", "a,b"],
        features: ["x=1"],
        categorical: ["-sex"],
        trimLabels: true,
        dropUnlabelled: true,
      },
    };
    const [program, , ...args] = trainerArgv({ kind: { $case: "bundled", bundled }, files: {} }, "/data/beats/1/data");
    expect(program).toBe(process.execPath);
    const { reading, ...rest } = bundled;
    const { decimal: _, ...read } = reading!;
    expect(readOptions(args)).toEqual({ ...rest, ...read, comma: true, cache: "/data/beats/1/data" });
  });

  it("have defaults", () => {
    expect(readOptions(["--data", "x.csv", "--label", "y"])).toEqual({
      data: "x.csv",
      label: "y",
      model: "auto",
      missing: "refuse",
      division: { val: 0.2, test: 0.2, folds: 0, seed: 0 },
      encoding: null,
      comma: false,
      channels: null,
      drop: [],
      features: null,
      categorical: [],
      trimLabels: false,
      dropUnlabelled: false,
      cache: null,
    });
  });
});
