import { given } from "./dimension.ts";
import type { Source } from "./source.ts";

interface Algorithm {
  readonly sampler: object;
  /** null: the algorithm says nothing of stopping early. */
  readonly pruner: object | null;
  /** Of a full training, where the algorithm says it. */
  readonly epochs: number | undefined;
}

const SAMPLERS: Readonly<Record<string, string>> = {
  random: "random",
  grid: "grid",
  bayesianoptimization: "gp",
  tpe: "tpe",
  "multivariate-tpe": "tpe",
  cmaes: "auto",
  sobol: "sobol",
  hyperband: "random",
};

/** Reads `algorithm` with its settings, of Katib and of what follows it. */
export function readAlgorithm(algorithm: Source, key = "algorithmName", settingsKey = "algorithmSettings"): Algorithm {
  const said = algorithm.text(key) ?? "random";
  const name = SAMPLERS[said.toLowerCase()];
  if (name === undefined) algorithm.refuse(key, `has no counterpart; there are ${Object.keys(SAMPLERS).join(", ")}`);
  if (said === "cmaes") algorithm.remark(key, "has no counterpart; the sampler auto takes its place");
  const settings = new Map(algorithm.children(settingsKey).map((setting) => [setting.text("name") ?? "", setting]));
  const number = (...keys: readonly string[]) => {
    const found = keys.find((name) => settings.has(name));
    const value = found === undefined ? undefined : settings.get(found)?.number("value");
    for (const name of keys) settings.delete(name);
    return value;
  };
  const seed = number("random_state", "seed");
  const isModel = name === "tpe" || name === "gp";
  const sampler = given({
    name: name ?? "auto",
    seed,
    startupTrials: isModel ? number("n_startup_trials", "n_initial_points") : undefined,
    candidates: name === "tpe" ? number("n_ei_candidates") : undefined,
  });
  const isHyperband = said === "hyperband";
  const [eta, most] = isHyperband ? [number("eta"), number("r_l")] : [undefined, undefined];
  if (isHyperband) settings.delete("resource_name");
  for (const setting of settings.values())
    setting.remark("name", `"${setting.text("name")}" has no counterpart in the sampler ${name}`);
  algorithm.end();
  return { sampler, pruner: isHyperband ? given({ name: "hyperband", reductionFactor: eta }) : null, epochs: most };
}

/** What is said where the other tool stops nothing early. */
export const ABSENT =
  "is absent, so every trial trains to its end (pruner: none); without spec.pruner hopeless ones end early";

/** Reads `earlyStopping`. Without it every trial trains to its end, as in Katib. */
export function readStopping(spec: Source, ofAlgorithm: object | null): object {
  const stopping = spec.child("earlyStopping");
  const name = stopping.text("algorithmName");
  if (name === undefined) {
    if (ofAlgorithm !== null) return ofAlgorithm;
    spec.remark("earlyStopping", ABSENT);
    return { name: "none" };
  }
  if (name !== "medianstop") stopping.refuse("algorithmName", "has no counterpart; there is medianstop");
  const settings = stopping.children("algorithmSettings");
  const setting = (key: string) => settings.find((each) => each.text("name") === key)?.number("value");
  for (const each of settings) {
    const isKnown = ["min_trials_required", "start_step"].includes(each.text("name") ?? "");
    if (!isKnown) each.remark("name", `"${each.text("name")}" has no counterpart in the pruner median`);
  }
  const pruner = {
    name: "median",
    // Katib's own defaults.
    startupTrials: setting("min_trials_required") ?? 3,
    warmupSteps: setting("start_step") ?? 4,
  };
  stopping.end();
  return pruner;
}
