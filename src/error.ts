/** What kind of fault a caller can tell apart; the command line and gRPC map it to exit codes and status codes. */
export type ErrorCode =
  | "invalid"
  | "notFound"
  | "exists"
  | "conflict"
  | "unavailable"
  | "unsupported"
  /** Whoever asks is not known; other credentials may help. */
  | "unauthenticated"
  /** Whoever asks is known, and may not. */
  | "forbidden"
  /** Too often; later it may. */
  | "exhausted";

/** One thing that is wrong with an input: where it stands, what stands there, and the rule it breaks. */
export interface Mistake {
  /** For example `spec.pruner.reductionFactor`. */
  readonly path: string;
  readonly value: unknown;
  /** Completes "path: value ...", for example "must be at least 2". */
  readonly rule: string;
}

/** The input or the state of the world is wrong, not the program. The message can be shown to a person as it is. */
export class SweepError extends Error {
  override readonly name = "SweepError";
  readonly code: ErrorCode;
  /** Where it was an input with mistakes in named places: these. */
  readonly mistakes: readonly Mistake[];

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { readonly mistakes?: readonly Mistake[] } = {},
  ) {
    super(message, options);
    this.code = code;
    this.mistakes = options.mistakes ?? [];
  }
}

// Enough to mend a document by; a hostile one must not fill a terminal.
const MAX_LINES = 50;

/** All mistakes of one input in one error, a line each; of very many the first ones. */
export function invalid(mistakes: readonly Mistake[]): SweepError {
  const lines = mistakes.slice(0, MAX_LINES).map(describeMistake);
  if (mistakes.length > MAX_LINES) lines.push(`and ${mistakes.length - MAX_LINES} more mistakes`);
  return new SweepError("invalid", lines.join("\n"), { mistakes });
}

/** A mistake as a line. */
export function describeMistake({ path, value, rule }: Mistake): string {
  return value === undefined ? `${path}: ${rule}` : `${path}: ${show(value)} ${rule}`;
}

// A message stays readable when somebody puts a megabyte where a number belongs.
function show(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
