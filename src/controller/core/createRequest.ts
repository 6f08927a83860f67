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

/** The same under other names: of the sweep itself, and of those that it learns from. */
export function renamed(request: Create, named: (name: string) => string): Create {
  const { name, warmStart } = request.spec;
  const earlier = warmStart === undefined ? {} : { warmStart: { ...warmStart, from: warmStart.from.map(named) } };
  return { ...request, spec: { ...request.spec, name: named(name), ...earlier } };
}

function withoutPlace(document: unknown): unknown {
  if (!isObject(document) || !isObject(document.spec)) return document;
  const { placement: _, suspend: __, nights: ___, ...spec } = document.spec;
  return { ...document, spec };
}
