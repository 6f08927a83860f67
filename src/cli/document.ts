import type { SweepSpec } from "../controller/index.ts";
import { SweepError } from "../error.ts";
import { readYamlFile } from "./yamlFile.ts";

/**
 * Reads and checks a sweep document: as it was written, for the controller, and with every default filled in.
 * @throws SweepError `invalid` with every mistake and its place.
 */
export async function loadDocument(path: string): Promise<{ readonly document: unknown; readonly spec: SweepSpec }> {
  const document = readYamlFile(path);
  const { readDocument } = await import("../controller/index.ts");
  try {
    return { document, spec: readDocument(document) };
  } catch (cause) {
    if (!(cause instanceof SweepError)) throw cause;
    throw new SweepError(cause.code, `${path} is no valid sweep document\n${cause.message.replace(/^/gm, "  ")}`, {
      cause,
    });
  }
}
