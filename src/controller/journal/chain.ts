import { SweepError } from "../../error.ts";
import { chained } from "./checksum.ts";

/** One append as it stands in the file. `sum` null: an earlier version wrote it. */
export interface Row {
  readonly seq: number;
  readonly events: string;
  readonly sum: string | null;
}

/** Follows a sweep's appends in their order, and finds where they are not what was written. */
export class Chain {
  readonly #path: string;
  readonly #advice: string | undefined;
  readonly #sweep: string;
  #head: string;
  #seq: number;

  /** `seq` and `head`: number and checksum of what was read before; `advice`: as in `damaged`. */
  constructor(path: string, sweep: string, seq: number, head: string, advice?: string) {
    this.#path = path;
    this.#advice = advice;
    this.#sweep = sweep;
    this.#seq = seq;
    this.#head = head;
  }

  /** @throws SweepError `invalid` naming file, sweep and events when the append was changed, or one before it is missing. */
  take({ seq, events, sum }: Row): void {
    if (sum !== null && sum !== chained(this.#head, this.#sweep, seq, events)) {
      throw damaged(
        this.#path,
        this.#sweep,
        this.#seq + 1,
        `does not fit its checksum, or one before it is missing`,
        this.#advice,
      );
    }
    this.#head = sum ?? this.#head;
    this.#seq = seq;
  }

  /** All is read. @throws SweepError `invalid` when the file says that there is more. */
  end(lastSeq: number): void {
    if (this.#seq >= lastSeq) return;
    throw damaged(this.#path, this.#sweep, this.#seq + 1, `is missing, and all up to event ${lastSeq}`, this.#advice);
  }
}

/** What to say of an event that is not what was appended. */
export function damaged(
  path: string,
  sweep: string,
  event: number,
  what: string,
  advice = `"macrosweep doctor" says what can be saved`,
): SweepError {
  return new SweepError("invalid", `${path}: sweep "${sweep}": event ${event} ${what}; ${advice}`);
}
