import { Take } from "../../../../gen/macrosweep/v1/agent.ts";

/** What a script has said of an epoch, and where. */
export interface Result {
  /** As in a report of the protocol. */
  readonly report:
    | { readonly value: number }
    | { readonly confusion: readonly number[][]; readonly classes?: readonly string[] };
  /** For example "line 3". */
  readonly where: string;
}

/** The results of one kind in one epoch: values, or matrices. */
export class Results {
  first: Result | null = null;
  last: Result | null = null;
  /** The first that is not like the first. */
  other: Result | null = null;

  add(result: Result): void {
    this.first ??= result;
    this.last = result;
    if (!isSame(this.first, result)) this.other ??= result;
  }

  /** The one that counts; null: none. */
  picked(take: Take): Result | null {
    return take === Take.LAST ? this.last : this.first;
  }
}

/** Whether two results say the same. */
function isSame(a: Result, b: Result): boolean {
  return keyOf(a) === keyOf(b);
}

/** A text that is the same for the same results. */
export function keyOf({ report }: Result): string {
  return "value" in report ? String(report.value) : JSON.stringify(report.confusion);
}

/** A result in a few words. */
export function describe({ report, where }: Result): string {
  return "value" in report ? `${report.value} (${where})` : `a matrix (${where})`;
}
