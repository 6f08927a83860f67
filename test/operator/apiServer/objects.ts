/** A resource as it lies in the store: whatever its kind has. */
export interface Stored {
  apiVersion?: string;
  kind?: string;
  metadata: Metadata;
  // biome-ignore lint/suspicious/noExplicitAny: an API server keeps what it is given.
  [field: string]: any;
}

export interface Metadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { uid: string; kind: string; name: string }[];
  [field: string]: unknown;
}

/** Refused, in Kubernetes' form. */
export class Refused extends Error {
  readonly code: number;
  readonly reason: string;
  readonly retryAfter: number | null;

  constructor(code: number, reason: string, message: string, retryAfter: number | null = null) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  get status(): object {
    const { code, reason, message } = this;
    return { kind: "Status", apiVersion: "v1", status: "Failure", message, reason, code };
  }
}

/** Whether labels are as a selector has them: names that must be there, and NAME=VALUE. */
export function selects(selector: string | null, labels: Record<string, string> = {}): boolean {
  return (selector ?? "")
    .split(",")
    .filter((term) => term !== "")
    .every((term) => {
      const [name = "", value] = term.split("=");
      return value === undefined ? name in labels : labels[name] === value;
    });
}

const QUALIFIED_NAME = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$/;

/** What is wrong with the labels and finalizers of a resource. */
export function faultsOfMetadata({ labels = {}, finalizers = [] }: Metadata): string[] {
  const isBad = ([name, value]: [string, string]) => !QUALIFIED_NAME.test(name) || !LABEL_VALUE.test(value);
  const badLabels = Object.entries(labels).filter(isBad);
  const badFinalizers = finalizers.filter((name) => !QUALIFIED_NAME.test(name));
  return [
    ...badLabels.map(([name]) => `metadata.labels: Invalid value: ${JSON.stringify(name)}`),
    ...badFinalizers.map((name) => `metadata.finalizers: Invalid value: ${JSON.stringify(name)}`),
  ];
}
