import { parseAsWritten } from "../../asWritten.ts";
import { SweepError } from "../../error.ts";
import { readYaml } from "../../yaml/readYaml.ts";

/** A document as it came, and the line of each of its places. */
export interface GivenDocument {
  readonly document: unknown;
  /** From 1; of JSON it says nothing: null. */
  lineOf(path: string): number | null;
}

/** Reads the document in a body: as YAML, which JSON is too, unless the media type says JSON. @throws SweepError `invalid` with the place. */
export function documentOf(body: string, mediaType = ""): GivenDocument {
  if (!mediaType.startsWith("application/json")) {
    const { data, lineOf } = readYaml(body, "document");
    return { document: data, lineOf };
  }
  try {
    return { document: parseAsWritten(body), lineOf: () => null };
  } catch (cause) {
    throw new SweepError("invalid", `document: is not JSON (${cause instanceof Error ? cause.message : cause})`, {
      cause,
    });
  }
}
