import type { Lease } from "../gen/macrosweep/v1/trial.ts";

/** The lease as one text, for maps and logs. */
export function leaseKey({ sweep, trial, attempt }: Lease): string {
  return `${sweep}/${trial}/${attempt}`;
}

/** Whether two leases are attempts of one trial. */
export function sameTrial(a: Lease, b: Lease): boolean {
  return a.sweep === b.sweep && a.trial === b.trial;
}
