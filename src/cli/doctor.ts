import type { Command } from "commander";
import { EXIT } from "./exit.ts";
import { addCommand } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { doctorLines, savedLines } from "./view/doctor.ts";

/** `macrosweep doctor DIR`: what of a state folder is whole. */
export function addDoctor(program: Command): void {
  addCommand(program, "doctor <dir>", {
    summary: "check a state folder, and say what can be saved of a damaged one",
    description:
      "Check the journal of a state folder: the file, and each sweep event by event against its checksums. Changes nothing, and may be asked while a controller runs. Exit code 1 when something is damaged: the sweeps that are whole go on as before, and of the others it says up to which event they can be read. With --save what can be read is written into a new state folder, where each damaged sweep goes on from its last event before the damage.",
    example: "macrosweep doctor .macrosweep --save saved",
  })
    .option("--save <newdir>", "write what can be read into this new state folder; the old one stays as it is")
    .action(async (dir: string, { json = false, save }: { readonly json?: boolean; readonly save?: string }) => {
      const { inspectState, salvageState } = await import("../controller/index.ts");
      const inspection = inspectState(dir);
      const saved = save === undefined ? null : await salvageState(dir, save);
      const isDamaged = inspection.damage.length > 0 || inspection.sweeps.some(({ damage }) => damage !== null);
      if (json) printJson(saved === null ? inspection : { ...inspection, saved });
      else printLines([...doctorLines(inspection), ...(saved === null ? [] : savedLines(dir, saved))]);
      process.exitCode = isDamaged ? EXIT.noWinner : EXIT.done;
    });
}
