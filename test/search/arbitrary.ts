import fc from "fast-check";
import {
  type Condition,
  type Parameter,
  type ParamValue,
  readSpace,
  type Space,
} from "../../src/search/space/space.ts";

/** Random spaces of one to six parameters of every kind, with conditions on the ones before, some with priors. `finite`: without continuous ones. */
export function spaces(options: { finite: boolean }): fc.Arbitrary<Space> {
  const kinds = options.finite ? finiteKinds : [...finiteKinds, float, logFloat, normal, wideInt];
  const drafts = fc.array(fc.tuple(fc.oneof(...kinds), fc.array(fc.nat(), { minLength: 3, maxLength: 3 })), {
    minLength: 1,
    maxLength: 6,
  });
  return drafts.map((parts) => {
    const space: Parameter[] = [];
    parts.forEach(([draft, choice], index) => {
      const name = `p${index}`;
      space.push({ ...draft, name, when: conditionOn(space, choice), ...priorOf(draft, choice) } as Parameter);
    });
    return read(space);
  });
}

const float = fc.record({
  type: fc.constant("float"),
  min: fc.double({ min: -5, max: 0, noNaN: true }),
  max: fc.double({ min: 1, max: 9, noNaN: true }),
});
const logFloat = fc.record({
  type: fc.constant("float"),
  scale: fc.constant("log"),
  min: fc.double({ min: 1e-6, max: 1e-3, noNaN: true }),
  max: fc.double({ min: 1e-2, max: 1e3, noNaN: true }),
});
const normal = fc.record({
  type: fc.constant("float"),
  distribution: fc.constantFrom("normal", "logNormal"),
  mu: fc.double({ min: -2, max: 2, noNaN: true }),
  sigma: fc.double({ min: 0.1, max: 2, noNaN: true }),
});
const wideInt = fc.record({ type: fc.constant("int"), min: fc.constant(16), max: fc.integer({ min: 100, max: 1e12 }) });
const finiteKinds = [
  fc.record({ type: fc.constant("int"), min: fc.integer({ min: -3, max: 0 }), max: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    type: fc.constant("int"),
    scale: fc.constant("log"),
    min: fc.constant(1),
    max: fc.integer({ min: 2, max: 9 }),
  }),
  fc.record({
    type: fc.constant("int"),
    scale: fc.constant("log"),
    min: fc.constant(8),
    max: fc.constantFrom(16, 64),
    step: fc.constant(8),
  }),
  fc.record({ type: fc.constant("float"), min: fc.constant(0), max: fc.constantFrom(0.3, 1), step: fc.constant(0.1) }),
  fc.record({
    type: fc.constant("categorical"),
    values: fc.oneof(
      fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }),
      fc.constant([true, false]),
    ),
  }),
];

// Half of the parameters depend on an earlier one, if there is one that anything can depend on.
function conditionOn(before: readonly Parameter[], [whether, which, value]: readonly number[]): Condition {
  const parents = before.filter((parameter) => parameter.type !== "float");
  if (parents.length === 0 || whether % 2 === 0) return {};
  const parent = parents[which % parents.length];
  const values = parent.type === "categorical" ? parent.values : [parent.min, parent.max];
  return { [parent.name]: [values[value % values.length]] };
}

// A quarter of the parameters have a prior, at an end or at one of the values.
function priorOf(
  draft: { max: number } | { values: readonly ParamValue[] } | { mu: number },
  [, which, value]: readonly number[],
) {
  if (which % 4 > 0 || "mu" in draft) return {};
  const center = "values" in draft ? draft.values[value % draft.values.length] : draft.max;
  return { prior: { center, confidence: (["low", "medium", "high"] as const)[value % 3] } };
}

function read(raw: readonly Parameter[]): Space {
  const mistakes: never[] = [];
  const space = readSpace(raw, "space", mistakes);
  if (mistakes.length > 0) throw new Error(JSON.stringify(mistakes));
  return space;
}
