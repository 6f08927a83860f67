import type { LogTail } from "../../shapes/logTail.ts";
import type { Line } from "./line.ts";

/** Whose words follow. */
export function logHead({ sweep, trial, attempt, from, truncated }: LogTail): Line {
  const left = truncated ? "; what came before is left out" : "";
  return [[`--- trial ${trial} of ${sweep}, attempt ${attempt} on agent ${from}${left}`, "dim"]];
}

/** What was printed, a line each. */
export function logLines({ text }: LogTail): Line[] {
  if (text === "") return [];
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line): Line => [line]);
}
