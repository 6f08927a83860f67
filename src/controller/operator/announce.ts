import { createHash } from "node:crypto";
import type { Condition } from "./conditions.ts";
import { type KubeApi, KubeError } from "./kubeApi.ts";
import { keyOf, pathOf, type SweepResource } from "./resource.ts";

/** What of the conditions is news, in the order of the conditions: those that have come to hold, and refusals. */
export function newsOf(before: readonly Condition[], after: readonly Condition[]): Condition[] {
  return after.filter((condition) => {
    const earlier = before.find(({ type }) => type === condition.type);
    const same = earlier?.status === condition.status && earlier.reason === condition.reason;
    return (
      !same &&
      condition.status === (condition.type === "Accepted" && condition.reason !== "Accepted" ? "False" : "True")
    );
  });
}

/** Tells people of it as an event of the resource (`kubectl describe`). The same news is told once: its name says what it is. `warn`: where it cannot be told. */
export async function announce(
  api: KubeApi,
  resource: SweepResource,
  news: Condition,
  nowIso: string,
  warn: (fields: object, message: string) => void,
): Promise<void> {
  const event = eventOf(resource, news, nowIso);
  await api.create(pathOf("events", event.metadata.namespace), event).catch((error: unknown) => {
    if (!(error instanceof KubeError)) throw error;
    if (error.status !== 409) warn({ sweep: keyOf(resource), error: error.message }, "an event was not told");
  });
}

function eventOf({ metadata }: SweepResource, news: Condition, nowIso: string) {
  const { name = "", namespace = "", uid = "" } = metadata ?? {};
  const { type, reason, message, lastTransitionTime } = news;
  const what = createHash("sha256").update(`${uid} ${type} ${reason} ${lastTransitionTime}`).digest("hex").slice(0, 12);
  const isBad = type === "Failed" || type === "Degraded" || news.status === "False";
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${what}`, namespace },
    involvedObject: { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", name, namespace, uid },
    reason,
    message: (message === "" ? type : message).slice(0, 1000),
    type: isBad ? "Warning" : "Normal",
    source: { component: "macrosweep" },
    reportingComponent: "macrosweep.dev/controller",
    firstTimestamp: nowIso,
    lastTimestamp: nowIso,
    count: 1,
  };
}
