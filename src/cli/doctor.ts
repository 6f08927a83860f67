import type { Command } from "commander";
import { EXIT } from "./exit.ts";
import { addCommand } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { doctorLines } from "./view/doctor.ts";

/** `macrosweep doctor DIR`: what of a state folder is whole. */
export function addDoctor(program: Command): void {
  addCommand(program, "doctor <dir>", {
    summary: "check a state folder, and say what can be saved of a damaged one",
    description:
      "Check the journal of a state folder: the file, and each sweep event by event against its checksums. Changes nothing, and may be asked while a controller runs. Exit code 1 when something is damaged: the sweeps that are whole go on as before, and of the others it says up to which event they can be read.",
    example: "macrosweep doctor .macrosweep",
  }).action(async (dir: string, { json = false }: { readonly json?: boolean }) => {
    const { inspectState } = await import("../controller/index.ts");
    const inspection = inspectState(dir);
    const isDamaged = inspection.damage.length > 0 || inspection.sweeps.some(({ damage }) => damage !== null);
    if (json) printJson(inspection);
    else printLines(doctorLines(inspection));
    process.exitCode = isDamaged ? EXIT.noWinner : EXIT.done;
  });
}
