import { ENCODINGS } from "../bundledReading.ts";
import {
  any,
  choice,
  duration,
  flag,
  integer,
  type Keys,
  list,
  map,
  number,
  object,
  size,
  text,
  variants,
} from "./node.ts";

const pattern = (what: string, example: string) => text(`${what} A pattern (RE2); write it in single quotes.`, example);
const firstEpoch = integer(
  "The number that the script gives its first epoch. Without a way to read it, epochs are counted as they come.",
  0,
  0,
  1_000_000,
);
const decimal = choice("`comma`: 0,25 is a quarter.", ["point", "comma"], { default: "point" });

const printed = object(
  "reports in what it prints",
  "Patterns are searched for in each line. A value or a confusion is needed.",
  {
    epoch: pattern("Its group is the number of the epoch that begins here.", "EPOCH (\\d+)"),
    section: pattern("Lines count only after one with this, until the epoch or the section ends.", "VALIDATION"),
    value: pattern("Its group is the objective.", "macro-F1: ([0-9.]+)"),
    confusion: pattern("A matrix of counts follows.", "Confusion Matrix"),
    classes: list("Names for the rows of the matrix.", text("", "N"), [], 0, 10_000, { default: [] }),
    ignore: any("Lines with one of these say nothing.", "a pattern, or a list of them", ["^TEST"]),
    rank: pattern(
      "Its group is the number of the process that prints the line; only those of process 0 count.",
      "\\[rank (\\d+)\\]",
    ),
    split: choice("Where a result stands that is not in the line of its epoch.", ["before", "after"]),
    take: choice("Which of several results of an epoch counts. Without it they must not differ.", ["first", "last"]),
    stream: choice("Where they stand. Without it the one that has reports.", ["stdout", "stderr", "both"]),
    decimal,
    firstEpoch,
  },
  { epoch: "EPOCH (\\d+)", value: "macro-F1: ([0-9.]+)" },
);

const file = object(
  "reports in a file",
  "Lines of a file that the script writes. Without value they are as after @macrosweep.",
  {
    file: text(
      "Its path in the trainer's working folder, with placeholders, and * and ** where parts are not known.",
      "{{ trial }}.jsonl",
      { required: true },
    ),
    epoch: text("Key or column of the epoch.", "epoch"),
    value: text("Key or column of the objective; dots between those of nested objects.", "val.f1"),
    only: map(
      "Rows count only where these keys or columns have these values.",
      "a key or column",
      any("", "a text, a number, true or false", "val"),
      { phase: "val" },
    ),
    format: choice("Without it as its name and contents tell.", ["jsonl", "json", "csv", "mlflow"]),
    decimal,
    firstEpoch,
  },
  { file: "{{ trial }}.jsonl", epoch: "epoch", value: "val_f1" },
);

const tensorboard = object(
  "reports in a TensorBoard folder",
  "Scalars of an event folder.",
  {
    tensorboard: text(
      "Its path in the trainer's working folder, with placeholders, and * and ** where parts are not known.",
      "runs/{{ trial }}",
      {
        required: true,
      },
    ),
    value: text("Tag of the objective.", "val/macro_f1", { required: true }),
    firstEpoch,
  },
  { tensorboard: "runs/{{ trial }}", value: "val/macro_f1" },
);

const linear = object(
  "a value on lines",
  "Computed from a number.",
  {
    of: text("The parameter.", "x", { required: true }),
    linear: any(
      "Points [parameter, value], the parameter ascending over its whole range; straight lines between them.",
      "a list of two or more points",
      [
        [0, 0],
        [1, 16],
      ],
      {
        required: true,
      },
    ),
    round: flag("To the nearest whole number.", { default: false }),
  },
  {
    of: "x",
    linear: [
      [0, 0],
      [1, 16],
    ],
  },
);

const table = object(
  "a value out of a table",
  "Looked up by a choice.",
  {
    of: text("The parameter.", "c", { required: true }),
    table: any(
      "A text, a number, true or false for each value of the parameter.",
      "an object",
      { a: 1, b: 2 },
      { required: true },
    ),
  },
  { of: "c", table: { a: 1, b: 2 } },
);

const group = object(
  "arguments under a condition",
  "They stand only where the condition holds.",
  {
    when: map(
      "Parameters with the values for which the arguments stand.",
      "a parameter",
      any("", "a list of values", ["a"]),
      { c: ["a"] },
      { required: true },
    ),
    args: list("", text("", "--flag"), ["--flag"], 0, 10_000),
  },
  { when: { c: ["a"] }, args: ["--flag"] },
);

const stopOn = object(
  "stopOn",
  "What ends a trial beside its trainer and the pruner.",
  {
    nan: choice("What a trial is whose objective, or a metric named like a loss, is no number.", ["failed", "pruned"], {
      default: "failed",
    }),
    collapsed: object(
      "collapsed",
      "A class with samples that is never predicted.",
      {
        epochs: integer("So many epochs in a row.", 5, 1, 1_000_000, { required: true }),
        as: choice("What the trial then is.", ["failed", "pruned"], { default: "failed" }),
      },
      { epochs: 5 },
    ),
  },
  { nan: "pruned" },
);

const limits = object(
  "limits",
  "Of one attempt; passing one fails the trial.",
  {
    disk: size("In the trial's folder.", "2GiB", { default: "20GiB" }),
    runTime: duration("From its start.", "2h", { default: "7d" }),
    openFiles: integer("In one process of it.", 1024, 16, 1024 ** 2, { default: 16_384 }),
    processes: integer("At a time.", 64, 1, 4 * 1024 ** 2, { default: 2048 }),
    log: size("Kept of what it prints, from 1KiB to 1GiB.", "2MiB", { default: "1MiB" }),
  },
  { disk: "2GiB", runTime: "2h" },
);

const surroundings: Keys = {
  env: map("Variables that are set for every trainer, with placeholders.", "a variable", text("", "1"), {
    LR: "{{ params.x }}",
  }),
  passEnv: list(
    "Variables that are passed on from the agent beside those that are harmless: tokens, say.",
    text("", "HF_TOKEN"),
    ["HF_TOKEN"],
    0,
    64,
  ),
  limits,
  stopOn,
};

const command = object(
  "Your own command",
  "Texts may hold placeholders: `{{ params.NAME }}`, `{{ values.NAME }}`, `{{ files.PATH }}`, `{{ trial }}`, `{{ seed }}`, `{{ epochs }}`, `{{ checkpointDir }}` and `{{ workdir }}`. One text is one argument; no shell reads it. Floats are written with a point.",
  {
    command: list("Program and first arguments.", text("", "python3"), ["python3", "train.py"], 1, 10_000, {
      required: true,
    }),
    args: list(
      "More arguments: texts, and groups `{ when, args }` that stand under a condition only.",
      any("", "a text, or a group", "--flag", { of: [text("", "--flag"), group] }),
      ["--lr={{ params.x }}"],
      0,
      10_000,
      {
        default: [],
      },
    ),
    values: map("Values that are computed from parameters.", "a name", variants("", [linear, table]), {
      freq: {
        of: "x",
        linear: [
          [0, 0],
          [1, 16],
        ],
      },
    }),
    files: map(
      "Texts that are written into the trial's folder before it starts. A parameter that a configuration does not have is null in them.",
      "a path there",
      text("", "lr: {{ params.x }}"),
      {
        "config.yaml": "lr: {{ params.x }}\n",
      },
    ),
    reports: variants(
      "Where a script's results stand that knows nothing of macrosweep. Without it: lines that begin with @macrosweep. See reports.md.",
      [printed, file, tensorboard],
    ),
    workdir: any(
      "`trial`: each trial runs in a folder of its own, with the files of the command linked into it; { link, copy } puts more there. Without it: in the agent's folder.",
      '"trial", or { link: [paths], copy: [paths] }',
      "trial",
    ),
    ...surroundings,
  },
  { command: ["python3", "train.py"] },
);

function columns(what: string, example: string) {
  return list(what, text("", example), [example], 1, 10_000);
}

const bundled = object(
  "The bundled trainer",
  "Trains a small network on a table (CSV), on series or images (NPY, NPZ). What it can vary: the README, under No script at all.",
  {
    data: text("Path of the data, as the agent sees it.", "beats.csv", { required: true }),
    label: text("Column or array of the classes.", "class", { default: "label" }),
    model: choice("`auto`: by the shape of the data.", ["auto", "mlp", "cnn1d", "cnn2d"], { default: "auto" }),
    missing: choice("`median` fills gaps by the training rows.", ["refuse", "median"], { default: "refuse" }),
    encoding: choice("How the text is written. Without it: by its byte order mark, else UTF-8.", ENCODINGS),
    decimal,
    channels: choice(
      "Where arrays have their channels. Without it: last, and asked where the shape looks like first.",
      ["first", "last"],
    ),
    drop: columns("Columns that are left out.", "id"),
    features: columns(
      "Columns to learn from. Without it: all but the label, split, group and those that are dropped.",
      "age",
    ),
    categorical: columns("Features whose texts become inputs of their own, those of the training rows.", "sex"),
    trimLabels: flag("Spaces around a class mean nothing.", { default: false }),
    dropUnlabelled: flag("Rows without a class are left out; else they are refused.", { default: false }),
    split: object(
      "split",
      "How rows are divided where the data does not say it.",
      {
        val: number(
          "Share of the rows for validation, above 0; not beside folds.",
          0.2,
          { min: 0.000001, max: 0.999999 },
          { default: 0.2 },
        ),
        test: number("Share of the rows for the test.", 0.2, { min: 0, max: 0.999999 }, { default: 0.2 }),
        folds: integer("In place of val: so many folds of the rest.", 5, 2, 100),
        seed: integer("Of the division.", 0, 0, 2 ** 32 - 1, { default: 0 }),
      },
      { test: 0.1 },
    ),
    ...surroundings,
  },
  { data: "beats.csv", label: "class" },
);

/** How a trial is trained. */
export const trainer = variants("How a trial is trained.", [command, bundled], { required: true });
