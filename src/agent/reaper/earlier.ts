import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../makeFolder.ts";
import { BOUNDS } from "../bounds.ts";
import { bootOf, type Marker, startOf } from "../trainer/mark.ts";

/** A process of an agent of this folder that runs no more. */
export interface EarlierProcess extends Pick<Marker, "pid" | "start"> {
  /** As it called itself in its Hello. */
  readonly process: string;
}

/**
 * Writes down in WORK/.agents that this process is an agent of the folder, so that a later one can say of it that it has gone. Where that cannot be
 * written, the leases of this process will end by silence. The returned function takes it back.
 */
export function notePresence(work: string, process: string, { namespace, pid, start }: Marker): () => void {
  const folder = folderOf(work);
  try {
    makeFolder(folder);
    // Renamed, so that nobody reads half of it.
    const draft = join(folder, `.${randomBytes(8).toString("hex")}`);
    writeFileSync(draft, [bootOf(), namespace, pid, start].join(" "), { mode: 0o600 });
    renameSync(draft, join(folder, process));
  } catch {
    return () => {};
  }
  return () => rmSync(join(folder, process), { force: true });
}

/**
 * The agents' processes of this folder that ended without taking back their presence, as far as can be told from here: those of this boot of the
 * machine and this namespace of processes. Of many the newest are kept.
 */
export function earlierProcesses(work: string, { namespace }: Marker): readonly EarlierProcess[] {
  const gone = presences(work).flatMap(({ process, words: [boot, theirs, pid = "", start = ""] }) => {
    const isHere = boot === bootOf() && theirs === namespace;
    return isHere && startOf(Number(pid)) !== start ? [{ process, pid: Number(pid), start }] : [];
  });
  const byAge = gone.toSorted((a, b) => Number(b.start) - Number(a.start));
  for (const { process } of byAge.slice(BOUNDS.earlierProcesses))
    rmSync(join(folderOf(work), process), { force: true });
  return byAge.slice(0, BOUNDS.earlierProcesses);
}

function presences(work: string): { process: string; words: readonly string[] }[] {
  try {
    return readdirSync(folderOf(work))
      .filter((name) => /^[0-9a-f]{32}$/.test(name))
      .map((process) => ({ process, words: readFileSync(join(folderOf(work), process), "latin1").split(" ") }));
  } catch {
    // None yet, or none that can be read.
    return [];
  }
}

function folderOf(work: string): string {
  return join(work, ".agents");
}
