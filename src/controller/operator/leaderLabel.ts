import { type KubeApi, KubeError } from "./kubeApi.ts";
import { WorkQueue } from "./workQueue.ts";

/** By which a service finds the pod of the controller that leads. */
export const LEADER_LABEL = "macrosweep.dev/leads";

// One that stood still may have put its label on after it was taken away.
const AGAIN_MS = 10_000;
const SPACING_MS = 1_000;

/**
 * Keeps the label on the pod of this controller, which leads, and off those of the others, until it is closed: the next one that leads takes it away. A
 * pod that is not there has none.
 */
export function leaderLabel(
  api: KubeApi,
  namespace: string,
  [own, ...others]: readonly string[],
  warn: (fields: object, message: string) => void,
): { close(): Promise<void> } {
  const work = async (pod: string) => {
    const metadata = { labels: { [LEADER_LABEL]: pod === own ? "true" : null } };
    await api.merge("pods", namespace, pod, { metadata }).catch((error: unknown) => {
      if (pod === own || !(error instanceof KubeError && error.status === 404)) throw error;
    });
    return AGAIN_MS;
  };
  const queue = new WorkQueue(work, {
    spacingMs: SPACING_MS,
    onFailure(pod, error) {
      warn(
        { pod, error: String(error) },
        "the pod cannot be labelled now: the service may find no controller that leads",
      );
      return SPACING_MS;
    },
  });
  for (const pod of new Set([own, ...others])) if (pod !== undefined) queue.add(pod);
  return queue;
}
