import { any, choice, integer, list, map, number, object, text, variants } from "./node.ts";

const name = text(
  "How it is called: letters, digits and _, with dots between parts (`optimizer.lr`); at most 64 characters.",
  "learning_rate",
  {
    required: true,
    pattern: "^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z0-9_]+)*$",
  },
);
const values = any("Values of it", "a list of 1 to 256 values", ["focal"]);
const when = map(
  "It exists only in configurations in which each of these earlier parameters has one of its values.",
  "an earlier parameter that is an int or categorical",
  values,
  {},
  { default: {} },
);
const prior = (center: unknown) =>
  object(
    "prior",
    "Where the best value is expected. It tilts the start of the search and fades; a wrong one costs little.",
    {
      center: any("The value itself; one that the parameter can take.", "a value of the parameter", center, {
        required: true,
      }),
      confidence: choice("How sure that is.", ["low", "medium", "high"], { default: "medium" }),
    },
    { center },
  );
const scale = choice("`log`: equal ratios are equally likely; `min` must be above 0.", ["linear", "log"], {
  default: "linear",
});

const float = object(
  "A float",
  "A number of [min, max]. It reaches the trainer as a float: 1.0, never 1.",
  {
    name,
    type: choice("", ["float"], { required: true }),
    min: number("Its least value.", 0.0001, {}, { required: true }),
    max: number("Its largest value, above `min`.", 0.1, {}, { required: true }),
    scale,
    step: number(
      "Distance of neighbouring values, counted from `min`, on either scale. Without it any number of the range.",
      0.0001,
    ),
    prior: prior(0.001),
    when,
  },
  { name: "learning_rate", type: "float", min: 0.0001, max: 0.1, scale: "log" },
);

const normal = object(
  "A float with a distribution",
  "A number that is drawn from a normal distribution, or whose logarithm is. Searchers see its quantiles as evenly spread.",
  {
    name,
    type: choice("", ["float"], { required: true }),
    distribution: choice("`normal`: of the value; `logNormal`: of its natural logarithm.", ["normal", "logNormal"], {
      required: true,
    }),
    mu: number("Mean (of the logarithm).", 0.9, {}, { required: true }),
    sigma: number("Standard deviation (of the logarithm), above 0.", 0.1, {}, { required: true }),
    min: number("Cuts the distribution off; without it at four sigma.", 0.5),
    max: number("Cuts the distribution off; without it at four sigma.", 1),
    prior: prior(0.8),
    when,
  },
  { name: "momentum", type: "float", distribution: "normal", mu: 0.9, sigma: 0.1, max: 1 },
);

const int = object(
  "An int",
  "A whole number of [min, max].",
  {
    name,
    type: choice("", ["int"], { required: true }),
    min: integer("Its least value.", 16, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, { required: true }),
    max: integer("Its largest value, above `min`.", 256, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, {
      required: true,
    }),
    scale,
    step: integer(
      "Distance of neighbouring values, counted from `min`, on either scale; at most max - min.",
      16,
      1,
      Number.MAX_SAFE_INTEGER,
      {
        default: 1,
      },
    ),
    prior: prior(64),
    when,
  },
  { name: "width", type: "int", min: 16, max: 256, scale: "log" },
);

const categorical = object(
  "A choice",
  "One of a list. `1.0` and `1` are different things to a trainer, and stay what they are written as; lists and null reach it as JSON.",
  {
    name,
    type: choice("", ["categorical"], { required: true }),
    values: list(
      "All different. All numbers, all texts, or all true and false; null and lists may stand beside any of them.",
      any("", "a number, a text of at most 1024 characters, true, false, null, or a list of these", "focal"),
      ["cross_entropy", "focal"],
      1,
      256,
      { required: true },
    ),
    prior: prior("focal"),
    when,
  },
  { name: "loss", type: "categorical", values: ["cross_entropy", "focal"] },
);

/** One dimension of the search. */
export const parameter = variants("One dimension of the search; parents stand before their children.", [
  float,
  int,
  categorical,
  normal,
]);

/** In place of a list of them. */
export const preset = object(
  "A preset with changes",
  "The parameters of the preset. Every other key is the name of a parameter: of one of the preset, what of it changes, or `false` to leave it out; of a new one, all of it but its name.",
  {
    preset: choice("loss, focal_gamma, label_smoothing, augmentation, sampler and learning_rate.", ["imbalance"], {
      required: true,
    }),
  },
  { preset: "imbalance" },
  { open: true },
);
