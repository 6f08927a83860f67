import type { Dimension } from "./dimension.ts";
import { given, meansEpochs, parameterOf, plainName } from "./dimension.ts";
import type { Found, Remark, Source } from "./source.ts";

/** What only a person can say where the other tool does not. */
export interface Hints {
  readonly epochs?: number | undefined;
  readonly trials?: number | undefined;
  readonly parallel?: number | undefined;
}

/** The other tool's search in the words of a sweep. Texts name parameters as `{{ params.NAME }}`. */
export interface Draft {
  readonly metadata: object;
  readonly objective: { readonly metric: string; readonly direction: string; readonly goal?: number | undefined };
  readonly space: Space;
  readonly sampler: object;
  readonly pruner: object;
  readonly trials: number | undefined;
  readonly parallel: number | undefined;
  readonly maxFailed?: number | undefined;
  readonly epochs: number | undefined;
  readonly trainer: object;
}

/** What comes of another tool's document. */
export interface Conversion {
  /** What it was, in words. */
  readonly from: string;
  readonly document: object;
  readonly remarks: readonly Remark[];
}

/** The parameters of a sweep, and what stands in texts for each dimension of the other tool. */
export interface Space {
  readonly parameters: readonly object[];
  /** By the other tool's name. */
  readonly texts: ReadonlyMap<string, string>;
  /** The largest number of epochs among its dimensions; undefined: none of them is one. */
  readonly epochs: number | undefined;
}

/** Names the dimensions as parameters are named here. One that says how long a trial trains becomes the sweep's `epochs`. */
export function spaceOf(dimensions: readonly (readonly [Dimension, Source])[], hints: Hints): Space {
  const texts = new Map<string, string>();
  const parameters: object[] = [];
  const taken = new Set<string>();
  let epochs: number | undefined;
  for (const [dimension, at] of dimensions) {
    const most = meansEpochs(dimension.name) ? longest(dimension) : undefined;
    if (most !== undefined) {
      epochs = hints.epochs ?? most;
      texts.set(dimension.name, "{{ epochs }}");
      at.found.remarks.push({
        path: at.place,
        what: `is not searched here: a trial may train for ${epochs} epochs (spec.budget.epochsPerTrial), and the pruner ends it earlier`,
      });
      continue;
    }
    let name = plainName(dimension.name);
    while (taken.has(name)) name += "_";
    taken.add(name);
    if (name !== dimension.name) at.found.remarks.push({ path: at.place, what: `is called ${name} here` });
    texts.set(dimension.name, `{{ params.${name} }}`);
    const parameter = parameterOf(dimension, name, at);
    if (parameter !== null) parameters.push(parameter);
  }
  return { parameters, texts, epochs };
}

function longest({ values, max }: Dimension): number | undefined {
  const most = values === undefined ? max : Math.max(...values.map(Number));
  return most !== undefined && Number.isInteger(most) && most > 0 ? most : undefined;
}

/** The document of a draft. What is missing and what nobody but a person can say is a mistake. */
export function documentOf(draft: Draft, hints: Hints, found: Found): object {
  const trials = hints.trials ?? draft.trials;
  const epochsPerTrial = hints.epochs ?? draft.epochs;
  const { mistakes } = found;
  const say = (option: string, what: string) => `is nowhere said; ${what} with --${option} N`;
  if (trials === undefined)
    mistakes.push({ path: "trials", value: undefined, rule: say("trials", "say how many configurations to try") });
  if (epochsPerTrial === undefined) {
    mistakes.push({
      path: "epochs",
      value: undefined,
      rule: say("epochs", "say for how many epochs a full training goes"),
    });
  }
  return {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: draft.metadata,
    spec: {
      objective: given(draft.objective),
      parameters: draft.space.parameters,
      sampler: draft.sampler,
      pruner: draft.pruner,
      budget: given({ trials, parallel: hints.parallel ?? draft.parallel, epochsPerTrial, maxFailed: draft.maxFailed }),
      trainer: draft.trainer,
    },
  };
}

/** A name of a sweep: lower-case letters, digits and -. */
export function sweepName(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "converted" : plain;
}
