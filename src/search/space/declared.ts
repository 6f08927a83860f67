import type { Condition, Confidence, ParamValue, Scale } from "./parameter.ts";

/** A parameter as a program writes it down; `readSpace` checks it and fills in what is left out. */
export type DeclaredParameter = DeclaredNumber | DeclaredCategorical;

/** The parameters of a search; parents stand before their children. */
export type DeclaredSpace = readonly DeclaredParameter[];

interface DeclaredNumber {
  readonly name: string;
  readonly type: "float" | "int";
  readonly min: number;
  readonly max: number;
  /** Left out: "linear". */
  readonly scale?: Scale;
  readonly step?: number;
  readonly prior?: DeclaredPrior;
  readonly when?: Condition;
}

interface DeclaredCategorical {
  readonly name: string;
  readonly type: "categorical";
  readonly values: readonly ParamValue[];
  readonly prior?: DeclaredPrior;
  readonly when?: Condition;
}

/** Where the best value is expected; see `beliefOf` for what it does. */
interface DeclaredPrior {
  readonly center: ParamValue;
  /** Left out: "medium". */
  readonly confidence?: Confidence;
}

/**
 * The params of a declared space: numbers for float and int, the union of its values for a categorical, and optional where the parameter
 * exists under a condition only.
 */
export type ParamsOf<S extends DeclaredSpace> = Flat<
  { readonly [P in Exclude<S[number], Conditional> as P["name"]]: ValueOf<P> } & {
    readonly [P in Extract<S[number], Conditional> as P["name"]]?: ValueOf<P>;
  }
>;

type Conditional = { readonly when: Condition };
type ValueOf<P> = P extends { readonly values: readonly (infer V)[] } ? V : number;
// An intersection shown as one object where an editor shows it.
type Flat<T> = { [K in keyof T]: T[K] };
