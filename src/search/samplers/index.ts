import type { Mistake } from "../../error.ts";
import { Fields, type OtherWords } from "../../fields.ts";
import type { Space } from "../space/parameter.ts";
import type { Sampler, SamplerKind } from "./sampler.ts";
import * as table from "./table.ts";

export type { Deferred, Sampler, Suggestion } from "./sampler.ts";
export { suggestNow } from "./suggestNow.ts";

type Name = keyof typeof table;
type Specs = { [N in Name]: (typeof table)[N] extends SamplerKind<infer Spec> ? Spec : never };

/** A sampler's settings, with every default filled in. */
export type SamplerSpec = Specs[Name];

// Typed name by name, so that a spec goes to the kind of its own name.
const kinds: { readonly [N in Name]: SamplerKind<Specs[N]> } = table;
const names = Object.keys(table) as Name[];

// Optuna's, Ray's, Katib's and W&B's.
const OTHER_NAMES: OtherWords<Name> = {
  bayes: "gp",
  bayesian: "gp",
  bayesianoptimization: "gp",
  bayesopt: "gp",
  gpsampler: "gp",
  tpesampler: "tpe",
  hyperopt: "tpe",
  "multivariate-tpe": "tpe",
  randomsampler: "random",
  gridsampler: "grid",
  qmc: "sobol",
  qmcsampler: "sobol",
  default: "auto",
};

/** Reads the `sampler` of a sweep document; without one it is `auto` with seed 0. Mistakes are collected, nothing is thrown. */
export function readSampler(raw: unknown, space: Space, path: string, mistakes: Mistake[]): SamplerSpec {
  const fields = new Fields(raw ?? { name: "auto" }, path, mistakes, "name");
  const name = fields.choice("name", names, undefined, OTHER_NAMES);
  const seed = fields.integer("seed", { min: 0 }, 0);
  const spec = kinds[name].read(fields, seed, space);
  fields.end();
  return spec;
}

/** The sampler of a spec. */
export function createSampler<N extends Name>(spec: Specs[N] & { readonly name: N }, space: Space): Sampler {
  return kinds[spec.name].create(spec, space);
}
