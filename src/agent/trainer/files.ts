import { mkdir, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { SweepError } from "../../error.ts";

/**
 * Writes the files of a trial into its folder, anew for every attempt.
 * @throws SweepError `invalid` for a path that leads out of the folder, `unavailable` when one cannot be written.
 */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    // The controller has checked the path; but this one becomes a path of this machine.
    const leadsOut = isAbsolute(path) || normalize(path).split(/[\\/]/).includes("..");
    if (path === "" || leadsOut)
      throw new SweepError("invalid", `files: ${JSON.stringify(path)} leads out of the trial's folder`);
    try {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    } catch (cause) {
      throw new SweepError("unavailable", `${join(folder, path)} cannot be written: ${String(cause)}`, { cause });
    }
  }
}
