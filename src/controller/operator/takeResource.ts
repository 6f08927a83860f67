import { type Mistake, SweepError } from "../../error.ts";
import { isTooDeep } from "../core/document/depth.ts";
import { type Placement, readPlacement } from "../core/document/placement.ts";
import { isOver } from "../core/state.ts";
import type { Engine } from "../engine.ts";
import { type CreateRequest, journalId, RESOURCE_LABEL, requestOf, saysSuspend } from "./journalSweep.ts";
import type { SweepResource } from "./resource.ts";
import type { Trouble } from "./trouble.ts";

/** What has become of a document. */
export interface Taken {
  /** null: the sweep in the journal is as the document has it. */
  readonly refusal: Trouble | null;
  /** null: the document has none, or none that is valid. */
  readonly placement: Placement | null;
}

/**
 * Brings the document of a resource into the journal, by the way of POST /api/v1/sweeps; said again it changes nothing.
 * @param name in the journal
 * @param isNews whether the document is another than the one that was taken last
 * @throws SweepError `unavailable` where it may be tried again
 */
export async function takeResource(
  engine: Engine,
  resource: SweepResource,
  { name, several, isNews }: { name: string; several: boolean; isNews: boolean },
): Promise<Taken> {
  const placement = placementOf(resource);
  try {
    const request = requestOf(resource, several);
    await makeRoom(engine, name, resource.metadata?.uid ?? "");
    await engine.execute(name, { ...request, suspend: suspendOf(request, resource, isNews) });
    return { refusal: null, placement };
  } catch (error) {
    return { refusal: refusalOf(error), placement };
  }
}

/** Why a document was not taken. @throws `error` itself where that may be otherwise in a moment */
export function refusalOf(error: unknown): Trouble {
  if (!(error instanceof SweepError) || error.code === "unavailable") throw error;
  return { reason: REASONS[error.code] ?? "Refused", message: error.message };
}

const REASONS: Partial<Record<SweepError["code"], string>> = {
  invalid: "Invalid",
  exists: "EditRefused",
  conflict: "NameTaken",
  notFound: "NotFound",
};

// In a resource what is left out is false. That it was paused by other means holds until the next edit.
function suspendOf({ suspend }: CreateRequest, resource: SweepResource, isNews: boolean): boolean | undefined {
  return saysSuspend(resource) || !isNews ? suspend : false;
}

/** Whose sweep of that name is in the journal: this resource's, none, or somebody else's. */
export async function ownerOf(engine: Engine, name: string, uid: string): Promise<"own" | "none" | "other"> {
  if (!engine.names().includes(name)) return "none";
  return await engine.read(name, ({ id }) => (id === journalId(uid) ? "own" : "other"));
}

/** A sweep of a resource that is not there any more, for no two have one name, makes room. @throws SweepError `conflict` for one that people have made */
async function makeRoom(engine: Engine, name: string, uid: string): Promise<void> {
  if ((await ownerOf(engine, name, uid)) !== "other") return;
  const labels = await engine.read(name, ({ spec }) => spec.labels ?? {});
  if (labels[RESOURCE_LABEL] === undefined) {
    const rule = "is the name of a sweep that did not come from a resource; delete it, or choose another name";
    throw new SweepError("conflict", `metadata.name: ${JSON.stringify(name)} ${rule}`);
  }
  await removeSweep(engine, name);
}

/** Ends a sweep and removes it from the journal. */
export async function removeSweep(engine: Engine, name: string): Promise<void> {
  if (!engine.names().includes(name)) return;
  if (!(await engine.read(name, isOver))) await engine.execute(name, { kind: "cancel" });
  await engine.remove(name);
}

/** null: the document has none, or none that is valid. */
export function placementOf({ spec }: SweepResource): Placement | null {
  const mistakes: Mistake[] = [];
  const raw = typeof spec === "object" && spec !== null && "placement" in spec ? spec.placement : undefined;
  if (isTooDeep(raw)) return null;
  const placement = readPlacement(raw ?? undefined, mistakes);
  return mistakes.length === 0 ? (placement ?? null) : null;
}
