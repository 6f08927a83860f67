/** What the operator does with resources: the Role of its service account has these rights and no others. The last needs a ClusterRole. */
export const RIGHTS = [
  { apiGroup: "macrosweep.dev", resource: "sweeps", verbs: ["list", "watch", "patch"] },
  { apiGroup: "macrosweep.dev", resource: "sweeps/status", verbs: ["patch"] },
  // For owner references that hold the deletion of their owner back, where the cluster asks for it.
  { apiGroup: "macrosweep.dev", resource: "sweeps/finalizers", verbs: ["update"] },
  { apiGroup: "batch", resource: "jobs", verbs: ["list", "watch", "create", "patch", "delete"] },
  { apiGroup: "", resource: "pods", verbs: ["get", "list", "watch", "delete"] },
  { apiGroup: "", resource: "events", verbs: ["create"] },
  { apiGroup: "", resource: "configmaps", verbs: ["create", "patch"] },
  { apiGroup: "authentication.k8s.io", resource: "tokenreviews", verbs: ["create"] },
] as const;

/** What the label of the one that leads needs besides, of the controllers' own pods alone. */
export const LEADER_RIGHT = { apiGroup: "", resource: "pods", verbs: ["patch"] } as const;
