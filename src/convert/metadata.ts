import { given } from "./dimension.ts";
import { sweepName } from "./draft.ts";
import type { Source } from "./source.ts";

// Kubernetes writes these.
const WRITTEN = ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"];

/** The metadata of a resource, for a sweep of the same name. */
export function readMetadata(document: Source): object {
  const metadata = document.child("metadata");
  for (const key of WRITTEN) metadata.raw(key);
  document.raw("status");
  const said = metadata.text("name") ?? metadata.text("generateName") ?? "converted";
  const name = sweepName(said);
  if (name !== said) metadata.remark(metadata.has("name") ? "name" : "generateName", `is called ${name} here`);
  const kept = given({
    namespace: metadata.text("namespace"),
    labels: metadata.raw("labels"),
    annotations: metadata.raw("annotations"),
  });
  metadata.end();
  return { name, ...kept };
}
