import { liveSource } from "./live.ts";
import { type Recorded, recordedSource } from "./recorded.ts";
import type { Source } from "./source.ts";
import { takeToken } from "./token.ts";

/** The report in this file, else the controller that has sent it. */
export function openSource(): Source {
  const recorded = document.getElementById("recorded")?.textContent;
  if (recorded) return recordedReport(JSON.parse(recorded) as Recorded);
  return liveSource(new URL(".", location.href).href, takeToken());
}

function recordedReport(recorded: Recorded): Source {
  if (location.hash === "") location.replace(recorded.at);
  return recordedSource(recorded);
}
