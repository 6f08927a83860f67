import type { Command } from "commander";
import { DEFAULT_STATE } from "./config.ts";
import { addCommand } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { backedUpLine, restoredLines } from "./view/backup.ts";

/** `macrosweep backup FILE`: all sweeps of a state folder in one file. */
export function addBackup(program: Command): void {
  addCommand(program, "backup <file>", {
    summary: "save all sweeps of a state folder in one file, also while a controller runs",
    description:
      "Save the journal of a state folder as it stands now in a new file: all sweeps with everything that was reported and decided. The controller goes on meanwhile. What was written is read through against its checksums before the file gets its name. Checkpoints, logs and tokens are not in it.",
    example: "macrosweep backup nightly.db --state /var/lib/macrosweep",
  })
    .option("--state <dir>", "the state folder", DEFAULT_STATE)
    .action(async (file: string, { state, json }: { readonly state: string; readonly json?: boolean }) => {
      const { backUpState } = await import("../controller/index.ts");
      const backup = backUpState(state, file);
      if (json) printJson(backup);
      else printLines([backedUpLine(backup)]);
    });
}

/** `macrosweep restore FILE DIR`: a state folder of a backup. */
export function addRestore(program: Command): void {
  addCommand(program, "restore <file> <dir>", {
    summary: "make a state folder of a backup",
    description:
      "Make a new state folder of a backup, whose checksums are checked first. A folder with something in it is refused. A controller on that folder goes on from where the backup was made; agents that have trained on since are told, and their trials go on from what the backup knows.",
    example: "macrosweep restore nightly.db /var/lib/macrosweep",
  }).action(async (file: string, dir: string, { json = false }: { readonly json?: boolean }) => {
    const { restoreState } = await import("../controller/index.ts");
    const restored = restoreState(file, dir);
    if (json) printJson(restored);
    else printLines(restoredLines(restored, dir));
  });
}
