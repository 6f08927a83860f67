import { describe, expect, it } from "vitest";
import { readDocument } from "../../../../src/controller/core/document/spec.ts";

/** The document of the design's section 5, with parts of its spec replaced. */
function beats(spec: object = {}, document: object = {}): unknown {
  return {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "beats" },
    spec: {
      objective: { metric: "macroF1", direction: "maximize" },
      parameters: [
        { name: "loss", type: "categorical", values: ["cross_entropy", "focal"] },
        { name: "focal_gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } },
        { name: "learning_rate", type: "float", min: 1e-4, max: 3e-2, scale: "log" },
      ],
      sampler: { name: "tpe", seed: 7 },
      pruner: { name: "asha", minResource: 3, reductionFactor: 3 },
      budget: { trials: 200, parallel: 8, epochsPerTrial: 27 },
      trainer: {
        command: ["python3", "train.py"],
        args: [
          "--lr",
          "{{ params.learning_rate }}",
          { when: { loss: ["focal"] }, args: ["--focal-gamma", "{{ params.focal_gamma }}"] },
        ],
      },
      ...spec,
    },
    ...document,
  };
}

/** The same with a space of these parameters alone. */
const space = (...parameters: object[]) => beats({ parameters, trainer: { command: ["train"] } });

/** The lines of the refusal. */
function mistakes(raw: unknown): string[] {
  try {
    readDocument(raw);
  } catch (error) {
    return (error as Error).message.split("\n");
  }
  return [];
}

const x = { name: "x", type: "float", min: 0, max: 1 };

describe("a word of another tool", () => {
  it.each([
    [{ method: "bayes" }, "spec.method: unknown key", "; here it is sampler: { name: ... }"],
    [{ early_terminate: {} }, "spec.early_terminate: unknown key", "; here it is pruner: { name: ... }"],
    [{ sampler: "bayes" }, "spec.sampler: ", '"bayes" must be an object: { name: bayes }'],
    [{ pruner: "asha" }, "spec.pruner: ", '"asha" must be an object: { name: asha }'],
    [{ objective: "mcc" }, "spec.objective: ", '"mcc" must be an object: { metric: mcc }'],
    [
      { objective: { metric: "mcc", goal: "maximize" } },
      "spec.objective.goal: ",
      "whether more is better, direction says",
    ],
  ])("is answered with ours: %j", (spec, place, what) => {
    const [line = "", ...others] = mistakes(beats(spec));
    expect(others).toEqual([]);
    expect(line).toContain(place);
    expect(line).toContain(what);
  });
});

describe("a document", () => {
  it("is taken with every default filled in", () => {
    const { name, objective, budget, trainer } = readDocument(beats({ objective: undefined }));
    expect(name).toBe("beats");
    expect(objective).toEqual({ metric: "macroF1", direction: "maximize" });
    expect(budget).toEqual({ trials: 200, parallel: 8, epochsPerTrial: 27, totalEpochs: null, wallTimeMs: null });
    expect(trainer).toMatchObject({ kind: "command", command: ["python3", "train.py"] });
  });

  it("without the parts that came later is in the journal as it was before them, so that it is the same sweep", () => {
    const spec = JSON.parse(JSON.stringify(readDocument(beats())));
    for (const later of ["requires", "containment", "constraints"])
      expect({ ...spec, ...spec.trainer }).not.toHaveProperty(later);
  });

  it("may say what it requires of agents, and what its trainers may use", () => {
    const trainer = { command: ["train"], limits: { runTime: "2h" } };
    const spec = readDocument(beats({ requires: { gpu: "H100" }, trainer }));
    expect(spec.requires).toEqual({ gpu: "H100" });
    expect(spec.trainer.containment?.limits).toMatchObject({ runTimeMs: 7_200_000 });
  });

  it("may be one that Kubernetes has stored", () => {
    const metadata = { name: "beats", namespace: "ml", uid: "1-2", labels: { team: "ecg" }, managedFields: [] };
    expect(readDocument(beats({}, { metadata, status: {} })).name).toBe("beats");
  });

  it("reads wall time as days, hours, minutes and seconds", () => {
    const budget = { trials: 1, epochsPerTrial: 9, wallTime: "1d2h30m5s" };
    expect(readDocument(beats({ budget })).budget.wallTimeMs).toBe(95_405_000);
  });

  it("picks a gentle pruner where trials are scarce, and a harsh one where epochs are, or the clock may end the sweep", () => {
    const keepOf = (budget: object) => {
      const { pruner } = readDocument(
        beats({ pruner: undefined, budget: { epochsPerTrial: 27, trials: 60, ...budget } }),
      );
      return pruner.name === "auto" ? pruner.keep : null;
    };
    expect(keepOf({})).toBe(2 / 3);
    for (const other of [{ totalEpochs: 540 }, { wallTime: "1h" }, { gpuHours: 8 }])
      expect(keepOf(other)).toBeUndefined();
  });

  it("minimizes a loss and maximizes a recall unless told otherwise", () => {
    expect(readDocument(beats({ objective: { metric: "metrics.loss" } })).objective.direction).toBe("minimize");
    expect(readDocument(beats({ objective: { metric: "recall:V" } })).objective.direction).toBe("maximize");
  });

  it.each([
    [{ epochPerTrial: 9 }, "spec.budget.epochPerTrial: unknown key; known here: trials,", "epochsPerTrial"],
    [
      { epochsPerTrial: 9, total_epochs: 90 },
      "spec.budget.total_epochs: unknown key; known here: trials,",
      "totalEpochs",
    ],
  ])("says which key is meant by one of %j", (budget, message, meant) => {
    const lines = mistakes(beats({ budget: { trials: 1, ...budget } })).filter((line) => line.includes("unknown"));
    expect(lines).toEqual([expect.stringContaining(message)]);
    expect(lines[0]).toMatch(new RegExp(`; did you mean ${meant}\\?$`));
  });

  it.each([
    [{ pruner: { name: "MedianPruner" } }, "median"],
    [{ pruner: { name: "hyperbnad" } }, "hyperband"],
    [{ sampler: { name: "TPESampler" } }, "tpe"],
    [{ objective: { metric: "macro_f1" } }, "macroF1"],
    [{ objective: { metric: "f1_macro" } }, "macroF1"],
  ])("says which name is meant in %j", (spec, meant) => {
    expect(mistakes(beats(spec))).toEqual([expect.stringMatching(new RegExp(`; did you mean ${meant}\\?$`))]);
  });

  it("leaves braces and dollars alone that are the script's own", () => {
    const args = [
      "$HOME",
      "$".concat("{args}"),
      '{"lr": {{ params.learning_rate }}}',
      "{}",
      "{{{ seed }}}",
      "{x}",
      "{ params }",
    ];
    expect(mistakes(beats({ trainer: { command: ["t"], args } }))).toEqual([]);
  });

  it("must say the direction of a metric whose name does not surely tell it, and is then believed", () => {
    const rule =
      "is missing; metrics.score does not surely tell whether more or less of it is better: write maximize or minimize";
    expect(mistakes(beats({ objective: { metric: "metrics.score" } }))).toEqual([`spec.objective.direction: ${rule}`]);
    const objective = { metric: "metrics.score", direction: "minimize" };
    expect(readDocument(beats({ objective })).objective).toEqual(objective);
  });

  it("names every mistake at once", () => {
    const raw = beats(
      { budget: { trials: 0, epochsPerTrial: 27 }, sampler: { name: "tpee" }, pruners: {} },
      { kind: "Study" },
    );
    expect(mistakes(raw)).toEqual([
      'document.kind: "Study" must be "Sweep"',
      'spec.sampler.name: "tpee" must be "auto" or "gp" or "grid" or "random" or "sobol" or "tpe"; did you mean tpe?',
      "spec.budget.trials: 0 must be a whole number from 1 to 100000",
      expect.stringMatching(/^spec\.pruners: unknown key; known here: objective, .*trainer, requires/),
    ]);
  });
});

describe("a document is refused for", () => {
  const cases: [string, unknown, string][] = [
    ["being no object", [], "document: [] must be an object"],
    ["being nothing", null, "document: null must be an object"],
    ["another version", beats({}, { apiVersion: "v2" }), 'document.apiVersion: "v2" must be "macrosweep.dev/v1alpha1"'],
    ["a missing name", beats({}, { metadata: {} }), "metadata.name: is missing; it must be a text that is not empty"],
    [
      "a name that is no folder",
      beats({}, { metadata: { name: "../up" } }),
      'metadata.name: "../up" must be lower-case letters',
    ],
    [
      "a name in capitals",
      beats({}, { metadata: { name: "Beats" } }),
      'metadata.name: "Beats" must be lower-case letters',
    ],
    ["an unknown key", beats({ gpus: 2 }), "spec.gpus: unknown key; known here:"],
    ["an unknown metric", beats({ objective: { metric: "f2" } }), 'spec.objective.metric: "f2"'],
    ["no parameters", space(), "spec.parameters: must be a list of 1 to 64 parameters, not of 0"],
    ["duplicate names", space(x, x), 'spec.parameters[1].name: "x" is the name of an earlier parameter too'],
    [
      "a name that JavaScript has from birth",
      space({ ...x, name: "__proto__" }),
      'spec.parameters[0].name: "__proto__" is a name that JavaScript keeps for itself',
    ],
    ["min at max", space({ ...x, min: 1 }), "spec.parameters[0].min: 1 must be less than max, which is 1"],
    ["log from 0", space({ ...x, scale: "log" }), "spec.parameters[0].min: 0 must be above 0 on the log scale"],
    ["NaN", space({ ...x, min: Number.NaN }), "spec.parameters[0].min: NaN must be a finite number"],
    [
      "Infinity",
      space({ ...x, max: Number.POSITIVE_INFINITY }),
      "spec.parameters[0].max: Infinity must be a finite number",
    ],
    ["a number in quotes", space({ ...x, min: "1e-4" }), 'spec.parameters[0].min: "1e-4" is a text; remove the quotes'],
    [
      "empty values",
      space({ name: "c", type: "categorical", values: [] }),
      "spec.parameters[0].values: must be a list of 1 to 256 values, not of 0",
    ],
    [
      "a hundred lists in each other",
      beats({ enqueue: [{ x: JSON.parse("[".repeat(100) + "]".repeat(100)) }] }),
      "spec.enqueue: is nested in more than 64 levels",
    ],
    ["a condition on a parameter that is not there", space({ ...x, when: { y: [1] } }), "spec.parameters[0].when.y"],
    [
      "a condition on a later parameter",
      space({ ...x, when: { c: [1] } }, { name: "c", type: "categorical", values: [1] }),
      "spec.parameters[0].when.c",
    ],
    [
      "conditions in a circle",
      space(
        { name: "a", type: "categorical", values: [1], when: { b: [1] } },
        { name: "b", type: "categorical", values: [1], when: { a: [1] } },
      ),
      "spec.parameters[0].when.b",
    ],
    ["no budget", beats({ budget: undefined }), "spec.budget: is missing; it must be an object"],
    [
      "fewer epochs than one trial needs",
      beats({ budget: { trials: 1, epochsPerTrial: 27, totalEpochs: 20 } }),
      "spec.budget.totalEpochs: 20 must be at least epochsPerTrial (27), or no trial can start",
    ],
    [
      "a time that is none",
      beats({ budget: { trials: 1, epochsPerTrial: 1, wallTime: "soon" } }),
      'spec.budget.wallTime: "soon" must be a time above 0 and up to 3650d, such as "90s", "1h30m" or "1d12h"',
    ],
    [
      "no trainer",
      beats({ trainer: {} }),
      "spec.trainer.command: is missing; give a command such as [python3, train.py]",
    ],
    [
      "an empty command",
      beats({ trainer: { command: [] } }),
      "spec.trainer.command: [] must be a list with at least the program",
    ],
    [
      "a placeholder of no parameter",
      beats({ trainer: { command: ["t"], args: ["{{ params.lr }}"] } }),
      'spec.trainer.args[0]: "{{ params.lr }}" {{ params.lr }} names no parameter of this sweep',
    ],
    [
      "a placeholder of nothing known",
      beats({ trainer: { command: ["t"], args: ["{{ lr }}"] } }),
      "{{ lr }} is not known; use params.NAME",
    ],
    ...[
      ["{params.learning_rate}", "{params.learning_rate} is no placeholder: write {{ params.learning_rate }}"],
      ["--lr={ params.learning_rate }", "{ params.learning_rate } is no placeholder: write {{ params.learning_rate }}"],
      [
        "$".concat("{params.learning_rate}"),
        "{params.learning_rate} is no placeholder: write {{ params.learning_rate }}",
      ],
      ["$".concat("{trialParameters.learning_rate}"), "is no placeholder: write {{ params.learning_rate }}"],
      ["{learning_rate}", "{learning_rate} is no placeholder: write {{ params.learning_rate }}"],
      ["{{ params.learning_rate }", "begins or ends no placeholder: write it as {{ params.NAME }}"],
      ["{{ learning_rate }}", "; did you mean params.learning_rate?"],
      ["{{ params.learning_rat }}", "names no parameter of this sweep; did you mean learning_rate?"],
      ["{{ epoch }}", "; did you mean epochs?"],
      ["{{ files.config.yaml }}", "{{ files.config.yaml }} is not among spec.trainer.files"],
    ].map(([text, message = ""]): [string, unknown, string] => {
      return [`the argument ${text}`, beats({ trainer: { command: ["t"], args: [text] } }), message];
    }),
    [
      "a conditional parameter outside its condition",
      beats({ trainer: { command: ["t"], args: ["{{ params.focal_gamma }}"] } }),
      "{{ params.focal_gamma }} exists only when loss is focal: put it into a group { when: { loss: [focal] }, args: [...] }",
    ],
    [
      "a group under a value that cannot be",
      beats({ trainer: { command: ["t"], args: [{ when: { loss: ["fokal"] }, args: ["a"] }] } }),
      'spec.trainer.args[0].when.loss: "fokal" is not a value of that parameter',
    ],
    [
      "a rung beyond the last epoch",
      beats({ pruner: { name: "asha", minResource: 99 } }),
      "spec.pruner.minResource: 99",
    ],
    ["a factor of one", beats({ pruner: { name: "asha", reductionFactor: 1 } }), "spec.pruner.reductionFactor: 1"],
  ];

  it.each(cases)("%s", (_name, raw, message) => {
    expect(mistakes(raw)).toEqual([expect.stringContaining(message)]);
  });
});

it("shows a huge value in a short message", () => {
  expect(mistakes(beats({ sampler: { name: "t".repeat(1e6) } })).join().length).toBeLessThan(200);
});

it("shows the first of very many mistakes, and how many there are", () => {
  const unknown = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key${i}`, i]));
  const lines = mistakes(beats(unknown));
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe("and 950 more mistakes");
});
