import type { Readable } from "node:stream";
import { eventReader, type ServerEvent } from "../words/serverEvents.ts";

/** The server-sent events of a stream. */
export async function* serverEvents(stream: Readable): AsyncGenerator<ServerEvent> {
  const eventsOf = eventReader();
  stream.setEncoding("utf8");
  for await (const piece of stream) yield* eventsOf(String(piece));
}
