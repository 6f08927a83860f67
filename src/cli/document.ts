import type { SweepSpec } from "../controller/index.ts";
import { SweepError } from "../error.ts";
import { readYaml } from "../yaml/readYaml.ts";
import { readTextFile } from "./textFile.ts";

export interface LoadedDocument {
  readonly document: unknown;
  readonly spec: SweepSpec;
  /** Whether it has a schedule, and is then a template of nights. */
  readonly isScheduled: boolean;
  readonly warnings: readonly string[];
  /** Keys of its spec that speak of a cluster. */
  readonly forCluster: readonly string[];
}

// A sweep document has a few kilobytes. Beyond this somebody has named the wrong file.
export const MAX_BYTES = 1024 * 1024;

/**
 * Reads and checks a sweep document: as it was written, for the controller, and with every default filled in; `warnings`: what is likely not meant so.
 * @throws SweepError `invalid` with every mistake and its place.
 */
export async function loadDocument(path: string): Promise<LoadedDocument> {
  return checkDocument(readYaml(readTextFile(path, MAX_BYTES), path).data, path);
}

/** The same of a document that was read from a file. */
export async function checkDocument(document: unknown, path: string): Promise<LoadedDocument> {
  const { readPlaced, warningsOf } = await import("../controller/index.ts");
  try {
    const { spec, placement, suspend, schedule } = readPlaced(document);
    const forCluster = [placement === undefined ? [] : "placement", suspend === true ? "suspend" : []].flat();
    return { document, spec, isScheduled: schedule !== null, warnings: warningsOf(spec), forCluster };
  } catch (cause) {
    if (!(cause instanceof SweepError)) throw cause;
    throw new SweepError(cause.code, `${path} is no valid sweep document\n${cause.message.replace(/^/gm, "  ")}`, {
      cause,
    });
  }
}

/** Says on stderr what is likely not meant so. */
export function printWarnings(warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
}
