import type { Command } from "commander";
import { config, DEFAULT_STATE } from "./config.ts";
import { EXIT } from "./exit.ts";
import { atHome, type HomeOptions } from "./home.ts";
import { addCommand } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { diagnosisLines } from "./view/diagnosis.ts";
import { doctorLines, savedLines } from "./view/doctor.ts";

interface DoctorOptions {
  readonly json?: boolean;
  readonly save?: string;
  readonly url?: string;
}

/** `macrosweep doctor [DIR]`: what of a state folder is whole, and what is wrong with a controller. */
export function addDoctor(program: Command): void {
  addCommand(program, "doctor [dir]", {
    summary: "check a state folder or a controller, and say what is wrong and what can be saved",
    description:
      "Check the journal of a state folder: the file, and each sweep event by event against its checksums. Changes nothing, and may be asked while a controller runs. Exit code 1 when something is damaged: the sweeps that are whole go on as before, and of the others it says up to which event they can be read. With --save what can be read is written into a new state folder, where each damaged sweep goes on from its last event before the damage. With --url, or where the folder is not given and $MACROSWEEP_URL is, a controller is asked instead: whether it can record, which sweeps wait and for what, which agents are in trouble or gone, how full its disk is. Exit code 1 when it cannot do its work.",
    example: "macrosweep doctor .macrosweep --save saved",
  })
    .option("--save <newdir>", "write what can be read into this new state folder; the old one stays as it is")
    .option("--url <url>", "address of a controller to check, such as http://127.0.0.1:7451")
    .action(async (dir: string | undefined, { json = false, save, url }: DoctorOptions) => {
      const asked = url ?? (dir === undefined ? config.url : undefined);
      const isBad =
        asked === undefined
          ? await checkFolder(dir ?? DEFAULT_STATE, save, json)
          : await checkController({ url: asked, state: dir ?? DEFAULT_STATE }, json);
      process.exitCode = isBad ? EXIT.noWinner : EXIT.done;
    });
}

async function checkController(home: HomeOptions, json: boolean): Promise<boolean> {
  const diagnosis = await atHome(home, ({ client }) => client.diagnosis());
  if (json) printJson(diagnosis);
  else printLines(diagnosisLines(diagnosis));
  return diagnosis.findings.some(({ level }) => level === "error");
}

async function checkFolder(dir: string, save: string | undefined, json: boolean): Promise<boolean> {
  const { inspectState, salvageState } = await import("../controller/index.ts");
  const inspection = inspectState(dir);
  const saved = save === undefined ? null : await salvageState(dir, save);
  if (json) printJson(saved === null ? inspection : { ...inspection, saved });
  else printLines([...doctorLines(inspection), ...(saved === null ? [] : savedLines(dir, saved))]);
  return inspection.damage.length > 0 || inspection.sweeps.some(({ damage }) => damage !== null);
}
