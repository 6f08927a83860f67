import { createHash } from "node:crypto";

/** The resource of a cluster that a template comes from. */
export interface Origin {
  readonly uid: string;
  /** What the names of its schedule, series and nights begin with: those of several namespaces are no one's among each other; "": one is served. */
  readonly prefix: string;
}

/** The id of a night of this resource: no sweep that people make has it, whatever its labels say. */
export function nightId({ uid }: Pick<Origin, "uid">, night: string): string {
  return createHash("sha256").update(`${uid} ${night}`).digest("hex").slice(0, 8);
}
