import { invalid, type Mistake } from "../error.ts";
import { type ExperimentSpec, type ParameterSpec, ParameterType } from "../gen/katib/v1beta1/suggestion.ts";
import type { DeclaredParameter } from "../search/index.ts";

/** A parameter of an experiment: how the search has it, and how its values are written in Katib. */
export interface Dimension {
  readonly declared: DeclaredParameter;
  write(value: unknown): string;
  /** The value that a text stands for; undefined for one that is none of its values. */
  read(text: string): number | string | undefined;
}

/** The parameters of an experiment. @throws SweepError `invalid` with everything that is wrong with them */
export function experimentSpace(spec: ExperimentSpec | undefined): readonly Dimension[] {
  const mistakes: Mistake[] = [];
  const parameters = spec?.parameterSpecs?.parameters ?? [];
  if (spec?.nasConfig !== undefined)
    mistakes.push({ path: "nasConfig", value: undefined, rule: "is a search for architectures, which this is not" });
  if (parameters.length === 0) mistakes.push({ path: "parameters", value: undefined, rule: "are missing" });
  const space = parameters.map((parameter) => dimension(parameter, mistakes));
  if (mistakes.length > 0) throw invalid(mistakes);
  return space;
}

function dimension({ name, parameterType, feasibleSpace }: ParameterSpec, mistakes: Mistake[]): Dimension {
  const { min = "", max = "", step = "", list = [] } = feasibleSpace ?? {};
  const number = (key: string, text: string) => {
    if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
    mistakes.push({ path: `parameters.${name}.feasibleSpace.${key}`, value: text, rule: "must be a number" });
    return 0;
  };
  if (parameterType === ParameterType.DOUBLE || parameterType === ParameterType.INT) {
    const type = parameterType === ParameterType.INT ? "int" : "float";
    const range = { name, type, min: number("min", min), max: number("max", max) } as const;
    const declared = step === "" ? range : { ...range, step: number("step", step) };
    return { declared, write: String, read: (text) => within(declared, Number(text)) };
  }
  if (parameterType !== ParameterType.DISCRETE && parameterType !== ParameterType.CATEGORICAL) {
    const rule = "must be double, int, discrete or categorical";
    mistakes.push({ path: `parameters.${name}.parameterType`, value: parameterType, rule });
  }
  // Values are texts in Katib, and go back as they came: 1.0 stays 1.0.
  const isNumeric = parameterType === ParameterType.DISCRETE;
  const values = list.map((text) => (isNumeric ? number("list", text) : text));
  return {
    declared: { name, type: "categorical", values },
    write: (value) => list[values.indexOf(value as never)] ?? "",
    read: (text) => values[list.indexOf(text)],
  };
}

function within({ min, max }: { readonly min: number; readonly max: number }, value: number): number | undefined {
  return value >= min && value <= max ? value : undefined;
}
