import type { PrunerSpec } from "../pruners/index.ts";
import type { SamplerSpec } from "../samplers/index.ts";

/** A sampler with its settings, each of which may be left out. */
export type DeclaredSampler = Declared<SamplerSpec>;

/** A pruner with its settings, each of which may be left out. */
export type DeclaredPruner = Declared<PrunerSpec>;

// The seed of a search is its own.
type Declared<Spec> = Spec extends { readonly name: infer Name }
  ? { readonly name: Name } & Partial<Omit<Spec, "name" | "seed">>
  : never;
