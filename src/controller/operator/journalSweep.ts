import { createHash } from "node:crypto";
import { isObject } from "../../fields.ts";
import { createRequest, renamed } from "../core/createRequest.ts";
import type { SweepResource } from "./resource.ts";

/** The label of sweeps in the journal that come from resources: the UID of it. */
export const RESOURCE_LABEL = "macrosweep.dev/resource-uid";

export type CreateRequest = ReturnType<typeof createRequest>;

/** What a resource is called in the journal: by its namespace too where several are served. No name of a sweep has a dot. */
export function journalName(namespace: string, name: string, severalNamespaces: boolean): string {
  return severalNamespaces ? `${namespace}.${name}` : name;
}

/** The id of the sweep of a resource: one that was made anew under the same name has another. */
export function journalId(uid: string): string {
  return createHash("sha256").update(uid).digest("hex").slice(0, 8);
}

/** What a resource asks the engine for. @throws SweepError `invalid` for a document that is none */
export function requestOf({ metadata, spec }: SweepResource, severalNamespaces: boolean): CreateRequest {
  const { name = "", namespace = "", labels = {}, uid = "" } = metadata ?? {};
  const marked = { ...labels, [RESOURCE_LABEL]: uid };
  const document = { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", metadata: { name, labels: marked }, spec };
  // What one namespace has found is not for another.
  const request = renamed(createRequest(document), (one) => journalName(namespace, one, severalNamespaces));
  return { ...request, id: journalId(uid) };
}

/** Whether the resource says itself that it rests or goes on. */
export function saysSuspend({ spec }: SweepResource): boolean {
  return isObject(spec) && typeof spec.suspend === "boolean";
}
