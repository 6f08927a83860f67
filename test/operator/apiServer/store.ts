import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { admit, type Schema } from "../../deploy/k8s/admit.ts";
import { applied, isSame, mergePatched } from "./apply.ts";
import { faultsOfMetadata, Refused, type Stored } from "./objects.ts";

const file = join(import.meta.dirname, "../../../deploy/k8s/components/crd/sweeps.yaml");
const schema: Schema = parse(readFileSync(file, "utf8")).spec.versions[0].schema.openAPIV3Schema;

export interface Change {
  readonly version: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly plural: string;
  readonly object: Stored;
}

/** Everything that the server has, with the rules of an API server: versions, generations, finalizers, owners, the subresource status. */
export class Store {
  /** By plural, then by namespace and name. */
  readonly #objects = new Map<string, Map<string, Stored>>();
  readonly #owned = new Map<string, Map<string, Set<string>>>();
  #changes: Change[] = [];
  /** Changes before it are forgotten. */
  #oldest = 0;
  #version = 100;
  readonly #listeners = new Set<(change: Change) => void>();

  get version(): number {
    return this.#version;
  }

  all(plural: string): Stored[] {
    return [...(this.#objects.get(plural)?.values() ?? [])];
  }

  find(plural: string, namespace: string, name: string): Stored | undefined {
    return this.#objects.get(plural)?.get(`${namespace}/${name}`);
  }

  get(plural: string, namespace: string, name: string): Stored {
    const found = this.find(plural, namespace, name);
    if (found === undefined) throw new Refused(404, "NotFound", `${plural} "${name}" not found`);
    return found;
  }

  /** What happened after a version; null: that is forgotten. */
  since(version: number): Change[] | null {
    return version < this.#oldest ? null : this.#changes.filter((change) => change.version > version);
  }

  /** As etcd's compaction: whoever was away has to list again. */
  forgetChanges(): void {
    this.#version += 1;
    this.#oldest = this.#version;
    this.#changes = [];
  }

  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  create(plural: string, namespace: string, body: Stored): Stored {
    const { generateName } = body.metadata as { generateName?: string };
    const name = body.metadata.name ?? `${generateName}${randomUUID().slice(0, 5)}`;
    if (this.find(plural, namespace, name) !== undefined)
      throw new Refused(409, "AlreadyExists", `${plural} "${name}" already exists`);
    if (plural === "pods") this.#checkAccount(namespace, body);
    const creationTimestamp = now();
    const metadata = { ...body.metadata, name, namespace, uid: randomUUID(), generation: 1, creationTimestamp };
    const { status: _, ...rest } = body;
    // Nothing is born with the status that somebody gives it.
    const status = plural === "pods" ? { status: { phase: "Pending" } } : {};
    return this.#put(plural, { ...rest, ...status, metadata } as Stored, undefined, "ADDED");
  }

  /** Lets it be as `change` makes it of a copy. `below`: status, or the main resource. */
  update(
    plural: string,
    namespace: string,
    name: string,
    below: string | null,
    change: (live: Stored) => Stored,
  ): Stored {
    const live = this.get(plural, namespace, name);
    const wanted = change(structuredClone(live));
    const { uid, resourceVersion } = wanted.metadata ?? {};
    if (uid !== undefined && uid !== live.metadata.uid)
      throw new Refused(
        409,
        "Conflict",
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`,
      );
    if (resourceVersion !== undefined && resourceVersion !== live.metadata.resourceVersion)
      throw new Refused(
        409,
        "Conflict",
        `the object has been modified; please apply your changes to the latest version`,
      );
    const hasStatus = plural === "sweeps" || plural === "jobs" || plural === "pods";
    const next: Stored =
      below === "status"
        ? { ...live, status: wanted.status }
        : { ...(wanted as Stored), ...(hasStatus ? { status: live.status } : {}), metadata: kept(wanted, live) };
    if (hasStatus && next.status === undefined) delete next.status;
    const isOther = !isSame(next.spec, live.spec);
    const generation = (live.metadata.generation ?? 1) + (isOther ? 1 : 0);
    const made = { ...next, metadata: { ...next.metadata, generation } } as Stored;
    if (isSame(made, live)) return live;
    if (plural !== "pods" && isOver(made)) return this.#remove(plural, made);
    return this.#put(plural, made, live, "MODIFIED");
  }

  apply(plural: string, namespace: string, name: string, below: string | null, body: Stored, manager: string): Stored {
    const key = `${plural}/${namespace}/${name}/${below ?? ""}`;
    const live = this.find(plural, namespace, name);
    if (live === undefined && below !== null) throw new Refused(404, "NotFound", `${plural} "${name}" not found`);
    const { metadata, ...rest } = body;
    const owned = this.#owned.get(key) ?? new Map();
    this.#owned.set(key, owned);
    if (live === undefined) {
      applied({}, rest, manager, owned);
      return this.create(plural, namespace, body);
    }
    return this.update(plural, namespace, name, below, (before) => {
      const { metadata: own, ...fields } = before;
      const labels = { ...own.labels, ...metadata?.labels };
      const annotations = { ...own.annotations, ...metadata?.annotations };
      const uid = metadata?.uid ?? own.uid;
      const extra =
        below === null
          ? {
              ...(own.labels || metadata?.labels ? { labels } : {}),
              ...(own.annotations || metadata?.annotations ? { annotations } : {}),
            }
          : {};
      return { ...applied(fields, rest, manager, owned), metadata: { ...own, ...extra, uid } } as Stored;
    });
  }

  merge(plural: string, namespace: string, name: string, below: string | null, patch: object): Stored {
    return this.update(plural, namespace, name, below, (live) => mergePatched(live, patch) as Stored);
  }

  /** Gives a pod to a node. */
  bind(namespace: string, name: string, node: string): object {
    this.update("pods", namespace, name, null, (pod) => {
      const { nodeName } = pod.spec ?? {};
      const { deletionTimestamp } = pod.metadata;
      if (nodeName !== undefined || deletionTimestamp !== undefined)
        throw new Refused(409, "Conflict", `pod ${name} is being deleted or is already assigned to node "${nodeName}"`);
      return { ...pod, spec: { ...pod.spec, nodeName: node } };
    });
    return { kind: "Status", apiVersion: "v1", status: "Success", code: 201 };
  }

  /** A pod of a node is held until that has ended it, which says that it may go at once. */
  delete(
    plural: string,
    namespace: string,
    name: string,
    { uid, atOnce = false }: { uid?: string; atOnce?: boolean } = {},
  ): Stored {
    const live = this.get(plural, namespace, name);
    if (uid !== undefined && uid !== live.metadata.uid)
      throw new Refused(409, "Conflict", `Precondition failed: UID in precondition: ${uid}`);
    const isHeld =
      (live.metadata.finalizers ?? []).length > 0 ||
      (plural === "pods" && live.spec?.nodeName !== undefined && !atOnce);
    if (!isHeld) return this.#remove(plural, live);
    if (live.metadata.deletionTimestamp !== undefined) return live;
    const metadata = { ...live.metadata, deletionTimestamp: now() };
    return this.#put(plural, { ...live, metadata }, live, "MODIFIED");
  }

  /** No pod begins without its service account. */
  #checkAccount(namespace: string, { metadata, spec }: Stored): void {
    const account = spec?.serviceAccountName ?? "default";
    if (this.find("serviceaccounts", namespace, account) !== undefined) return;
    const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
    throw new Refused(403, "Forbidden", `pods "${metadata.name}" is forbidden: ${why}`);
  }

  #put(plural: string, object: Stored, before: Stored | undefined, type: Change["type"]): Stored {
    if (plural === "sweeps") validate(object, before);
    this.#version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    const { namespace = "", name } = stored.metadata;
    const kind = this.#objects.get(plural) ?? new Map<string, Stored>();
    this.#objects.set(plural, kind.set(`${namespace}/${name}`, stored));
    this.#tell({ version: this.#version, type, plural, object: stored });
    return stored;
  }

  #remove(plural: string, object: Stored): Stored {
    const { namespace = "", name, uid } = object.metadata;
    this.#version += 1;
    const gone = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    this.#objects.get(plural)?.delete(`${namespace}/${name}`);
    for (const key of [...this.#owned.keys()])
      if (key.startsWith(`${plural}/${namespace}/${name}/`)) this.#owned.delete(key);
    this.#tell({ version: this.#version, type: "DELETED", plural, object: gone });
    // Garbage collection.
    for (const kind of ["jobs", "pods"])
      for (const { metadata } of this.all(kind))
        if (metadata.ownerReferences?.some((owner) => owner.uid === uid))
          this.delete(kind, metadata.namespace ?? "", metadata.name);
    return gone;
  }

  #tell(change: Change): void {
    this.#changes.push(change);
    for (const listener of this.#listeners) listener(change);
  }
}

/** Of the metadata only this may be written. */
function kept({ metadata }: Stored, live: Stored): Stored["metadata"] {
  const { labels, annotations, finalizers, ownerReferences } = metadata;
  return { ...live.metadata, labels, annotations, finalizers, ownerReferences };
}

function isOver({ metadata }: Stored): boolean {
  return (
    metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length === 0 && metadata.name !== undefined
  );
}

function validate(object: Stored, before: Stored | undefined): void {
  const { name } = object.metadata;
  const faults = [...admit(schema, object, before).map(dotted), ...faultsOfMetadata(object.metadata)];
  const unknown = faults.filter((fault) => fault.endsWith(UNKNOWN)).map((fault) => fault.slice(0, -UNKNOWN.length));
  const strict = unknown.map((field) => `unknown field "${field}"`).join(", ");
  if (unknown.length > 0) throw new Refused(400, "BadRequest", `strict decoding error: ${strict}`);
  if (faults.length === 0) return;
  throw new Refused(422, "Invalid", `Sweep.macrosweep.dev "${name}" is invalid: ${faults.slice(0, 10).join(", ")}`);
}

const UNKNOWN = ": unknown field";

/** Places as a server names them: spec.parameters[0].name. */
function dotted(fault: string): string {
  const [, place = "", rest = ""] = /^([^:]*)(:.*)$/s.exec(fault) ?? [];
  return (
    place
      .replace(/^[./]/, "")
      .replace(/\/(\d+)/g, "[$1]")
      .replaceAll("/", ".") + rest
  );
}

/** To the second, as Kubernetes has it. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
