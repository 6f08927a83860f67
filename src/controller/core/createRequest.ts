import { isObject } from "../../fields.ts";
import type { Command } from "./commands.ts";
import { readPlaced, refuseSchedule } from "./document/spec.ts";

type Create = Omit<Extract<Command, { kind: "create" }>, "nowMs">;

/** What a document asks for; where it is trained, and what is of a series, is not the sweep's matter. @throws SweepError `invalid` as `readDocument` */
export function createRequest(document: unknown): Create {
  const { spec, suspend, schedule } = readPlaced(document);
  refuseSchedule(schedule);
  return { kind: "create", spec, document: withoutPlace(document), suspend };
}

function withoutPlace(document: unknown): unknown {
  if (!isObject(document) || !isObject(document.spec)) return document;
  const { placement: _, suspend: __, nights: ___, ...spec } = document.spec;
  return { ...document, spec };
}
