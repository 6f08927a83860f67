import { invalid, type Mistake } from "../../error.ts";
import { didYouMean } from "../../nearest.ts";
import type { Model } from "../data/layout.ts";
import type { Chosen, Knob } from "./knob.ts";
import { KNOBS, type Params } from "./params.ts";

/**
 * The params of a trial, with a default for each that it leaves out.
 *
 * @param model What is trained; some defaults depend on it.
 * @throws SweepError `invalid` with every mistake: an unknown name, a value of the wrong kind or out of range, or one that would have no
 *   effect, such as a focal_gamma for another loss.
 */
export function readParams(raw: Readonly<Record<string, unknown>>, model: Model): Params {
  const mistakes: Mistake[] = [];
  const chosen: Record<string, unknown> = { model };
  for (const [name, knob] of Object.entries<Knob<unknown>>(KNOBS)) {
    const value = raw[name] ?? knob.fallback(chosen);
    const rule = ruleBroken(knob, value, raw[name] !== undefined, chosen);
    if (rule !== null) mistakes.push({ path: at(name), value, rule });
    // After a mistake reading goes on with what is right.
    chosen[name] = knob.accepts(value) ? value : knob.fallback(chosen);
  }
  mistakes.push(...unknownIn(Object.keys(raw)));
  // Every name of `Params` has just got a value that its knob accepts.
  const params = chosen as Params;
  mistakes.push(...contradictions(params));
  if (mistakes.length > 0) throw invalid(mistakes);
  return params;
}

/** Whether the trainer knows parameters of these names. @throws SweepError `invalid` naming those that it does not. */
export function checkNames(names: readonly string[]): void {
  const mistakes = unknownIn(names);
  if (mistakes.length > 0) throw invalid(mistakes);
}

function unknownIn(names: readonly string[]): Mistake[] {
  const known = Object.keys(KNOBS);
  return names
    .filter((name) => !Object.hasOwn(KNOBS, name))
    .map((name) => {
      const rule = `unknown parameter; this trainer knows ${known.join(", ")}${didYouMean(name, known)}`;
      return { path: at(name), value: undefined, rule };
    });
}

function ruleBroken(knob: Knob<unknown>, value: unknown, given: boolean, chosen: Chosen): string | null {
  if (!knob.accepts(value)) return knob.rule;
  if (knob.needs === null || !given) return null;
  const [other, ...values] = knob.needs;
  return values.some((needed) => needed === chosen[other])
    ? null
    : `needs ${other} ${values.join(" or ")}, not ${chosen[other]}`;
}

function contradictions({ loss, class_weights, minority_per_batch, batch_size }: Params): Mistake[] {
  const mistakes: Mistake[] = [];
  if (loss === "weighted_cross_entropy" && class_weights === "none") {
    mistakes.push({
      path: at("class_weights"),
      value: class_weights,
      rule: "must be weights for loss weighted_cross_entropy",
    });
  }
  if (minority_per_batch > batch_size) {
    mistakes.push({
      path: at("minority_per_batch"),
      value: minority_per_batch,
      rule: `must be at most batch_size, which is ${batch_size}`,
    });
  }
  return mistakes;
}

function at(name: string): string {
  return `params.${name}`;
}
