import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
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
    writeFileSync(draft, [machine(), namespace, pid, start].join(" "), { mode: 0o600 });
    renameSync(draft, join(folder, process));
  } catch {
    return () => {};
  }
  return () => rmSync(join(folder, process), { force: true });
}

/**
 * The agents' processes of this folder that ended without taking back their presence, as far as can be told from here: those of this boot of this
 * machine and this namespace of processes. Of many the newest are kept.
 */
export function earlierProcesses(work: string, { namespace }: Marker): readonly EarlierProcess[] {
  // Where the system does not say which boot this is, nothing can be told of another's process.
  const here = bootOf() === "" ? null : machine();
  const gone = presences(work).flatMap(({ process, words: [where, theirs, pid = "", start = ""] }) => {
    const isHere = where === here && theirs === namespace;
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
      .map((process) => ({ process, words: wordsOf(join(folderOf(work), process)) }));
  } catch {
    // None yet, or none that can be read.
    return [];
  }
}

// None of a file that another user has written, of whose processes less can be seen, or that has just gone.
function wordsOf(file: string): string[] {
  try {
    return readFileSync(file, "latin1").split(" ");
  } catch {
    return [];
  }
}

// A machine that was copied while it ran has the boot of its twin.
function machine(): string {
  return `${bootOf()}/${hostname().replaceAll(" ", "-")}`;
}

function folderOf(work: string): string {
  return join(work, ".agents");
}
