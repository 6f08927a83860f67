import { describe, expect, it } from "vitest";
import { type CommandTrainer, renderArgv } from "../../../../src/controller/core/document/commandTrainer.ts";
import { document } from "../given.ts";

const parameters = [
  { name: "augmentation", type: "float", min: 0, max: 1 },
  { name: "use_specaug", type: "categorical", values: [true, false] },
  { name: "loss", type: "categorical", values: ["cross_entropy", "focal"] },
  { name: "focal_gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } },
  { name: "width", type: "categorical", values: [16, 64] },
];

/** The arguments of a trial. */
function argv(values: unknown, args: unknown[], params: Record<string, number | string | boolean>): string[] {
  const { trainer } = document({}, { parameters, trainer: { command: ["train"], values, args } });
  return renderArgv(trainer as CommandTrainer, { space: [], params, trial: 0, seed: 1, epochs: 3 }).slice(1);
}

describe("a value computed from a parameter", () => {
  const freq = {
    of: "augmentation",
    linear: [
      [0, 0],
      [0.5, 8],
      [1, 40],
    ],
    round: true,
  };

  it.each([
    [0, "0"],
    [0.25, "4"],
    [0.5, "8"],
    [0.53, "10"], // 8 + 0.03 * 64 = 9.92
    [1, "40"],
  ])("lies on a line between two points: %d -> %s", (augmentation, expected) => {
    expect(argv({ freq }, ["{{ values.freq }}"], { augmentation })).toEqual([expected]);
  });

  it("is not rounded unless the document says so", () => {
    const linear = [
      [0, 1],
      [1, 2],
    ];
    expect(
      argv({ rate: { of: "augmentation", linear } }, ["--rate={{ values.rate }}"], { augmentation: 0.125 }),
    ).toEqual(["--rate=1.125"]);
  });

  it("may come out of a table, of texts, numbers and booleans", () => {
    const values = {
      criterion: { of: "loss", table: { cross_entropy: "CrossEntropyLoss", focal: "FocalLoss" } },
      heads: { of: "width", table: { 16: 2, 64: 8 } },
      plain: { of: "use_specaug", table: { true: false, false: true } },
    };
    const args = ["{{ values.criterion }}", "{{ values.heads }}", "{{ values.plain }}"];
    expect(argv(values, args, { loss: "focal", width: 64, use_specaug: true })).toEqual(["FocalLoss", "8", "false"]);
  });

  it("may stand in a group whose condition a boolean is, which is how a flag is set", () => {
    const args = [{ when: { use_specaug: [true] }, args: ["--use_specaug", "--freq", "{{ values.freq }}"] }];
    expect(argv({ freq }, args, { use_specaug: true, augmentation: 0.5 })).toEqual(["--use_specaug", "--freq", "8"]);
    expect(argv({ freq }, args, { use_specaug: false, augmentation: 0.5 })).toEqual([]);
  });

  it.each([
    [
      {
        of: "augment",
        linear: [
          [0, 0],
          [1, 1],
        ],
      },
      'values.v.of: "augment" is not a parameter of this sweep',
    ],
    [
      { of: "augmentation" },
      "values.v.linear: must be two or more points [parameter, value], the parameter ascending; or give a table",
    ],
    [{ of: "augmentation", linear: [[0, 0]] }, "must be two or more points"],
    [
      {
        of: "augmentation",
        linear: [
          [1, 0],
          [0, 1],
        ],
      },
      "the parameter ascending",
    ],
    [
      {
        of: "augmentation",
        linear: [
          [0, "a"],
          [1, 1],
        ],
      },
      "must be two or more points",
    ],
    [
      {
        of: "augmentation",
        linear: [
          [0, 0],
          [0.5, 1],
        ],
      },
      "must reach from 0 to 1, all that augmentation can be",
    ],
    [
      {
        of: "loss",
        linear: [
          [0, 0],
          [1, 1],
        ],
      },
      "needs numbers, and loss has none; give a table",
    ],
    [
      {
        of: "augmentation",
        linear: [
          [0, 0],
          [1, 1],
        ],
        round: 2,
      },
      "values.v.round: 2 must be true or false",
    ],
    [
      {
        of: "augmentation",
        linear: [
          [0, 0],
          [1, 1],
        ],
        table: {},
      },
      "values.v.linear: unknown key",
    ],
    [{ of: "augmentation", table: { 0: 1 } }, "needs a categorical parameter, and augmentation is none; give linear"],
    [{ of: "loss", table: { focal: 1 } }, "values.v.table: has nothing for cross_entropy"],
    [{ of: "loss", table: { focal: 1, cross_entropy: 0, fokal: 2 } }, "fokal: no value of loss"],
    [
      { of: "loss", table: { focal: [1], cross_entropy: 0 } },
      "must have a text, a number, true or false for each value",
    ],
    [{ of: "loss", table: [] }, "must have a text, a number, true or false for each value"],
    ["focal_gamma", 'values.v: "focal_gamma" must be an object'],
  ])("is refused: %j", (v, message) => {
    expect(() => argv({ v }, [], {})).toThrow(message);
  });

  it.each([
    ["{{ values.frek }}", "{{ values.frek }} is not among spec.trainer.values"],
    ["{{ values.toString }}", "{{ values.toString }} is not among spec.trainer.values"],
    ["{{ values.gamma }}", "{{ values.gamma }} exists only when loss is focal: put it into a group"],
  ])("does not stand for %s", (text, message) => {
    const gamma = {
      of: "focal_gamma",
      linear: [
        [0.5, 1],
        [5, 2],
      ],
    };
    expect(() => argv({ freq, gamma }, [text], {})).toThrow(message);
  });
});
