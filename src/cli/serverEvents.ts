import type { Readable } from "node:stream";

/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** The events of a stream as https://html.spec.whatwg.org/multipage/server-sent-events.html has them; comments are left out. */
export async function* serverEvents(stream: Readable): AsyncGenerator<ServerEvent> {
  let rest = "";
  stream.setEncoding("utf8");
  for await (const piece of stream) {
    const blocks = (rest + String(piece)).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = eventIn(block);
      if (event !== null) yield event;
    }
  }
}

function eventIn(block: string): ServerEvent | null {
  const fields = block.split("\n").map((line) => /^(event|id|data): ?(.*)$/s.exec(line));
  const fieldOf = (name: string) => fields.flatMap((field) => (field?.[1] === name ? [field[2] ?? ""] : [])).join("\n");
  const event = { event: fieldOf("event") || "message", id: fieldOf("id"), data: fieldOf("data") };
  return event.data === "" ? null : event;
}
