import { type Command, InvalidArgumentError } from "commander";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
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
    .action(async (name: string, { json, pruner, set, ...home }: ReplayOptions) => {
      const { shape, objective } = await atHome(home, async ({ client }) => {
        const { objective } = await client.get(name);
        return { shape: await client.replay(name, { ...set, name: pruner }), objective };
      });
      if (json) printJson(shape);
      else printLines(replayLines(shape, aimOf(objective)));
    });
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
