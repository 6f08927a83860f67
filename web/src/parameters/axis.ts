import type { TrialShape } from "../../../src/shapes/trial.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { ticksOf } from "../charts/scale.ts";
import type { Parameter } from "../sweep/useDocument.ts";
import { digits, score } from "../words/numbers.ts";
import { paramText } from "../words/params.ts";
import { plain } from "../words/text.ts";

/** A parameter, or the objective, as something that values have a place on. */
export interface Axis {
  readonly name: string;
  /** 0 (low) to 1 (high); null where the trial has no such value: the parameter does not exist in it. */
  place(trial: TrialShape): number | null;
  /** Places with what stands there. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Whether some trials lack it. */
  readonly isConditional: boolean;
  /** Whether its values are choices, of which many trials have the same. */
  readonly isChoice: boolean;
}

/** The axis of a parameter, on its own scale. */
export function axisOf(parameter: Parameter): Axis {
  const { name, when } = parameter;
  const isConditional = Object.keys(when).length > 0;
  const choices = parameter.values ?? (parameter.type === "bool" ? [false, true] : null);
  if (choices !== null) return choiceAxis(name, choices, isConditional);
  const { min = 0, max = 1, scale } = parameter;
  const isLog = scale === "log" && min > 0;
  const along = isLog ? Math.log10 : (value: number) => value;
  const [low, high] = [along(min), along(max)];
  const at = (value: number) => (high === low ? 0.5 : (along(value) - low) / (high - low));
  const ticks = isLog ? decades(min, max) : ticksOf([min, max], 4);
  return {
    name,
    place: ({ params }) => (typeof params[name] === "number" ? clamp(at(params[name])) : null),
    ticks: ticks.map((value) => ({ at: at(value), text: digits(value) })),
    isConditional,
    isChoice: false,
  };
}

/** The axis of the objective, over what the trials have reached. */
export function objectiveAxis(metric: string, trials: readonly TrialShape[]): Axis {
  const values = trials.flatMap(({ value }) => (value === null ? [] : [value]));
  const [low, high] = values.length === 0 ? [0, 1] : [least(values), greatest(values)];
  const at = (value: number) => (high === low ? 0.5 : (value - low) / (high - low));
  return {
    name: metricName(metric),
    place: ({ value }) => (value === null ? null : clamp(at(value))),
    ticks: (high === low ? [low] : ticksOf([low, high], 4)).map((value) => ({ at: at(value), text: score(value) })),
    isConditional: false,
    isChoice: false,
  };
}

function choiceAxis(name: string, choices: readonly unknown[], isConditional: boolean): Axis {
  const texts = choices.map((choice) => JSON.stringify(choice));
  const at = (i: number) => (choices.length === 1 ? 0.5 : i / (choices.length - 1));
  return {
    name,
    place({ params }) {
      const i = name in params ? texts.indexOf(JSON.stringify(params[name])) : -1;
      return i < 0 ? null : at(i);
    },
    ticks: choices.map((choice, i) => ({ at: at(i), text: plain(paramText(choice)) })),
    isConditional,
    isChoice: true,
  };
}

function decades(min: number, max: number): number[] {
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const last = Math.floor(Math.log10(max) + 1e-9);
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
  return all.length >= 2 ? all : [min, max];
}

function clamp(share: number): number {
  return Math.max(0, Math.min(1, share));
}

// Not by spread: there may be more trials than a call takes arguments.
function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}

function greatest(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
}
