import type { Mistake } from "../../error.ts";
import { Fields } from "../../fields.ts";
import type { Space } from "../space/parameter.ts";
import { type AutoSpec, createAuto } from "./auto.ts";
import { createGp, type GpSpec, readGp } from "./gp.ts";
import { createGrid, type GridSpec, readGrid } from "./grid.ts";
import { createRandom, type RandomSpec } from "./random.ts";
import type { Sampler } from "./sampler.ts";
import { createSobol, type SobolSpec } from "./sobol.ts";
import { createTpe, readTpe, type TpeSpec } from "./tpe.ts";

export type { Deferred, Sampler, Solution, Suggestion } from "./sampler.ts";
export { suggestNow } from "./suggestNow.ts";

/** A sampler's settings, with every default filled in. */
export type SamplerSpec = AutoSpec | RandomSpec | GridSpec | SobolSpec | TpeSpec | GpSpec;

/** Reads the `sampler` of a sweep document; without one it is `auto` with seed 0. Mistakes are collected, nothing is thrown. */
export function readSampler(raw: unknown, space: Space, path: string, mistakes: Mistake[]): SamplerSpec {
  const fields = new Fields(raw ?? { name: "auto" }, path, mistakes);
  const name = fields.choice("name", NAMES);
  const seed = fields.integer("seed", { min: 0 }, 0);
  const spec = readers[name](fields, seed, space);
  fields.end();
  return spec;
}

/** The sampler of a spec. */
export function createSampler(spec: SamplerSpec, space: Space): Sampler {
  switch (spec.name) {
    case "auto":
      return createAuto(space);
    case "random":
      return createRandom(space);
    case "grid":
      return createGrid(spec, space);
    case "sobol":
      return createSobol(spec, space);
    case "tpe":
      return createTpe(spec, space);
    case "gp":
      return createGp(spec, space);
  }
}

const NAMES = ["auto", "random", "grid", "sobol", "tpe", "gp"] as const;

const readers: Record<SamplerSpec["name"], (fields: Fields, seed: number, space: Space) => SamplerSpec> = {
  auto: (_fields, seed) => ({ name: "auto", seed }),
  random: (_fields, seed) => ({ name: "random", seed }),
  grid: readGrid,
  sobol: (_fields, seed) => ({ name: "sobol", seed }),
  tpe: readTpe,
  gp: readGp,
};
