import { type Command, InvalidArgumentError } from "commander";
import { invalid, type Mistake } from "../error.ts";
import { type PrunerSpec, readPruner, replay } from "../search/index.ts";
import { withClient } from "./client.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { recordedCurves } from "./recordedCurves.ts";
import { replayShape } from "./replayShape.ts";
import { aimOf } from "./view/numbers.ts";
import { replayLines } from "./view/replay.ts";

interface ReplayOptions extends ClientOptions {
  readonly pruner: string;
  readonly set: Readonly<Record<string, unknown>>;
}

/** `macrosweep replay NAME --pruner asha`: what another pruner would have done on the curves of a sweep. */
export function addReplay(program: Command): void {
  addClientCommand(program, "replay <name>", {
    summary: "try another pruner on recorded curves",
    description:
      "Say what another pruner would have done on the recorded curves of a sweep: epochs saved, and which of the best trials it would have stopped. Trials are taken in the order of their numbers. A trial that was pruned cannot be judged beyond the end of its curve, so a sweep with pruner none tells most.",
    example: "macrosweep replay beats --pruner asha --set reductionFactor=4 --set confidence=0.8",
  })
    .requiredOption("--pruner <pruner>", "name of the pruner to try, as in a sweep document")
    .option("--set <key=value>", "a setting of the pruner; once for each setting", setting, {})
    .action(async (name: string, { controller, json, pruner, set }: ReplayOptions) => {
      const [sweep, trials] = await withClient(controller, async (client) => {
        return [await client.get(name), await client.trials(name)] as const;
      });
      const maxStep = sweep.budget.epochsPerTrial;
      const direction = sweep.objective.direction === "minimize" ? "minimize" : "maximize";
      const spec = readSettings({ ...set, name: pruner }, maxStep);
      const recorded = recordedCurves(trials);
      const replayed = replay(recorded.curves, spec, { maxStep, direction });
      const shape = replayShape(sweep, spec, recorded, replayed);
      if (json) printJson(shape);
      else printLines(replayLines(shape, aimOf(sweep.objective)));
    });
}

function readSettings(raw: object, maxStep: number): PrunerSpec {
  const mistakes: Mistake[] = [];
  const spec = readPruner(raw, maxStep, "pruner", mistakes);
  if (mistakes.length > 0) throw invalid(mistakes);
  return spec;
}

// A number or a list is written as JSON has it; anything else is a text.
function setting(text: string, before: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const at = text.indexOf("=");
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || value === "") throw new InvalidArgumentError("It must be KEY=VALUE, such as reductionFactor=4.");
  try {
    return { ...before, [key]: JSON.parse(value) };
  } catch {
    return { ...before, [key]: value };
  }
}
