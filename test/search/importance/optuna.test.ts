import { describe, expect, it } from "vitest";
import { weigh } from "../../../src/search/importance/weigh.ts";
import { conditional, float, ishigami, type KnownShares, kronecker } from "./drawn.ts";
import optuna from "./optuna.json" with { type: "json" };

const CASES: Record<string, KnownShares> = {
  ishigami,
  additive: {
    space: ["a", "b", "c", "noise"].map((name) => float(name, 0, 1)),
    shares: {},
    evaluate: ({ a, b, c }) => 4 * Number(a) + 2 * Number(b) + Number(c),
  },
  mixed: {
    space: [
      { name: "kind", type: "categorical", values: ["x", "y", "z"], when: {} },
      ...["a", "b", "noise"].map((name) => float(name, 0, 1)),
    ],
    shares: {},
    evaluate: ({ kind, a, b }) => ["x", "z", "y"].indexOf(String(kind)) / 2 + Number(a) * (Number(a) + Number(b)),
  },
  conditional: {
    ...conditional,
    space: [
      { name: "kind", type: "categorical", values: ["x", "y"], when: {} },
      { ...float("r", 0, 1), when: { kind: ["x"] } },
      float("s", 0, 1),
    ],
  },
};

interface Reference {
  readonly name: string;
  readonly trials: number;
  readonly shares: Readonly<Record<string, number | undefined>>;
}

const references: readonly Reference[] = optuna;
const reference = (of: string) => references.find(({ name }) => name === of)!;

const sharesOf = (name: string, trials: number) =>
  Object.fromEntries(
    weigh(kronecker(CASES[name]!, trials)).params.map(({ name: parameter, importance }) => [parameter, importance!]),
  );

describe("beside Optuna's fANOVA, on the same trials", () => {
  it.each(references.filter(({ name }) => name !== "conditional"))("$name: ranks as it does, and is near", (theirs) => {
    const shares = Object.entries(theirs.shares).map(([name, share]) => [name, share!] as const);
    const ours = sharesOf(theirs.name, theirs.trials);
    const ranked = shares.filter(([, share]) => share > 0.02).map(([name]) => name);
    expect(ranked.toSorted((a, b) => ours[b]! - ours[a]!)).toEqual(ranked);
    for (const [name, share] of shares) expect(Math.abs(ours[name]! - share), name).toBeLessThan(0.15);
  });

  it("it is nearer to the known shares of Ishigami's function", () => {
    const theirs = reference("ishigami");
    const ours = sharesOf("ishigami", theirs.trials);
    const distance = (shares: Reference["shares"]) =>
      Object.entries(ishigami.shares).reduce((sum, [name, share]) => sum + Math.abs(shares[name]! - share), 0);
    expect(distance(ours)).toBeLessThan(distance(theirs.shares));
  });

  it("it knows a parameter that exists under a condition, which Optuna's leaves out and takes for noise", () => {
    const theirs = reference("conditional");
    expect(Object.keys(theirs.shares)).toEqual(["s", "kind"]);
    const ours = sharesOf("conditional", theirs.trials);
    expect(ours.r).toBeCloseTo(0.8, 1);
    expect(ours.s).toBeCloseTo(1 / 3, 1);
  });
});
