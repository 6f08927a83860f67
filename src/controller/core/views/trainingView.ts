import { jsonOf } from "../../../search/space/written.ts";
import type { TrainingShape } from "../../../shapes/best.ts";
import { type CommandTrainer, renderArgv } from "../document/commandTrainer.ts";
import { renderEnv } from "../document/containment.ts";
import type { TrainerSpec } from "../document/trainer.ts";
import type { Sweep, Trial } from "../state.ts";

/**
 * How a trial is trained anew: what the document sets in its environment, and MACROSWEEP_TRIAL where its script may read it: where nothing else says every param,
 * and, of a script that speaks the protocol, every param, the seed and the epochs. Whose reports are read in what it writes by itself knows nothing of us.
 */
export function viewTraining(sweep: Sweep, trial: Trial): TrainingShape {
  const { trainer, budget, parameters: space } = sweep.spec;
  const { number, seed } = trial;
  const params = sweep.history.trials[number]?.params ?? {};
  if (trainer.kind !== "command") return { argv: [], env: {}, seed };
  const facts = { space, params, trial: number, seed, epochs: budget.epochsPerTrial };
  const said = Object.entries(renderEnv(trainer.containment?.env, facts, trainer.values ?? {}));
  const asked = trainer.reports === undefined ? ["seed", "epochs"] : [];
  const unsaid =
    Object.keys(params).some((param) => !says(trainer, namesOf(trainer, param))) ||
    asked.some((fact) => !says(trainer, [fact]));
  return {
    argv: renderArgv(trainer, facts).map(readable),
    env: {
      ...Object.fromEntries(said.map(([name, value]) => [name, readable(value)])),
      ...(unsaid ? { MACROSWEEP_TRIAL: trialOf(sweep, trial) } : {}),
    },
    seed,
  };
}

// Floats are written as floats, as an agent does.
function trialOf({ spec, history }: Sweep, { number, seed }: Trial): string {
  const byName = new Map(spec.parameters.map((parameter) => [parameter.name, parameter]));
  const params = Object.entries(history.trials[number]?.params ?? {}).map(
    ([name, value]) => `${JSON.stringify(name)}:${jsonOf(byName.get(name), value)}`,
  );
  const epochs = spec.budget.epochsPerTrial;
  const rest = { sweep: spec.name, trial: number, attempt: 1, seed, replicate: 0, epochs, reported: 0 };
  return `${JSON.stringify(rest).slice(0, -1)},"params":{${params.join(",")}},"checkpointDir":"{{ checkpointDir }}"}`;
}

// Back to the words of a document; see `fill`.
function readable(text: string): string {
  return text.replace(PLACE, (_whole, file, name) => `{{ ${file === undefined ? "" : "files."}${name} }}`);
}

function says(
  { command, args, files = {}, containment }: CommandTrainer & TrainerSpec,
  names: readonly string[],
): boolean {
  const given = args.flatMap((arg) => (typeof arg === "string" ? [arg] : arg.args));
  const texts = [...command, ...given, ...Object.values(files), ...Object.values(containment?.env ?? {})].join("\n");
  return [...texts.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].some(([, name = ""]) => names.includes(name));
}

/** The placeholders that say a param: itself, and what is computed from it. */
function namesOf({ values = {} }: CommandTrainer, param: string): string[] {
  const computed = Object.keys(values).filter((name) => values[name]?.of === param);
  return [`params.${param}`, ...computed.map((name) => `values.${name}`)];
}

const PLACE = /\0(files\/)?([^\0]*)\0/g;
