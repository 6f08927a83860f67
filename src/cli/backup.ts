import type { Command } from "commander";
import { config, DEFAULT_STATE } from "./config.ts";
import { atHome } from "./home.ts";
import { addCommand, type ClientOptions, caOption, insecureOption, tokenFileOption } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { backedUpLine, restoredLines } from "./view/backup.ts";

interface BackupOptions extends Omit<ClientOptions, "state"> {
  readonly state?: string;
}

/** `macrosweep backup FILE`: all sweeps of a state folder, or of a controller elsewhere, in one file. */
export function addBackup(program: Command): void {
  addCommand(program, "backup <file>", {
    summary: "save all sweeps of a state folder or a controller in one file, also while it runs",
    description:
      "Save the journal of a state folder as it stands now in a new file: all sweeps with everything that was reported and decided. The controller goes on meanwhile. What was written is read through against its checksums before the file gets its name. Checkpoints, logs and tokens are not in it. With --url, or where --state is not given and $MACROSWEEP_URL is, a controller elsewhere sends it, to whoever has a token of the scope admin.",
    example: "macrosweep backup nightly.db --state /var/lib/macrosweep",
  })
    .option("--state <dir>", `the state folder (default: "${DEFAULT_STATE}")`)
    .option("--url <url>", "address of a controller that sends it, such as https://sweeps.example.org:7451")
    .addOption(tokenFileOption())
    .addOption(caOption())
    .addOption(insecureOption())
    .action(async (file: string, { json, url, state, ...trust }: BackupOptions) => {
      const { backUpState, receiveBackup } = await import("../controller/index.ts");
      const asked = url ?? (state === undefined ? config.url : undefined);
      const folder = state ?? DEFAULT_STATE;
      const home = { ...trust, state: folder, ...(asked === undefined ? {} : { url: asked }) };
      const backup =
        asked === undefined
          ? backUpState(folder, file)
          : await atHome(home, ({ client }) => receiveBackup(client.backup(), file));
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
