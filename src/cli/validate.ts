import type { Command } from "commander";
import { checkData } from "./checkData.ts";
import { loadDocument, printWarnings } from "./document.ts";
import { addCommand } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { aimOf } from "./view/numbers.ts";

/** `macrosweep validate FILE`: checks a sweep document without any controller. */
export function addValidate(program: Command): void {
  addCommand(program, "validate <file>", {
    summary: "check a sweep document",
    description:
      "Check a sweep document and list every mistake with its place, value and rule. Needs no controller. Every key with its range, default and an example: docs/document.md of this package.",
    example: "macrosweep validate beats.yaml",
  }).action(async (file: string, { json }: { json?: boolean }) => {
    const { spec, warnings } = await loadDocument(file);
    const remarks = await checkData(spec);
    if (json)
      return printJson({
        sweep: spec.name,
        valid: true,
        objective: spec.objective,
        warnings: [...warnings, ...remarks],
      });
    printWarnings([...warnings, ...remarks]);
    const { parameters, budget, objective } = spec;
    const aim = aimOf(objective);
    const size = `${parameters.length} parameter${parameters.length === 1 ? "" : "s"}, ${budget.trials} trials of at most ${budget.epochsPerTrial} epochs`;
    printLines([[`${file} is valid: sweep ${spec.name}, ${aim}, ${size}.`]]);
  });
}
