import type { Command } from "commander";
import { loadDocument } from "./document.ts";
import { addCommand } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { metricName } from "./view/numbers.ts";

/** `macrosweep validate FILE`: checks a sweep document without any controller. */
export function addValidate(program: Command): void {
  addCommand(program, "validate <file>", {
    summary: "check a sweep document",
    description: "Check a sweep document and list every mistake with its place, value and rule. Needs no controller.",
    example: "macrosweep validate beats.yaml",
  }).action(async (file: string, { json }: { json?: boolean }) => {
    const { spec } = await loadDocument(file);
    if (json) return printJson({ sweep: spec.name, valid: true, objective: spec.objective });
    const { parameters, budget, objective } = spec;
    const aim = `${objective.direction} ${metricName(objective.metric)}`;
    const size = `${parameters.length} parameters, ${budget.trials} trials of at most ${budget.epochsPerTrial} epochs`;
    printLines([[`${file} is valid: sweep ${spec.name}, ${aim}, ${size}.`]]);
  });
}
