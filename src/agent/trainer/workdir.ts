import { cp, lstat, mkdir, stat, symlink } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize, resolve } from "node:path";
import { SweepError } from "../../error.ts";
import type { Workdir } from "../../gen/macrosweep/v1/agent.ts";

/**
 * Makes the folder in which a trial runs, FOLDER/workdir, and puts into it what its document names and the files of its command. What is there
 * already, from an earlier attempt, stays as it is.
 * @throws SweepError `invalid` when something of it is not in the agent's folder `base`, `unavailable` when the folder cannot be made.
 */
export async function makeWorkdir(
  folder: string,
  { link, copy, command }: Workdir,
  argv: readonly string[],
  base: string,
): Promise<string> {
  const workdir = workdirIn(folder);
  try {
    await mkdir(workdir, { recursive: true });
    for (const path of link) await put("link", path, base, workdir);
    for (const path of copy) await put("copy", path, base, workdir);
    for (const path of argv.slice(0, command)) {
      if (isInside(path) && (await isFile(resolve(base, path)))) await put("link", path, base, workdir);
    }
  } catch (cause) {
    if (cause instanceof SweepError) throw cause;
    throw new SweepError("unavailable", `workdir: ${workdir} cannot be made: ${String(cause)}`, { cause });
  }
  return workdir;
}

/** Where in the trial's folder its trainer runs, when it has a folder of its own. */
export function workdirIn(folder: string): string {
  return join(folder, "workdir");
}

async function put(how: "link" | "copy", path: string, base: string, workdir: string): Promise<void> {
  const from = resolve(base, path);
  const to = join(workdir, path);
  // The controller has checked it; but this one becomes a path of this machine.
  if (!isInside(path))
    throw new SweepError("invalid", `workdir.${how}: ${JSON.stringify(path)} must be a path in ${base}`);
  if ((await found(from, stat)) === null) {
    throw new SweepError("invalid", `workdir.${how}: ${JSON.stringify(path)} is not in ${base}, the agent's folder`);
  }
  if ((await found(to, lstat)) !== null) return;
  await mkdir(dirname(to), { recursive: true });
  if (how === "link") await symlink(from, to);
  else await cp(from, to, { recursive: true });
}

function isInside(path: string): boolean {
  return path !== "" && !isAbsolute(path) && !normalize(path).startsWith("..") && normalize(path) !== ".";
}

async function isFile(path: string): Promise<boolean> {
  return (await found(path, stat))?.isFile() ?? false;
}

async function found<T>(path: string, look: (path: string) => Promise<T>): Promise<T | null> {
  try {
    return await look(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw error;
  }
}
