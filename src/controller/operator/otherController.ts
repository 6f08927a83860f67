import type { V1Job } from "@kubernetes/client-node";

// One may be left from another address of this controller, and one from a leader before it that stood still and has woken up.
const TOO_MANY = 3;

/**
 * Notices where another controller serves a resource too, with a journal of its own. Each removes the Jobs of the other, whose agents train for that one, and
 * makes its own: so there is one more of the other's after each.
 */
export class OtherController {
  /** UIDs of Jobs that were not ours, by the UID of their resource. */
  readonly #jobs = new Map<string, Set<string>>();
  readonly #own: string;

  /** `own`: host:port at which agents find this controller. */
  constructor(own: string) {
    this.#own = own;
  }

  /** Looks at the Job of a resource. Returns host:port of the other controller, once a resource; null: nothing new tells of one. */
  noticed(resource: string, job: V1Job): string | null {
    const address = controllerOf(job);
    const uid = job.metadata?.uid ?? "";
    const seen = this.#jobs.get(resource) ?? new Set();
    if (address === this.#own || seen.has(uid)) return null;
    this.#jobs.set(resource, seen.add(uid));
    return seen.size === TOO_MANY ? address : null;
  }

  /** The resource is gone. */
  forget(resource: string): void {
    this.#jobs.delete(resource);
  }
}

/** For which controller the agents of a Job train, see `agentPod`. */
function controllerOf({ spec }: V1Job): string {
  const args = spec?.template.spec?.containers[0]?.args ?? [];
  return args[args.indexOf("--controller") + 1] ?? "";
}
